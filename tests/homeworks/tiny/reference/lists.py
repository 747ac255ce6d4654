"""Problem 2."""

import numpy as np

from grader.oracle import question


@question
def total(values):
    """The sum."""
    return float(np.sum(values))


total.example(values=np.array([1.0, 2.0, 4.0]))


@total.cases(count=4)
def several(rng):
    """A few numbers away from 0."""
    return {"values": rng.uniform(1, 9, size=int(rng.integers(3, 8)))}


@question
def largest(values):
    """The largest entry."""
    return float(np.max(values))


largest.example(values=np.array([1.0, 4.0, 2.0]))


@largest.cases(count=2)
def mixed(rng):
    """A few numbers of either sign."""
    return {"values": rng.normal(size=5)}
