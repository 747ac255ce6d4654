"""Compare the coefficients of an equation, which mean the same at any scale."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from pydantic import Field
from typing_extensions import override

from grader.checks.array import compare_numbers
from grader.checks.base import NumericCheck, Tolerance, wrong
from grader.checks.numeric import Numbers, largest, length, read_numbers, wanted_numbers
from grader.checks.show import pair
from grader.errors import OracleError
from grader.model.verdict import Match


class LineCheck(NumericCheck):
    """The coefficients of a line, a plane and so on, up to a common factor."""

    kind: Literal["line"] = Field(
        default="line", description="Coefficients such as (a, b, c), equal up to a common factor."
    )

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Bring both to length 1 and compare them with either sign; a scale plays no part."""
        wanted = wanted_numbers(want)
        if len(wanted.shape) != 1 or wanted.values.size < 2 or wanted.sketched or not wanted.values.any():
            raise OracleError("The reference's line must be two or more coefficients that are not all zero.")
        shown = pair(want, got)
        yours = read_numbers(got)
        if isinstance(yours, str):
            return wrong(yours, *shown)
        if not yours.finite or yours.values.size != wanted.values.size or yours.sketched:
            return compare_numbers(wanted, yours, tolerance, None, "note", shown)
        if not yours.values.any():
            return wrong("Your coefficients are all zero, which is no equation.", *shown)
        return self._compare_units(_unit(wanted), _unit(yours), self.own(tolerance), shown)

    def _compare_units(
        self, want: Numbers, got: Numbers, tolerance: Tolerance, shown: tuple[str, str]
    ) -> Match:
        same, turned = (
            compare_numbers(replace(want, values=values), got, tolerance, None, "note", shown)
            for values in (want.values, -want.values)
        )
        if same.equal or turned.equal:
            return same if same.equal else turned
        if same.margin is None or turned.margin is None:  # the shape differs, and the sentence says so
            return same
        closer = min(same, turned, key=lambda match: match.margin or 0.0)
        return replace(closer, say="Your coefficients describe another equation, at any scale.")


def _unit(numbers: Numbers) -> Numbers:
    with np.errstate(all="ignore"):
        flat = numbers.values / largest(numbers.values)
        return replace(numbers, values=flat / length(flat))
