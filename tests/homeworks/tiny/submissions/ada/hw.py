"""All right."""

import numpy as np


def twice(x):
    """Twice."""
    return x + x


def half(x):
    """Half."""
    return 0.5 * x


half_is_whole = False


def total(values):
    """A loop."""
    result = 0.0
    for value in values:
        result += value
    return result


def largest(values):
    """As numpy does it."""
    return np.max(values)
