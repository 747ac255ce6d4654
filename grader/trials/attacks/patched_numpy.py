"""numpy's own types and constructors replaced in a call."""

import numpy as np


def attack(*args, **kwargs):
    np.asarray = np.array = lambda *args, **kwargs: np.zeros(3)
    np.ndarray = object
    np.generic = object
    np.linalg.norm = lambda *args, **kwargs: 0.0
    return [12345.5, 2.5, 1.5]
