"""Problem 2: the Jacobian of a rank-one map, what it costs, and how to do without it."""

import numpy as np

from grader.oracle import question


@question
def jacobian(v):
    """The Jacobian of f(x) = v vᵀ x."""
    return np.outer(v, v)


jacobian.example(v=np.array([1.0, 2.0, 3.0]))


@jacobian.cases(count=6)
def random(rng):
    """Short vectors."""
    return {"v": rng.normal(size=rng.integers(2, 7)).round(2)}


@jacobian.equivalent
def column_by_column(v):
    """Applies the map to each unit vector."""
    return np.column_stack([v * (v @ unit) for unit in np.eye(len(v))])


@jacobian.mistake("swaps the two factors of v vᵀ", hint="Which of v vᵀ and vᵀ v is a matrix?")
def inner_product(v):
    """Multiplies the identity with the number vᵀ v."""
    return (v @ v) * np.eye(len(v))


@jacobian.mistake("keeps the diagonal alone", hint="Does one output depend on one input only?")
def diagonal(v):
    """Squares v entry by entry."""
    return np.diag(v**2)


@jacobian.mistake("differentiates a square", hint="How often does x appear in f?")
def doubled(v):
    """Treats the map as a quadratic form."""
    return 2 * np.outer(v, v)


@jacobian.mistake("divides by vᵀ v", hint="Is v a unit vector?")
def projection(v):
    """The projection onto v."""
    return np.outer(v, v) / (v @ v)


@jacobian.mistake("comes out as one number", credit="1/4", hint="Which of v vᵀ and vᵀ v is a matrix?")
def squared_length(v):
    """The inner product where the outer one belongs."""
    return v @ v


@question
def jacobian_cost():
    """How time and memory for the whole Jacobian grow with n."""
    return {"time": "n^2", "memory": "n^2"}


@jacobian_cost.mistake(
    "one power of n too few",
    hint="How many entries has the Jacobian? Each is computed once, and each is kept.",
)
def as_a_vector():
    """Counts the entries of v."""
    return {"time": "n", "memory": "n"}


@jacobian_cost.mistake("one power of n too many", hint="How many multiplications does each entry take?")
def as_a_product():
    """Counts a product of two full matrices."""
    return {"time": "n^3", "memory": "n^3"}


@question
def vjp(v, y):
    """The product of the transposed Jacobian with y, in linear time and memory."""
    return v * (v @ y)


vjp.example(v=np.array([1.0, 2.0, 3.0]), y=np.array([1.0, 1.0, 1.0]))


@vjp.cases(count=6)
def small(rng):
    """Vectors that are easy to look at."""
    n = rng.integers(2, 7)
    return {"v": rng.normal(size=n).round(2), "y": rng.normal(size=n).round(2)}


@vjp.cases(count=1, keep="sketch")
def million(rng):
    """A length at which the Jacobian itself would need terabytes; the means keep vᵀ y well away from zero."""
    return {"v": rng.normal(1, 1, size=1_000_000), "y": rng.normal(1, 1, size=1_000_000)}


@vjp.equivalent
def summed(v, y):
    """Sums first, scales afterwards."""
    return np.multiply(np.sum(v * y), v)


@vjp.mistake("leaves y out", hint="Does the product depend on y?")
def without_y(v, y):  # noqa: ARG001
    """Takes v twice where one of them is y."""
    return (v @ v) * v


@vjp.mistake("takes vᵀ v for vᵀ y", hint="Which two vectors meet in the inner product?")
def inner_product_of_v(v, y):
    """Scales y by the squared length of v."""
    return (v @ v) * y


@vjp.mistake("scales the wrong vector", hint="Write the product with brackets: which vector is left over?")
def scales_y(v, y):
    """Has the right number and the wrong vector."""
    return (v @ y) * y


@vjp.mistake("works entry by entry", hint="Does one entry of the result depend on one entry of y only?")
def entrywise(v, y):
    """Uses the diagonal of the Jacobian."""
    return v**2 * y


@vjp.mistake("stops at the inner product", hint="A vector is asked for: what is left to multiply with?")
def stops_halfway(v, y):
    """Has the number and not the vector."""
    return v @ y


@vjp.mistake("doubles the product", hint="How often does x appear in f?")
def twice(v, y):
    """Treats the map as a quadratic form."""
    return 2 * v * (v @ y)


@vjp.mistake("divides by vᵀ v", hint="Is v a unit vector?")
def projected(v, y):
    """The projection of y onto v."""
    return v * (v @ y) / (v @ v)
