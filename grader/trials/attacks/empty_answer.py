"""An empty array, which is close to everything it can be broadcast against."""

import numpy as np


def attack(*args, **kwargs):
    return np.empty((0, 1))
