"""Raises what is no ordinary error, with a name and a message that cannot be printed."""


class Right(BaseException):
    def __str__(self):
        raise self

    __repr__ = __str__


Right.__name__ = "right" * 1000


def attack(*args, **kwargs):
    raise Right
