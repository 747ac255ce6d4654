"""Problem 4: what cannot be is an exception."""

from grader.oracle import question


@question
def minutes_of_day(text):
    """The minutes since midnight of a time like 08:30; a ValueError for what is none."""
    hours, minutes = (int(part) for part in text.split(":"))
    if not (0 <= hours < 24 and 0 <= minutes < 60):
        raise ValueError(f"there is no such time: {text}")
    return 60 * hours + minutes


minutes_of_day.raises(ValueError)
minutes_of_day.example(text="08:30")


@minutes_of_day.cases(count=3)
def any_time(rng):
    """A time of day."""
    return {"text": f"{rng.integers(24):02d}:{rng.integers(60):02d}"}


@minutes_of_day.cases(count=4)
def no_time(_, i):
    """Too late, too many minutes, no numbers, a number alone."""
    return {"text": ["25:00", "10:75", "noon", "12"][i]}


class EmptyAccountError(Exception):
    """More was asked for than there is."""


@question
def withdrawn(balance, amount):
    """What is left of a balance; an EmptyAccountError that names what is missing, if it is too little."""
    if amount > balance:
        raise EmptyAccountError(f"{amount - balance} missing")
    return balance - amount


withdrawn.raises(EmptyAccountError)


@withdrawn.cases(count=3)
def too_much(rng):
    """Always more than there is."""
    balance = int(rng.integers(0, 50))
    return {"balance": balance, "amount": balance + int(rng.integers(1, 50))}
