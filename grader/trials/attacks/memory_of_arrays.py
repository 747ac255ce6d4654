"""Fills the memory with arrays."""

CONTROL = "unprotected it would use up the machine's memory"

import numpy as np



def attack(*args, **kwargs):
    kept = []
    while True:
        kept.append(np.ones(1_000_000))
