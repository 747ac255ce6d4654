"""Asks for more memory than there is, at once."""

CONTROL = "a machine refuses it without our help"

import numpy as np


def attack(*args, **kwargs):
    return np.zeros((1 << 20, 1 << 20))
