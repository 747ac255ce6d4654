"""Compare a student's numbers with ours: kind, then shape, then finiteness, then distance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from pydantic import Field
from typing_extensions import override

from grader.checks.base import NumericCheck, Tolerance, right, wrong
from grader.checks.numeric import (
    Numbers,
    largest,
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
        match = self._held_against(want, got, tolerance, scale)
        if match.equal:
            return match
        shown = pair(self._worth_showing(want, tolerance, scale), got)  # of right answers nobody reads them
        return replace(match, want=shown[0], got=shown[1])

    @override
    def agrees(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> bool:
        """The same without its texts, which cost more than comparing."""
        return self._held_against(want, got, tolerance, scale).equal

    def _worth_showing(self, want: object, tolerance: Tolerance, scale: float | None) -> object:
        """The want itself; of one that is rounding beside its scale, the zero it stands for."""
        numbers, own = wanted_numbers(want), self.own(tolerance)
        if scale is None or numbers.sketched or length(numbers.values) > own.rel * scale + own.abs:
            return want
        return np.zeros(numbers.shape)[()]

    def _held_against(self, want: object, got: object, tolerance: Tolerance, scale: float | None) -> Match:
        wanted = wanted_numbers(want)
        if scale is not None and not (math.isfinite(scale) and scale >= 0):
            raise OracleError(f"A scale must be a finite number that is not negative, not {scale}.")
        yours = read_numbers(got)
        if isinstance(yours, str):
            return wrong(yours, *NOT_SHOWN)
        return compare_numbers(wanted, yours, self.own(tolerance), scale, self.column, NOT_SHOWN)


def compare_numbers(
    want: Numbers,
    got: Numbers,
    tolerance: Tolerance,
    scale: float | None,
    column: Column,
    shown: tuple[str, str],
) -> Match:
    """The same of values already read as numbers."""
    form = _form(want, got)
    if form == "lists":
        return wrong("Your answer is too large for nested lists; return it as one NumPy array.", *shown)
    if form == "other":
        return wrong(say_shape(got.shape, want.shape), *shown)
    if not got.finite:
        return wrong(say_not_finite(got.values), *shown)
    notes = _notes(want, got, form)
    if got.coarse:
        tolerance = Tolerance(rel=max(tolerance.rel, COARSE_REL), abs=tolerance.abs)
    flat = got if form == "same" else replace(got, values=got.values.reshape(want.values.shape))
    far = _distance(want, flat, tolerance, scale)
    if form in ("column", "row") and column == "mistake":
        return _column(want, got, form, far, shown)
    if far.equal:
        return right(*shown, notes=notes, margin=far.margin)
    return wrong(_say_entry(want, got, far), *shown, notes=notes, margin=far.margin)


@dataclass(frozen=True, slots=True)
class _Distance:
    """How far apart, over what is allowed, and the entry to name if they differ."""

    equal: bool
    margin: float
    entry: int = 0


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


def _distance(want: Numbers, got: Numbers, tolerance: Tolerance, scale: float | None) -> _Distance:
    """Distances of numbers divided by a power of two, so that no square overflows or vanishes."""
    if not want.sketched and np.array_equal(want.values, got.values):
        return _Distance(True, 0.0)
    size = max(largest(want.values), largest(got.values))
    unit = 2.0 ** max(math.frexp(size)[1] - 1, -1000) if size and not 1e-100 < size < 1e100 else 1.0
    with np.errstate(all="ignore"):
        w, g = (want.values, got.values) if unit == 1.0 else (want.values / unit, got.values / unit)
        gap = np.abs(g - w).reshape(-1)
        reach = float(np.linalg.norm(w.reshape(-1))) if scale is None else scale / unit
        allowed = (tolerance.rel and tolerance.rel * reach) + tolerance.abs / unit
        margins = [_ratio(float(np.linalg.norm(gap)), allowed)]
        if want.sketched and (math.isfinite(want.norm) or math.isfinite(got.norm)):
            whole = want.norm if scale is None else scale
            margins.append(_ratio(abs(got.norm - want.norm), tolerance.rel * whole + tolerance.abs))
        margin = max(margins)
        if margin <= 1 or not gap.size:
            return _Distance(margin <= 1, margin)
        relative = gap / np.maximum(np.abs(w).reshape(-1) + allowed, np.finfo(float).tiny)
    return _Distance(False, margin, int(np.argmax(relative)))


def _ratio(distance: float, allowed: float) -> float:
    if distance == 0 or (math.isinf(allowed) and math.isfinite(distance)):
        return 0.0
    if allowed == 0 or not math.isfinite(distance):
        return FARTHEST
    return min(distance / allowed, FARTHEST)


def _column(want: Numbers, got: Numbers, form: str, far: _Distance, shown: tuple[str, str]) -> Match:
    shapes = say_shape(got.shape, want.shape)
    if not far.equal:
        return wrong(f"{shapes} {_say_entry(want, got, far)}", *shown, margin=far.margin)
    say = f"Your numbers are right, but they come as a {form}, which broadcasts to a table in the next sum. "
    return wrong(say + shapes, *shown, margin=far.margin, slip="column")


def _say_entry(want: Numbers, got: Numbers, far: _Distance) -> str:
    yours = _yours(want, got, far.entry) if got.values.size else ""
    if got.sketched:
        return f"Some entries differ; one of yours is {yours}." if yours else "Some entries differ."
    if want.shape == ():
        return f"Your number differs; it is {yours}."
    at = tuple(int(i) for i in np.unravel_index(far.entry, got.shape))
    return f"Entry {name_entry(at)} differs; yours is {yours}."


def _yours(want: Numbers, got: Numbers, entry: int) -> str:
    """An entry in six digits, or in twelve where six would make it look like the wanted one."""
    mine, theirs = got.values.reshape(-1)[entry], want.values.reshape(-1)[entry]
    short = number(mine)
    return number(mine, digits=12) if short == number(theirs) else short
