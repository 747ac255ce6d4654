"""Fills the memory while the file is loaded."""

CONTROL = "unprotected it would use up the machine's memory"
REACH = "one"

import numpy as np


kept = [np.ones(10_000_000) for _ in range(1000)]


def attack(*args, **kwargs):
    return "forged"
