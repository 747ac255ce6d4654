"""What all checks share: the tolerance, the base class, and the two ways a comparison can end."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from grader.model.verdict import Match

Bound = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Tolerance(BaseModel):
    """How far numbers may be off: ‖got − want‖ ≤ rel·‖want‖ + abs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rel: Bound = Field(default=1e-6, description="Allowed distance relative to the size of the answer.")
    abs: Bound = Field(default=1e-9, description="Allowed distance on top of the relative one.")


class BaseCheck(BaseModel):
    """A way of comparing, with its parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Hold got against want; a want of the wrong kind is an OracleError, a got never raises."""
        raise NotImplementedError

    def accepts(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> bool:
        """Whether they are equal, without the words for it."""
        return self.compare(want, got, tolerance, scale).equal


class NumericCheck(BaseCheck):
    """A check of numbers, which may bring its own tolerance."""

    rel: Bound | None = Field(default=None, description="Relative tolerance of this check alone.")
    abs: Bound | None = Field(default=None, description="Absolute tolerance of this check alone.")

    def own(self, tolerance: Tolerance) -> Tolerance:
        """The tolerance in force: this check's own where it names one."""
        return Tolerance(
            rel=tolerance.rel if self.rel is None else self.rel,
            abs=tolerance.abs if self.abs is None else self.abs,
        )


def right(want: str, got: str, notes: tuple[str, ...] = (), margin: float | None = None) -> Match:
    """The two are equal."""
    return Match(True, Fraction(1), want=want, got=got, notes=notes, margin=margin)


def wrong(
    say: str, want: str, got: str, notes: tuple[str, ...] = (), margin: float | None = None, slip: str = ""
) -> Match:
    """The two are not equal, and nothing is earned by the check itself."""
    return Match(False, Fraction(0), say=say, want=want, got=got, notes=notes, margin=margin, slip=slip)
