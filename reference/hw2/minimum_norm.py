"""Problem 3.4: more features than samples, and the solution gradient descent from zero finds."""

import numpy as np
from regression import reciprocals, well_conditioned

from grader.oracle import question


@question
def min_norm_solution(X, t):
    """The weights gradient descent from zero converges to when there are more features than samples."""
    return X.T @ np.linalg.solve(X @ X.T, t)


min_norm_solution.example(X=np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]), t=np.array([1.0, 2.0]))


@min_norm_solution.cases(count=8)
def wide(rng):
    """More features than samples, far from losing rank; so are the first n columns."""
    n = rng.integers(2, 5)
    X = np.hstack([well_conditioned(rng, n, n), rng.normal(size=(n, rng.integers(1, 5))).round(2)])
    return {"X": X, "t": rng.normal(size=n).round(2)}


@min_norm_solution.equivalent
def least_squares(X, t):
    """The library's least squares, which picks the shortest."""
    return np.linalg.lstsq(X, t, rcond=None)[0]


@min_norm_solution.equivalent
def pseudoinverse(X, t):
    """The pseudoinverse."""
    return np.linalg.pinv(X) @ t


@min_norm_solution.equivalent
def row_coordinates(X, t):
    """Writes w in an orthonormal basis of the rows."""
    Q, R = np.linalg.qr(X.T)
    return Q @ np.linalg.solve(R.T, t)


@min_norm_solution.mistake("leaves out the inverse", hint="Insert w into X w = t and see what is left.")
def gram_not_inverted(X, t):
    """Multiplies where it should divide."""
    return X.T @ X @ X.T @ t


@min_norm_solution.mistake("sums the rows weighted with the labels", hint="Insert w into X w = t.")
def weighted_rows(X, t):
    """In the row space, but not a solution."""
    return X.T @ t


@min_norm_solution.mistake("inverts entry by entry", hint="In numpy, ** -1 is not the inverse of a matrix.")
def gram_reciprocals(X, t):
    """Reciprocals in place of the inverse."""
    return X.T @ reciprocals(X @ X.T) @ t


@min_norm_solution.mistake("finds another solution", hint="It fits. Would gradient descent get there?")
def first_columns(X, t):
    """Uses as many features as there are samples and no more."""
    n, d = X.shape
    return np.concatenate([np.linalg.solve(X[:, :n], t), np.zeros(d - n)])


@min_norm_solution.mistake("leaves out the last factor", hint="How many weights are there?")
def dual(X, t):
    """A number for each sample in place of one for each weight."""
    return np.linalg.solve(X @ X.T, t)


@min_norm_solution.mistake("has the wrong sign", hint="Do these weights fit the labels, or minus them?")
def turned(X, t):
    """A sign lost on the way."""
    return -min_norm_solution(X, t)


@min_norm_solution.mistake("inverts each squared length alone", hint="Are the samples at right angles?")
def diagonal_inverse(X, t):
    """Keeps the diagonal of X Xᵀ."""
    return X.T @ (t / (X**2).sum(axis=1))


@min_norm_solution.mistake(
    "multiplies with the number of samples", hint="Does the mean change where the loss is least?"
)
def scaled_up(X, t):
    """Keeps the mean of the loss on one side."""
    return min_norm_solution(X, t) * len(t)


@min_norm_solution.mistake("divides by the number of samples", hint="Do these weights fit the labels?")
def scaled_down(X, t):
    """Keeps the mean of the loss on the other side."""
    return min_norm_solution(X, t) / len(t)


@question
def orthogonality(X, t, w1):
    """The inner product of ŵ − ŵ₁ with ŵ, for another solution ŵ₁ without loss."""
    w = min_norm_solution(X, t)
    return (w - w1) @ w


@orthogonality.cases(count=8, draws="min_norm_solution/wide")
def other_solutions(rng):
    """The shortest solution plus something X does not see, for problems whose solution was asked already."""
    arguments = wide(rng)
    X, t = arguments["X"], arguments["t"]
    step = rng.normal(size=X.shape[1])
    return arguments | {"w1": min_norm_solution(X, t) + step - np.linalg.pinv(X) @ (X @ step)}


@orthogonality.scale
def lengths(X, t, w1):
    """What the inner product would be at most."""
    length = np.linalg.norm(min_norm_solution(X, t))
    return length * (length + np.linalg.norm(w1))


@orthogonality.equivalent
def two_products(X, t, w1):
    """Multiplies out first."""
    w = np.linalg.pinv(X) @ t
    return w @ w - w1 @ w


@orthogonality.follows("min_norm_solution")
def with_own_solution(own, X, t, w1):  # noqa: ARG001
    """The product for one's own ŵ: it need not vanish."""
    return (own - w1) @ own


@orthogonality.mistake("multiplies with the other solution", hint="Which of the two is the second factor?")
def wrong_factor(X, t, w1):
    """Takes the product with w1."""
    return (min_norm_solution(X, t) - w1) @ w1


@orthogonality.mistake("adds the two solutions", hint="Check the sign inside the bracket.")
def sum_of_both(X, t, w1):
    """A plus where the minus belongs."""
    w = min_norm_solution(X, t)
    return (w + w1) @ w


@orthogonality.mistake("uses a ŵ that does not fit the data", hint="Check your solution first: is X ŵ = t?")
def without_inverse(X, t, w1):
    """Leaves out the inverse in the solution."""
    return (X.T @ t - w1) @ (X.T @ t)


@orthogonality.mistake("multiplies the two solutions", hint="A difference comes first.")
def product_of_both(X, t, w1):
    """Leaves out the bracket."""
    return min_norm_solution(X, t) @ w1


@orthogonality.mistake("takes the squared distance", hint="The difference is multiplied with ŵ.")
def squared_distance(X, t, w1):
    """Multiplies the difference with itself."""
    gap = min_norm_solution(X, t) - w1
    return gap @ gap


@orthogonality.mistake("does not add up the products", hint="An inner product is one number.")
def not_summed(X, t, w1):
    """Multiplies entry by entry."""
    w = min_norm_solution(X, t)
    return (w - w1) * w
