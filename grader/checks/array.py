"""Compare a student's numbers with ours: kind, then shape, then finiteness, then distance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from pydantic import Field
from typing_extensions import override

from grader.checks.base import MeasuredCheck, Tolerance, allowing, right, wrong
from grader.checks.distance import allowed_by, margin_of, unit_of
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

Column = Literal["note", "mistake"]


class ArrayCheck(MeasuredCheck):
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
    def agrees(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> bool:
        wanted, yours = _both(want, got, scale)
        if isinstance(yours, str):
            return False
        return agree_numbers(wanted, yours, self.own(tolerance), scale, self.column)

    @override
    def taken(self, got: object) -> object:
        return Taken(got, read_numbers(got))

    def _worth_showing(self, want: object, tolerance: Tolerance, scale: float | None) -> object:
        """The want itself; of one that is rounding beside its scale, the zero it stands for."""
        numbers, own = wanted_numbers(want), self.own(tolerance)
        if scale is None or numbers.sketched or length(numbers.values) > own.rel * scale + own.abs:
            return want
        return np.zeros(numbers.shape)[()]

    @override
    def _held_against(
        self, want: object, got: object, tolerance: Tolerance, scale: float | None, *, say: bool
    ) -> Match:
        wanted, yours = _both(want, got, scale)
        if isinstance(yours, str):
            return wrong(yours, *NOT_SHOWN)
        own = self.own(tolerance)
        return compare_numbers(wanted, yours, own, scale, self.column, NOT_SHOWN, say=say)


def _both(want: object, got: object, scale: float | None) -> tuple[Numbers, Numbers | str]:
    wanted = wanted_numbers(want)
    if scale is not None and not (math.isfinite(scale) and scale >= 0):
        raise OracleError(f"A scale must be a finite number that is not negative, not {scale}.")
    return wanted, got.numbers if isinstance(got, Taken) else read_numbers(got)


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
    if form in ("lists", "other") or not got.finite:
        return wrong(_say_form(want, got, form), *shown)
    plain = form == "same" and not got.coarse and got.values.dtype.kind == want.values.dtype.kind
    notes = () if plain else _notes(want, got, form)
    tolerance, flat = _alike(want, got, tolerance, form)
    margin = margin_of(want, flat, tolerance, scale)
    far = _Distance(flat, tolerance, scale) if say else None
    if form in ("column", "row") and column == "mistake":
        return _column(want, got, form, far, shown, margin)
    if margin <= 1:
        return right(*shown, notes=notes, margin=margin)
    return wrong(_say_entry(want, got, far) if far else "", *shown, notes=notes, margin=margin)


def agree_numbers(
    want: Numbers, got: Numbers, tolerance: Tolerance, scale: float | None, column: Column
) -> bool:
    """Whether the same comparison ends with equal, where nothing else is asked."""
    form = _form(want, got)
    if form in ("lists", "other") or not got.finite or (form in ("column", "row") and column == "mistake"):
        return False
    tolerance, flat = _alike(want, got, tolerance, form)
    return margin_of(want, flat, tolerance, scale) <= 1


def _alike(want: Numbers, got: Numbers, tolerance: Tolerance, form: str) -> tuple[Tolerance, Numbers]:
    """The tolerance that suits how many digits came, and what came in the want's shape."""
    if got.coarse:
        tolerance = allowing(max(tolerance.rel, COARSE_REL), tolerance.abs)
    return tolerance, got if form == "same" else replace(got, values=got.values.reshape(want.values.shape))


@dataclass(frozen=True, slots=True)
class _Distance:
    """From what an entry to name is found."""

    got: Numbers  # in the want's shape
    tolerance: Tolerance
    scale: float | None


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


def _say_form(want: Numbers, got: Numbers, form: str) -> str:
    """Why there is no distance to measure."""
    if form == "lists":
        return "Your answer is too large for nested lists; return it as one NumPy array."
    return say_shape(got.shape, want.shape) if form == "other" else say_not_finite(got.values)


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


def _entry(want: Numbers, far: _Distance) -> int:
    """The entry to name: the one that is farthest off for its size."""
    with np.errstate(all="ignore"):
        unit = unit_of(want, far.got)
        wanted = want.values / unit
        gap = np.abs(far.got.values / unit - wanted).reshape(-1)
        allowed = allowed_by(want, far.tolerance, far.scale, unit)
        relative = gap / np.maximum(np.abs(wanted).reshape(-1) + allowed, np.finfo(float).tiny)
    return int(np.argmax(relative))


def _column(
    want: Numbers, got: Numbers, form: str, far: _Distance | None, shown: tuple[str, str], margin: float
) -> Match:
    slip = "" if margin > 1 else "column"
    if far is None:
        return wrong("", *shown, margin=margin, slip=slip)
    shapes = say_shape(got.shape, want.shape)
    if not slip:
        return wrong(f"{shapes} {_say_entry(want, got, far)}", *shown, margin=margin)
    say = f"Your numbers are right, but they come as a {form}, which broadcasts to a table in the next sum. "
    return wrong(say + shapes, *shown, margin=margin, slip=slip)


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
