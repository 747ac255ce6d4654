"""Problem 1."""

from grader.oracle import question


@question
def twice(x):
    """Twice x."""
    return 2 * x


twice.example(x=1.5)


@twice.cases(count=3)
def any_number(rng):
    """Numbers away from 0."""
    return {"x": float(rng.uniform(1, 9))}


@twice.mistake("squares it", hint="Two times, not to the power of two.")
def squared(x):
    """The square."""
    return x**2


@question
def half(x):
    """Half of x."""
    return x / 2


half.example(x=3.0)


@half.cases(count=3)
def some_number(rng):
    """Numbers away from 0."""
    return {"x": float(rng.uniform(1, 9))}


@question
def half_is_whole():
    """Whether half of a whole number is always whole."""
    return False
