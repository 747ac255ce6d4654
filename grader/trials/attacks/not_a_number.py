"""Values that are not numbers, in the shape of the arguments."""

import numpy as np


def attack(*args, **kwargs):
    shape = np.shape(args[0]) if args else (3,)
    return np.full(shape, np.nan)
