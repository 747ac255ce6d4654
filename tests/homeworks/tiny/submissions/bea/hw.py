"""A named mistake, a crash, and a yes that should be a no."""


def twice(x):
    """The square, by mistake."""
    return x**2


def half(x):
    """Right."""
    return x / 2


def half_is_whole():
    """Wrong."""
    return True


def total(values):
    """One index too far."""
    return sum(values[i] for i in range(len(values) + 1))


def largest(values):
    """Right."""
    return max(values)
