"""What all checks share: the tolerance, the base class, and the two ways a comparison can end."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import override

from grader.model.verdict import Match

ALL, NONE = Fraction(1), Fraction(0)

Bound = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Tolerance(BaseModel):
    """How far numbers may be off: ‖got − want‖ ≤ rel·‖want‖ + abs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rel: Bound = Field(default=1e-6, description="Allowed distance relative to the size of the answer.")
    abs: Bound = Field(default=1e-9, description="Allowed distance on top of the relative one.")


@lru_cache(maxsize=256)
def allowing(rel: float, absolute: float) -> Tolerance:
    """The tolerance of these bounds: the same few come again and again."""
    return Tolerance(rel=rel, abs=absolute)


class BaseCheck(BaseModel):
    """A way of comparing, with its parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Hold got against want; a want of the wrong kind is an OracleError, a got never raises."""
        raise NotImplementedError

    def agrees(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> bool:
        """Whether they are equal, where nobody reads the words."""
        return self.measure(want, got, tolerance, scale).equal

    def measure(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """The match without its words, where those cost more than comparing; of equal ones it is all."""
        return self.compare(want, got, tolerance, scale)

    def worded(
        self, match: Match, want: object, got: object, tolerance: Tolerance, scale: float | None = None
    ) -> Match:
        """A measured match with its words."""
        del want, got, tolerance, scale
        return match

    def taken(self, got: object) -> object:
        """What came, read once for many comparisons."""
        return got


class TolerantCheck(BaseCheck):
    """A check with numbers among what it compares, which may bring its own tolerance."""

    rel: Bound | None = Field(default=None, description="Relative tolerance of this check alone.")
    abs: Bound | None = Field(default=None, description="Absolute tolerance of this check alone.")

    def own(self, tolerance: Tolerance) -> Tolerance:
        """The tolerance in force: this check's own where it names one."""
        if self.rel is None and self.abs is None:
            return tolerance
        rel = tolerance.rel if self.rel is None else self.rel
        return allowing(rel, tolerance.abs if self.abs is None else self.abs)


class NumericCheck(TolerantCheck):
    """A check of numbers by their distance, which calibration can measure."""


class MeasuredCheck(NumericCheck):
    """One whose words cost more than comparing: measured for everybody, worded for who is told."""

    @override
    def measure(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        return self._held_against(want, got, tolerance, scale, say=False)

    @override
    def worded(
        self, match: Match, want: object, got: object, tolerance: Tolerance, scale: float | None = None
    ) -> Match:
        return match if match.equal else self.compare(want, got, tolerance, scale)

    def _held_against(
        self, want: object, got: object, tolerance: Tolerance, scale: float | None, *, say: bool
    ) -> Match:
        """The match, with its words where they are asked for."""
        raise NotImplementedError


def right(want: str, got: str, notes: tuple[str, ...] = (), margin: float | None = None) -> Match:
    """The two are equal."""
    return Match(True, ALL, want=want, got=got, notes=notes, margin=margin)


def wrong(
    say: str, want: str, got: str, notes: tuple[str, ...] = (), margin: float | None = None, slip: str = ""
) -> Match:
    """The two are not equal, and nothing is earned by the check itself."""
    return Match(False, NONE, say=say, want=want, got=got, notes=notes, margin=margin, slip=slip)
