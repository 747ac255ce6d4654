"""Problem 5: plain algorithms."""

from grader.oracle import question


@question
def edit_distance(a, b):
    """How many letters must be put in, taken out or changed to make b of a."""
    before = list(range(len(b) + 1))
    for i, mine in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (mine != other)))
        before = row
    return before[-1]


edit_distance.example(a="kitten", b="sitting")
edit_distance.example(a="abcde", b="bcdea")


def _word(rng, length):
    return "".join(rng.choice(list("abcd"), size=length).tolist())


@edit_distance.cases(count=3)
def short_words(rng):
    """Words of a few letters."""
    return {"a": _word(rng, 4), "b": _word(rng, int(rng.integers(3, 6)))}


@edit_distance.cases()
def long_words(rng):
    """So long that trying everything does not end."""
    return {"a": _word(rng, 120), "b": _word(rng, 110)}


@question
def primes_below(n):
    """All primes below n, in order."""
    sieve = [True] * max(n, 2)
    for i in range(2, int(n**0.5) + 1):
        if sieve[i]:
            sieve[i * i :: i] = [False] * len(sieve[i * i :: i])
    return [i for i in range(2, n) if sieve[i]]


primes_below.example(n=20)


@primes_below.cases(count=2)
def some_bound(rng):
    """A few hundred."""
    return {"n": int(rng.integers(200, 400))}
