"""Problem 4.1: stochastic gradient descent, one sample at a time."""

from functools import partial

import numpy as np
from span import FACTORS, in_row_space, wide

from grader.oracle import question


@question
def sgd(X, t, lr, order):
    """The weights after one stochastic gradient step from zero for every index in order."""
    w = np.zeros(X.shape[1])
    for i in order:
        w = w - lr * 2 * (X[i] @ w - t[i]) * X[i]
    return w


sgd.example(
    X=np.array([[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 1.0], [1.0, 1.0, 0.0, 2.0]]),
    t=np.array([1.0, 2.0, 3.0]),
    lr=0.1,
    order=[2, 0, 2],
)


@sgd.cases(count=8)
def paths(rng):
    """A few steps: no closed form knows in which order they came."""
    problem = wide(rng, int(rng.integers(3, 6)))
    n = len(problem["t"])
    order = [int(i) for i in rng.permutation(n)[::-1]] + [int(i) for i in rng.integers(n, size=2)]
    return problem | {"lr": round(float(rng.uniform(0.02, 0.1)), 3), "order": order}


@sgd.cases(count=3)
def long(rng):
    """Many passes with steps so small that every reading comes down."""
    problem = wide(rng, int(rng.integers(3, 6)))
    n = len(problem["t"])
    lr = float(0.05 / (problem["X"] ** 2).sum(axis=1).max())
    return problem | {"lr": lr, "order": [int(i) for _ in range(40) for i in rng.permutation(n)]}


sgd.property(in_row_space)


@sgd.equivalent
def by_maps(X, t, lr, order):
    """Every step as one affine map of the weights."""
    w = np.zeros(X.shape[1])
    for i in order:
        w = (np.eye(len(w)) - 2 * lr * np.outer(X[i], X[i])) @ w + 2 * lr * t[i] * X[i]
    return w


def sgd_reading(X, t, lr, order, convention=""):
    """The same steps with another constant in front of the gradient."""
    return sgd(X, t, lr * FACTORS[convention](len(t)) / 2, order)


for name in [reading for reading in FACTORS if reading]:
    sgd.convention(name)(partial(sgd_reading, convention=name))


@sgd.mistake("steps uphill", hint="Which way does the loss go down?", each_convention=True)
def uphill(X, t, lr, order, convention=""):
    """Adds the gradient."""
    return sgd_reading(X, t, -lr, order, convention)


@sgd.mistake("visits the samples in turn", hint="What is `order` for?", each_convention=True)
def in_turn(X, t, lr, order, convention=""):
    """Takes the right number of steps and ignores which samples they use."""
    return sgd_reading(X, t, lr, [step % len(t) for step in range(len(order))], convention)


@sgd.mistake("uses all samples at every step", hint="A step looks at one sample.", each_convention=True)
def full_gradient(X, t, lr, order, convention=""):
    """Plain gradient descent, once per index."""
    factor = FACTORS[convention](len(t)) / len(t)
    w = np.zeros(X.shape[1])
    for _ in order:
        w = w - lr * factor * X.T @ (X @ w - t)
    return w


@sgd.mistake("does not start at zero", hint="Where do the weights begin?", each_convention=True)
def from_ones(X, t, lr, order, convention=""):
    """Begins with ones; the shifted problem begins with zeros."""
    ones = np.ones(X.shape[1])
    return ones + sgd_reading(X, t - X @ ones, lr, order, convention)


@sgd.mistake(
    "measures every error at the start", hint="Which weights does a later step see?", each_convention=True
)
def stale_errors(X, t, lr, order, convention=""):
    """Adds up the gradients at zero."""
    return lr * FACTORS[convention](len(t)) * t[order] @ X[order]


@sgd.mistake("is a step short", hint="Count your steps.", each_convention=True)
def one_short(X, t, lr, order, convention=""):
    """Leaves out the last index."""
    return sgd_reading(X, t, lr, order[:-1], convention)


@sgd.mistake("walks through the order backwards", hint="Which index comes first?", each_convention=True)
def backwards(X, t, lr, order, convention=""):
    """Begins with the last index."""
    return sgd_reading(X, t, lr, order[::-1], convention)


@sgd.mistake("gives the weights of every step", hint="The last ones were asked for.", each_convention=True)
def every_step(X, t, lr, order, convention=""):
    """A row for each step."""
    rate, w, rows = lr * FACTORS[convention](len(t)), np.zeros(X.shape[1]), []
    for i in order:
        w = w - rate * (X[i] @ w - t[i]) * X[i]
        rows.append(w)
    return np.array(rows)


@sgd.mistake("gives the mean of the weights", hint="The last ones were asked for.", each_convention=True)
def averaged(X, t, lr, order, convention=""):
    """Averages over the steps."""
    return every_step(X, t, lr, order, convention).mean(axis=0)


@sgd.mistake("gives the start and every step", hint="The last weights were asked for.", each_convention=True)
def whole_path(X, t, lr, order, convention=""):
    """A row for the start, too."""
    return np.vstack([np.zeros(X.shape[1]), every_step(X, t, lr, order, convention)])


@sgd.mistake("makes one pass in turn", hint="What is `order` for?", each_convention=True)
def one_pass(X, t, lr, order, convention=""):  # noqa: ARG001
    """Visits every sample once, whatever the order says."""
    return sgd_reading(X, t, lr, list(range(len(t))), convention)


@sgd.mistake("stops after the first step", hint="Where does the loop end?", each_convention=True)
def first_step(X, t, lr, order, convention=""):
    """A return inside of the loop."""
    return sgd_reading(X, t, lr, order[:1], convention)


@sgd.mistake("leaves out the first index", hint="Count your steps.", each_convention=True)
def late_start(X, t, lr, order, convention=""):
    """Begins with the second."""
    return sgd_reading(X, t, lr, order[1:], convention)
