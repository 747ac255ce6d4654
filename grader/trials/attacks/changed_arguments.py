"""Changes its arguments, and the memory they lie in, before it returns them."""

import ctypes

import numpy as np


def attack(*args, **kwargs):
    for value in args:
        if isinstance(value, np.ndarray) and value.size and value.flags.c_contiguous:
            ctypes.memset(value.ctypes.data, 0, min(value.nbytes, 1 << 20))
        elif isinstance(value, list):
            value.clear()
    return "forged"
