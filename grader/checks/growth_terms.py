"""The small algebra of growth: sums of products of powers, logarithms, exponentials and factorials."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

MOST_TERMS = 64
MOST_BITS = 2048


class UnreadableError(ValueError):
    """A text that is no growth class; the message completes “it cannot be read: …”."""


class Factor(NamedTuple):
    """What one size n contributes: n!^factorials · base^n · n^power · log(n)^logs; larger grows faster."""

    factorials: Fraction = Fraction(0)
    base: Fraction = Fraction(1)
    power: Fraction = Fraction(0)
    logs: Fraction = Fraction(0)


Term = tuple[tuple[str, Factor], ...]  # by size, sorted; a size that is absent does not matter
Sum = dict[Term, Fraction]

ONE = Fraction(1)
NONE = Factor()
LINEAR = Factor(power=ONE)


def growth(total: Sum) -> frozenset[Term]:
    """The dominant terms, constants aside."""
    terms = dominant(total)
    if not terms:
        raise UnreadableError("it comes to zero")
    if any(factor < 0 for factor in terms.values()):
        raise UnreadableError("it comes to something negative")
    return frozenset(terms)


def dominant(total: Sum) -> Sum:
    """The terms that no other one outgrows."""
    return {
        term: c
        for term, c in total.items()
        if not any(term != other and _covers(other, term) for other in total)
    }


def constant(value: Fraction) -> Sum:
    """A number."""
    return {(): value} if value else {}


def power_of(size: str, factor: Factor = LINEAR) -> Sum:
    """A size, or one factor of it."""
    return {((size, factor),): ONE}


def add(left: Sum, right: Sum, sign: int = 1) -> Sum:
    """Sum or, with sign −1, difference."""
    total = dict(left)
    for term, c in right.items():
        total[term] = total.get(term, Fraction(0)) + sign * c
    return _bounded({term: c for term, c in total.items() if c})


def multiply(left: Sum, right: Sum) -> Sum:
    """Product, term by term."""
    total: Sum = {}
    for one, c in left.items():
        for other, d in right.items():
            total = add(total, {_join(one, other): c * d})
    return total


def divide(left: Sum, right: Sum) -> Sum:
    """Quotient by a single term."""
    return multiply(left, raise_to(right, constant(-ONE)))


def raise_to(value: Sum, exponent: Sum) -> Sum:
    """A power; of a sum only the dominant terms matter."""
    if any(exponent) or not value:
        return _exponential(value, exponent)
    k = exponent.get((), Fraction(0))
    terms = dominant(value)
    if k < 0 and len(terms) > 1:
        raise UnreadableError("it divides by a sum")
    return {_raise_term(term, k): _raise_number(c, k) for term, c in terms.items()} if k else constant(ONE)


def logarithm(value: Sum) -> Sum:
    """A logarithm, whatever its base."""
    total: Sum = {}
    for term in growth(value):
        for size, factor in term:
            if factor.factorials > 0:
                grown = Factor(power=ONE, logs=ONE)
            elif factor.base > 1:
                grown = LINEAR
            elif factor.power > 0:
                grown = Factor(logs=ONE)
            else:
                raise UnreadableError("it takes a logarithm of something that hardly grows")
            total = add(total, power_of(size, grown))
    return total or constant(ONE)


def factorial(value: Sum) -> Sum:
    """The factorial of a single size."""
    if len(value) == 1:
        ((term, c),) = value.items()
        if c == 1 and len(term) == 1 and term[0][1] == LINEAR:
            return power_of(term[0][0], Factor(factorials=ONE))
    raise UnreadableError("it takes a factorial of more than one size")


def _covers(large: Term, small: Term) -> bool:
    ours, theirs = dict(large), dict(small)
    return all(ours.get(size, NONE) >= theirs.get(size, NONE) for size in {*ours, *theirs})


def _join(one: Term, other: Term) -> Term:
    ours, theirs = dict(one), dict(other)
    joined = {}
    for size in {*ours, *theirs}:
        a, b = ours.get(size, NONE), theirs.get(size, NONE)
        base = _modest(a.base * b.base)
        joined[size] = Factor(a.factorials + b.factorials, base, a.power + b.power, a.logs + b.logs)
    return _sorted(joined)


def _raise_term(term: Term, k: Fraction) -> Term:
    raised = {
        size: Factor(f.factorials * k, _raise_number(f.base, k, exact=True), f.power * k, f.logs * k)
        for size, f in term
    }
    return _sorted(raised)


def _sorted(factors: dict[str, Factor]) -> Term:
    return tuple(sorted((size, factor) for size, factor in factors.items() if factor != NONE))


def _raise_number(value: Fraction, k: Fraction, exact: bool = False) -> Fraction:
    if value == 1:
        return value
    if k.denominator != 1:
        if exact or value < 0:
            raise UnreadableError("its exponent is out of the ordinary")
        return ONE  # the root of a constant is a constant
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    if bits * abs(k) > MOST_BITS:
        raise UnreadableError("its numbers are too large")
    return Fraction(value ** int(k))


def _exponential(value: Sum, exponent: Sum) -> Sum:
    """c^(k·n + …) for a constant c > 0 and whole k."""
    c = value.get((), Fraction(0))
    if not value or any(value) or c <= 0:
        raise UnreadableError("only a positive number can have a size in its exponent")
    total = constant(ONE)
    for term, k in exponent.items():
        if len(term) > 1 or (term and term[0][1] != LINEAR) or k.denominator != 1:
            raise UnreadableError("its exponent is out of the ordinary")
        if term:
            base = _raise_number(c, k, exact=True)
            total = multiply(total, power_of(term[0][0], Factor(base=base)))
    return total


def _modest(value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise UnreadableError("its numbers are too large")
    return value


def _bounded(total: Sum) -> Sum:
    if len(total) > MOST_TERMS:
        raise UnreadableError("it has too many terms")
    return total
