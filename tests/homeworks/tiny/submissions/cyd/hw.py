"""Half finished; `total` is right to five digits."""


def twice(x):
    """Right."""
    return 2 * x


def total(values):
    """Rounds off a little."""
    return sum(values) * (1 + 1e-5)
