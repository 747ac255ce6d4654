"""Compare a student's numbers with ours: kind, then shape, then finiteness, then distance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from pydantic import Field
from typing_extensions import override

from grader.checks.base import NumericCheck, Tolerance, allowing, right, wrong
from grader.checks.numeric import (
    Numbers,
    Taken,
    length,
    name_entry,
    read_numbers,
    say_not_finite,
    say_shape,
    wanted_numbers,
)
from grader.checks.show import number, pair
from grader.errors import OracleError
from grader.model.verdict import Match

COARSE_REL = 1e-4
NOT_SHOWN = ("", "")
ORDINARY = 1e-200, 1e200  # between these, no square of a difference overflows or vanishes
FARTHEST = 1e99  # margins stay finite, so that they can be stored and sorted

Column = Literal["note", "mistake"]


class ArrayCheck(NumericCheck):
    """Numbers, compared by the norm of their difference after kind, shape and finiteness."""

    kind: Literal["array"] = Field(default="array", description="An array or a number, by norm.")
    column: Column = Field(
        default="note",
        description="An (n, 1) or (1, n) answer where (n,) is wanted: accepted with a note, or a mistake.",
    )

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Equal when ‖got − want‖ ≤ rel·(scale or ‖want‖) + abs."""
        match = self._held_against(want, got, tolerance, scale, say=True)
        if match.equal:
            return match
        came = got.value if isinstance(got, Taken) else got
        shown = pair(self._worth_showing(want, tolerance, scale), came)  # of right answers nobody reads them
        return replace(match, want=shown[0], got=shown[1])

    @override
    def measure(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        return self._held_against(want, got, tolerance, scale, say=False)

    @override
    def worded(
        self, match: Match, want: object, got: object, tolerance: Tolerance, scale: float | None = None
    ) -> Match:
        return match if match.equal else self.compare(want, got, tolerance, scale)

    @override
    def taken(self, got: object) -> object:
        return Taken(got, read_numbers(got))

    def _worth_showing(self, want: object, tolerance: Tolerance, scale: float | None) -> object:
        """The want itself; of one that is rounding beside its scale, the zero it stands for."""
        numbers, own = wanted_numbers(want), self.own(tolerance)
        if scale is None or numbers.sketched or length(numbers.values) > own.rel * scale + own.abs:
            return want
        return np.zeros(numbers.shape)[()]

    def _held_against(
        self, want: object, got: object, tolerance: Tolerance, scale: float | None, *, say: bool
    ) -> Match:
        wanted = wanted_numbers(want)
        if scale is not None and not (math.isfinite(scale) and scale >= 0):
            raise OracleError(f"A scale must be a finite number that is not negative, not {scale}.")
        yours = got.numbers if isinstance(got, Taken) else read_numbers(got)
        if isinstance(yours, str):
            return wrong(yours, *NOT_SHOWN)
        own = self.own(tolerance)
        return compare_numbers(wanted, yours, own, scale, self.column, NOT_SHOWN, say=say)


def compare_numbers(
    want: Numbers,
    got: Numbers,
    tolerance: Tolerance,
    scale: float | None,
    column: Column,
    shown: tuple[str, str],
    *,
    say: bool = True,
) -> Match:
    """The same of values already read as numbers; `say` names an entry that differs."""
    form = _form(want, got)
    if form == "lists":
        return wrong("Your answer is too large for nested lists; return it as one NumPy array.", *shown)
    if form == "other":
        return wrong(say_shape(got.shape, want.shape), *shown)
    if not got.finite:
        return wrong(say_not_finite(got.values), *shown)
    plain = form == "same" and not got.coarse and got.values.dtype.kind == want.values.dtype.kind
    notes = () if plain else _notes(want, got, form)
    if got.coarse:
        tolerance = allowing(max(tolerance.rel, COARSE_REL), tolerance.abs)
    flat = got if form == "same" else replace(got, values=got.values.reshape(want.values.shape))
    margin = _margin(want, flat, tolerance, scale)
    if form in ("column", "row") and column == "mistake":
        return _column(want, got, form, _Distance(flat, tolerance, scale, margin), shown)
    if margin <= 1:
        return right(*shown, notes=notes, margin=margin)
    said = _say_entry(want, got, _Distance(flat, tolerance, scale, margin)) if say else ""
    return wrong(said, *shown, notes=notes, margin=margin)


@dataclass(frozen=True, slots=True)
class _Distance:
    """How far apart, over what is allowed, and from what an entry to name is found."""

    got: Numbers  # in the want's shape
    tolerance: Tolerance
    scale: float | None
    margin: float


def _form(want: Numbers, got: Numbers) -> str:
    """How got's shape stands to want's: never by broadcasting."""
    if got.sketched != want.sketched:
        return "lists" if got.shape == want.shape else "other"
    if got.shape == want.shape and got.values.size == want.values.size:
        return "same"
    if want.shape == () and got.values.size == 1:
        return "single"
    if len(want.shape) == 1 and got.shape == (want.shape[0], 1):
        return "column"
    if len(want.shape) == 1 and got.shape == (1, want.shape[0]):
        return "row"
    return "other"


def _notes(want: Numbers, got: Numbers, form: str) -> tuple[str, ...]:
    notes = []
    if form in ("column", "row"):
        notes.append(f"Your answer is a {form}; it was read as a vector.")
    if form == "single":
        notes.append("Your answer is an array with one entry; it was read as a number.")
    if got.coarse:
        notes.append("Your numbers have single precision; they were compared with a wider tolerance.")
    if np.iscomplexobj(got.values) and not np.iscomplexobj(want.values):
        notes.append("Your numbers are complex; real ones were asked for.")
    return tuple(notes)


def _margin(want: Numbers, got: Numbers, tolerance: Tolerance, scale: float | None) -> float:
    """How far apart they are over what is allowed."""
    with np.errstate(all="ignore"):
        gap = np.abs(got.values - want.values).reshape(-1)
        square, unit = float(gap.dot(gap)), 1.0
        if not (ORDINARY[0] < square < ORDINARY[1] and want.ordinary):
            if not want.sketched and not gap.any():
                return 0.0
            unit = _unit(want, got)
            gap = np.abs(got.values / unit - want.values / unit).reshape(-1)
            square = float(gap.dot(gap))
        margin = _ratio(math.sqrt(square), _allowed(want, tolerance, scale, unit))
        if want.sketched and (math.isfinite(want.norm) or math.isfinite(got.norm)):
            whole = want.norm if scale is None else scale
            allowed = tolerance.rel * whole + tolerance.abs
            margin = max(margin, _ratio(abs(got.norm - want.norm), allowed))
    return margin


def _unit(want: Numbers, got: Numbers) -> float:
    """A power of two by which numbers are divided, so that no square overflows or vanishes."""
    size = max(want.size, got.size)
    return 2.0 ** max(math.frexp(size)[1] - 1, -1000) if size and not 1e-100 < size < 1e100 else 1.0


def _allowed(want: Numbers, tolerance: Tolerance, scale: float | None, unit: float) -> float:
    if scale is not None:
        reach = scale / unit
    else:
        reach = want.reach if unit == 1.0 else float(np.linalg.norm((want.values / unit).reshape(-1)))
    return (tolerance.rel and tolerance.rel * reach) + tolerance.abs / unit


def _entry(want: Numbers, far: _Distance) -> int:
    """The entry to name: the one that is farthest off for its size."""
    with np.errstate(all="ignore"):
        unit = _unit(want, far.got)
        wanted = want.values / unit
        gap = np.abs(far.got.values / unit - wanted).reshape(-1)
        allowed = _allowed(want, far.tolerance, far.scale, unit)
        relative = gap / np.maximum(np.abs(wanted).reshape(-1) + allowed, np.finfo(float).tiny)
    return int(np.argmax(relative))


def _ratio(distance: float, allowed: float) -> float:
    if distance == 0 or (math.isinf(allowed) and math.isfinite(distance)):
        return 0.0
    if allowed == 0 or not math.isfinite(distance):
        return FARTHEST
    return min(distance / allowed, FARTHEST)


def _column(want: Numbers, got: Numbers, form: str, far: _Distance, shown: tuple[str, str]) -> Match:
    shapes = say_shape(got.shape, want.shape)
    if far.margin > 1:
        return wrong(f"{shapes} {_say_entry(want, got, far)}", *shown, margin=far.margin)
    say = f"Your numbers are right, but they come as a {form}, which broadcasts to a table in the next sum. "
    return wrong(say + shapes, *shown, margin=far.margin, slip="column")


def _say_entry(want: Numbers, got: Numbers, far: _Distance) -> str:
    entry = _entry(want, far) if got.values.size else 0
    yours = _yours(want, got, entry) if got.values.size else ""
    if got.sketched:
        return f"Some entries differ; one of yours is {yours}." if yours else "Some entries differ."
    if want.shape == ():
        return f"Your number differs; it is {yours}."
    at = tuple(int(i) for i in np.unravel_index(entry, got.shape))
    return f"Entry {name_entry(at)} differs; yours is {yours}."


def _yours(want: Numbers, got: Numbers, entry: int) -> str:
    """An entry in six digits, or in twelve where six would make it look like the wanted one."""
    mine, theirs = got.values.reshape(-1)[entry], want.values.reshape(-1)[entry]
    short = number(mine)
    return number(mine, digits=12) if short == number(theirs) else short
