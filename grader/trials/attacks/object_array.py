"""Returns arrays of objects that lie, of records and of dates."""

import numpy as np


class Equal:
    def __eq__(self, other):
        return True

    def __float__(self):
        return 12345.5

    __hash__ = object.__hash__


def attack(*args, **kwargs):
    lie = np.empty(3, dtype=object)
    lie[:] = Equal()
    return lie if len(args) != 2 else np.zeros(3, dtype="M8[s],O")
