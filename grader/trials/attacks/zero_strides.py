"""Returns an array that claims terabytes and holds eight bytes."""

import numpy as np


def attack(*args, **kwargs):
    return np.broadcast_to(np.float64(12345.5), (1 << 20, 1 << 20))
