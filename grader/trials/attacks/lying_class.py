"""An object that says its class is whatever it is tested for."""

import numpy as np


class Chameleon:
    def __init__(self, kind):
        self.kind = kind

    @property
    def __class__(self):
        return self.kind

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


def attack(*args, **kwargs):
    return Chameleon((np.ndarray, float, bool, str, dict)[len(args) % 5])
