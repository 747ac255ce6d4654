"""Compare a unit vector with ours, up to its sign where the question leaves that open."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field
from typing_extensions import override

from grader.checks.array import ArrayCheck
from grader.checks.base import NumericCheck, Tolerance
from grader.checks.numeric import Values, length, read_numbers, wanted_numbers
from grader.checks.show import number
from grader.errors import OracleError
from grader.model.verdict import Match

NEAR = 1e-6


class DirectionCheck(NumericCheck):
    """A unit vector."""

    kind: Literal["direction"] = Field(default="direction", description="A unit vector.")
    sign: Literal["same", "either"] = Field(
        default="same", description="Whether the opposite vector is right as well."
    )

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Compare as arrays, then once more with the sign turned if either will do."""
        wanted = wanted_numbers(want)
        if len(wanted.shape) != 1 or wanted.sketched or not wanted.values.any():
            raise OracleError("The reference's direction must be a vector that is not zero.")
        arrays = ArrayCheck(rel=self.rel, abs=self.abs)
        match = arrays.compare(want, got, tolerance, scale)
        if not match.equal and self.sign == "either":
            turned = arrays.compare(-wanted.values, got, tolerance, scale)
            closer = turned.margin is not None and turned.margin < (match.margin or 0.0)
            match = replace(turned, want=match.want, got=match.got) if turned.equal or closer else match
        return match if match.equal else _say_length(match, wanted.values, got)


def _say_length(match: Match, want: Values, got: object) -> Match:
    """A vector that is not of unit length is told so, when ours is."""
    yours = read_numbers(got)
    if isinstance(yours, str) or yours.sketched or not yours.finite or yours.values.size != want.size:
        return match
    size = length(yours.values)
    if abs(size - 1) <= NEAR or abs(length(want) - 1) > NEAR:
        return match
    say = f"Your vector has length {number(size)}; a unit vector, of length 1, was asked for."
    return replace(match, say=say)
