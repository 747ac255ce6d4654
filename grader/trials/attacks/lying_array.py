"""An array whose ufuncs and array functions always say True."""

import numpy as np


class Array(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.bool_(True)

    def __array_function__(self, function, types, args, kwargs):
        return np.bool_(True)

    def __eq__(self, other):
        return np.bool_(True)

    def __sub__(self, other):
        return np.zeros(())

    __rsub__ = __sub__


def attack(*args, **kwargs):
    return np.full((), 12345.5).view(Array)
