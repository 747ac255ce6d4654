"""Problem 4.2: stochastic gradient descent with several samples at a time."""

from functools import partial

import numpy as np
from span import FACTORS, in_row_space, wide

from grader.oracle import question


@question
def minibatch_sgd(X, t, lr, batches):
    """The weights after one gradient step from zero for every list of indices in batches."""
    w = np.zeros(X.shape[1])
    for batch in batches:
        w = w - lr * 2 / len(batch) * X[batch].T @ (X[batch] @ w - t[batch])
    return w


minibatch_sgd.example(
    X=np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 2.0]]),
    t=np.array([1.0, 2.0, 3.0]),
    lr=0.1,
    batches=[[2, 0], [1, 2], [0, 1]],
)


def problem(rng, i):
    """A problem and its batch sizes: every other case has batches of different sizes."""
    return wide(rng, int(rng.integers(4, 7))), (2, 2, 2, 2) if i % 2 == 0 else (2, 3, 2, 3)


def drawn(rng, n, sizes):
    """Batches of these sizes, none with a sample twice."""
    return [[int(i) for i in rng.permutation(n)[:size]] for size in sizes]


@minibatch_sgd.cases(count=8)
def paths(rng, i):
    """A few steps."""
    data, sizes = problem(rng, i)
    lr = round(float(rng.uniform(0.02, 0.06)), 3)
    return data | {"lr": lr, "batches": drawn(rng, len(data["t"]), sizes)}


@minibatch_sgd.cases(count=3)
def long(rng, i):
    """Many passes with steps so small that even the sum over a batch comes down."""
    data, sizes = problem(rng, i)
    lr = float(0.05 / (data["X"] ** 2).sum(axis=1).max() / max(sizes))
    return data | {"lr": lr, "batches": drawn(rng, len(data["t"]), sizes * 60)}


minibatch_sgd.property(in_row_space)


@minibatch_sgd.equivalent
def sample_by_sample(X, t, lr, batches):
    """Averages the gradients of the batch's samples."""
    w = np.zeros(X.shape[1])
    for batch in batches:
        w = w - lr * np.mean([2 * (X[i] @ w - t[i]) * X[i] for i in batch], axis=0)
    return w


READINGS = {f"{factor or 'factor 2'}, {total}" for factor in FACTORS for total in ("mean", "sum")}


def rate(n, size, convention):
    """What stands before the sum over a batch, under a reading such as “factor 1, sum”."""
    factor, _, total = (convention or "factor 2, mean").partition(", ")
    constant = FACTORS[factor if factor in FACTORS else ""](n)
    return constant / size if total == "mean" else constant


def reading(X, t, lr, batches, convention=""):
    """The same steps with another constant in front of the gradient."""
    w = np.zeros(X.shape[1])
    for batch in batches:
        step = lr * rate(len(t), len(batch), convention)
        w = w - step * X[batch].T @ (X[batch] @ w - t[batch])
    return w


for name in sorted(READINGS - {"factor 2, mean"}):
    minibatch_sgd.convention(name)(partial(reading, convention=name))


@minibatch_sgd.mistake("steps uphill", hint="Which way does the loss go down?", each_convention=True)
def uphill(X, t, lr, batches, convention=""):
    """Adds the gradient."""
    return reading(X, t, -lr, batches, convention)


@minibatch_sgd.mistake(
    "uses only the first sample of a batch", hint="A step looks at the whole batch.", each_convention=True
)
def first_only(X, t, lr, batches, convention=""):
    """Falls back to one sample at a time."""
    return one_by_one(X, t, lr, [batch[:1] for batch in batches], batches, convention)


@minibatch_sgd.mistake(
    "steps within the batch", hint="How many steps does one batch make?", each_convention=True
)
def inside(X, t, lr, batches, convention=""):
    """Updates after every sample of a batch."""
    return one_by_one(X, t, lr, batches, batches, convention)


def one_by_one(X, t, lr, used, batches, convention):
    """Single-sample steps with the rate that belongs to the whole batch."""
    w = np.zeros(X.shape[1])
    for samples, batch in zip(used, batches, strict=True):
        step = lr * rate(len(t), len(batch), convention)
        for i in samples:
            w = w - step * (X[i] @ w - t[i]) * X[i]
    return w


@minibatch_sgd.mistake(
    "uses all samples at every step", hint="A step looks at one batch.", each_convention=True
)
def full_gradient(X, t, lr, batches, convention=""):
    """Plain gradient descent, once per batch."""
    everyone = [list(range(len(t))) for _ in batches]
    return reading(X, t, lr, everyone, convention)


@minibatch_sgd.mistake("does not start at zero", hint="Where do the weights begin?", each_convention=True)
def from_ones(X, t, lr, batches, convention=""):
    """Begins with ones; the shifted problem begins with zeros."""
    ones = np.ones(X.shape[1])
    return ones + reading(X, t - X @ ones, lr, batches, convention)


@minibatch_sgd.mistake("is a step short", hint="Count your steps.", each_convention=True)
def one_short(X, t, lr, batches, convention=""):
    """Leaves out the last batch."""
    return reading(X, t, lr, batches[:-1], convention)


@minibatch_sgd.mistake("takes the batches backwards", hint="Which batch comes first?", each_convention=True)
def backwards(X, t, lr, batches, convention=""):
    """Begins with the last batch."""
    return reading(X, t, lr, batches[::-1], convention)


@minibatch_sgd.mistake(
    "gives the weights of every step", hint="The last ones were asked for.", each_convention=True
)
def every_step(X, t, lr, batches, convention=""):
    """A row for each step."""
    w, rows = np.zeros(X.shape[1]), []
    for batch in batches:
        w = w - lr * rate(len(t), len(batch), convention) * X[batch].T @ (X[batch] @ w - t[batch])
        rows.append(w)
    return np.array(rows)


@minibatch_sgd.mistake(
    "measures every error at the start", hint="Which weights does a later step see?", each_convention=True
)
def stale_errors(X, t, lr, batches, convention=""):
    """Adds up the gradients at zero."""
    return sum(reading(X, t, lr, [batch], convention) for batch in batches)


@minibatch_sgd.mistake("stops after the first batch", hint="Where does the loop end?", each_convention=True)
def first_step(X, t, lr, batches, convention=""):
    """A return inside of the loop."""
    return reading(X, t, lr, batches[:1], convention)


@minibatch_sgd.mistake(
    "gives the start and every step", hint="The last weights were asked for.", each_convention=True
)
def whole_path(X, t, lr, batches, convention=""):
    """A row for the start, too."""
    return np.vstack([np.zeros(X.shape[1]), every_step(X, t, lr, batches, convention)])


@question
def minibatch_finds_min_norm():
    """Whether mini-batch SGD from zero arrives at the shortest solution."""
    return True
