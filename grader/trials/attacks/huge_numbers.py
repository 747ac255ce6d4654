"""Returns integers of a million digits and fractions that take for ever to print."""


def attack(*args, **kwargs):
    return 1 << 4_000_000
