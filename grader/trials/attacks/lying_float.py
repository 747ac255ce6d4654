"""A float whose differences from anything are zero."""


class Close(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __abs__(self):
        return 0.0

    def __lt__(self, other):
        return True

    __le__ = __gt__ = __ge__ = __eq__ = __lt__
    __hash__ = float.__hash__


def attack(*args, **kwargs):
    return Close(12345.5)
