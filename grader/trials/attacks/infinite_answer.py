"""Infinite values, which swallow every tolerance."""

import numpy as np


def attack(*args, **kwargs):
    shape = np.shape(args[0]) if args else (3,)
    return np.full(shape, np.inf)
