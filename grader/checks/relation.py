"""What wrong numbers are to the wanted ones on every case: half of them, transposed, a column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from grader.checks.numeric import Numbers, Values, read_numbers

__all__ = ["Relation", "relation"]

Equal = Callable[[str, object, object], bool]  # case label, a value in the want's place, got
Results = Mapping[str, object]  # by case label
Change = Callable[[str, Values], Values]  # case label, the wanted numbers

SHARES = {Fraction(1, 2): "half of", Fraction(1, 3): "a third of", Fraction(1, 4): "a quarter of"}
LARGEST = 12  # numbers beyond are no neat fraction


@dataclass(frozen=True, slots=True)
class Relation:
    """In words, and as Python around `{}`, the reference's answer; no Python where it is no method."""

    say: str
    code: str = ""


def relation(
    wants: Results, got: Results, arguments: Mapping[str, Mapping[str, object]], equal: Equal
) -> Relation | None:
    """The first general relation that holds on every case; None when there is none, or too little to tell."""
    pairs: dict[str, tuple[Numbers, Numbers]] = {}
    for label, value in got.items():
        want, yours = read_numbers(wants[label]), read_numbers(value)
        if isinstance(want, str) or isinstance(yours, str) or want.sketched or not yours.finite:
            return None
        pairs[label] = (want, yours)
    if sum(want.values.size for want, _ in pairs.values()) < 2:
        return None
    for found, change in _candidates(pairs, arguments):
        with np.errstate(all="ignore"):
            changed = {label: change(label, want.values) for label, (want, _) in pairs.items()}
        if all(equal(label, value, got[label]) for label, value in changed.items()):
            return found
    return None


def _candidates(
    pairs: Mapping[str, tuple[Numbers, Numbers]], arguments: Mapping[str, Mapping[str, object]]
) -> Iterator[tuple[Relation, Change]]:
    """Relations to try, the plain ones first."""
    yield Relation("zero on every case"), lambda _, want: np.zeros_like(want)
    yield Relation("one on every case"), lambda _, want: np.ones_like(want)
    factors = {label: factor for label, pair in pairs.items() if (factor := _factor(*pair)) is not None}
    yield from _constant(factors)
    shapes = {len(want.shape) for want, _ in pairs.values()}
    if shapes == {2}:
        yield Relation("the wanted result, transposed", "{}.T"), lambda _, want: want.T
    if shapes == {1}:
        column = Relation("the wanted result as a column", "{}.reshape(-1, 1)")
        yield column, lambda _, want: want.reshape(-1, 1)
        row = Relation("the wanted result as a row", "{}.reshape(1, -1)")
        yield row, lambda _, want: want.reshape(1, -1)
        yield Relation("the wanted result, back to front", "{}[::-1]"), lambda _, want: want[::-1]
    yield from _by_size(factors, arguments)
    yield Relation("the square of the wanted result", "{} ** 2"), lambda _, want: want**2
    yield Relation("the root of the wanted result", "{} ** 0.5"), lambda _, want: np.abs(want) ** 0.5
    yield Relation("one over the wanted result", "1 / {}"), lambda _, want: 1 / want
    yield Relation("the wanted result without its sign", "abs({})"), lambda _, want: np.abs(want)
    yield from _offset(pairs)


def _factor(want: Numbers, got: Numbers) -> float | None:
    """The one number by which got is want, should there be one; None where want is zero."""
    w, g = want.values.reshape(-1), got.values.reshape(-1)
    if w.size != g.size or want.shape != got.shape or np.iscomplexobj(w) or np.iscomplexobj(g):
        return None
    length = float(w @ w)
    return float(w @ g) / length if 0 < length < float("inf") else None


def _constant(factors: Mapping[str, float]) -> Iterator[tuple[Relation, Change]]:
    values = list(factors.values())
    if not values:
        return
    # one value says nothing of a factor unless it is a neat one
    for factor in (_neat(values[0]), values[0] if len(values) > 1 else None):
        if factor:
            yield Relation(_times(factor), _scaled(factor)), _multiple(float(factor))


def _multiple(number: float) -> Change:
    return lambda _, want: number * want


def _by_size(
    factors: Mapping[str, float], arguments: Mapping[str, Mapping[str, object]]
) -> Iterator[tuple[Relation, Change]]:
    """The factor grows or shrinks with the length of an argument, or with a number that was passed."""
    if len(factors) < 2:
        return
    sizes = {label: _sizes(arguments.get(label, {})) for label in factors}
    for name in next(iter(sizes.values())):
        by_case = {label: own[name] for label, own in sizes.items() if own.get(name)}
        if len(by_case) < len(factors) or len({*by_case.values()}) < 2:
            continue
        first = next(iter(factors))
        for power, words, code in ((1, "times", "{} * {}"), (-1, "over", "{1} / {0}")):
            neat = _neat(factors[first] / by_case[first] ** power)
            if not neat:
                continue
            every = {label: _sizes(own).get(name, 1.0) for label, own in arguments.items()}
            said = f"{_times(neat)} {words} {name}" if neat != 1 else f"the wanted result {words} {name}"
            text = code.format(name, _scaled(neat) if neat != 1 else "{}")
            yield Relation(said, text), _change(float(neat), every, power)


def _change(factor: float, sizes: Mapping[str, float], power: int) -> Change:
    return lambda label, want: factor * sizes[label] ** power * want


def _sizes(arguments: Mapping[str, object]) -> dict[str, float]:
    """Numbers that a method could have lost or doubled: lengths, widths, and what is a number itself."""
    found: dict[str, float] = {}
    for name, value in arguments.items():
        if isinstance(value, bool | np.bool_ | str):
            continue
        if isinstance(value, int | float | np.integer | np.floating):
            found[name] = float(value)
        elif isinstance(value, np.ndarray) and value.ndim:
            found[f"len({name})"] = float(len(value))
            if value.ndim > 1:
                found[f"{name}.shape[1]"] = float(value.shape[1])
        elif isinstance(value, list | tuple):
            found[f"len({name})"] = float(len(value))
    return found


def _offset(pairs: Mapping[str, tuple[Numbers, Numbers]]) -> Iterator[tuple[Relation, Change]]:
    want, got = next(iter(pairs.values()))
    if want.shape != got.shape or not want.values.size:
        return
    step: Any = (got.values - want.values).reshape(-1)[0]
    neat = None if np.iscomplexobj(step) else _neat(float(step))
    if neat:
        sign, size = ("+", "plus") if neat > 0 else ("-", "minus")
        number = _literal(abs(neat))
        said = Relation(f"the wanted result {size} {_words(abs(neat))}", f"{{}} {sign} {number}")
        yield said, lambda _, want: want + float(neat)


def _neat(value: float) -> Fraction | None:
    if not np.isfinite(value) or abs(value) > 1e6:
        return None
    near = Fraction(value).limit_denominator(LARGEST)
    return near if abs(value - float(near)) <= 1e-5 * abs(value) else None


def _times(factor: Fraction | float) -> str:
    if factor == -1:
        return "the wanted result with the opposite sign"
    size = abs(factor)
    if isinstance(size, Fraction):
        words = SHARES.get(size) or ("twice" if size == 2 else f"{size} {'times' if size > 1 else 'of'}")
    else:
        words = f"{size:.6g} times"
    return f"{words} the wanted result{', with the opposite sign' if factor < 0 else ''}"


def _scaled(factor: Fraction | float) -> str:
    if factor == -1:
        return "-{}"
    if isinstance(factor, Fraction) and abs(factor.numerator) == 1:
        return f"{'-' if factor < 0 else ''}{{}} / {factor.denominator}"
    if isinstance(factor, Fraction) and factor.denominator > 1:
        return f"{factor.numerator} * {{}} / {factor.denominator}"
    return f"{_literal(factor)} * {{}}"


def _literal(number: Fraction | float) -> str:
    if isinstance(number, Fraction):
        return str(number.numerator) if number.denominator == 1 else f"({number})"
    return repr(number)


def _words(number: Fraction) -> str:
    return str(number) if number.denominator < LARGEST else f"{float(number):.6g}"
