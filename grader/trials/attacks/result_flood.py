"""Returns as much as it can."""

import numpy as np


def attack(*args, **kwargs):
    return [np.ones(1_000_000), "x" * 400_000, {number: str(number) for number in range(90_000)}]
