"""Judge an answer by a claim that must hold of it, rather than by a value."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field
from typing_extensions import override

from grader.checks.base import BaseCheck, Tolerance
from grader.errors import OracleError
from grader.model.verdict import Match


class PropertyCheck(BaseCheck):
    """A named property of the reference."""

    kind: Literal["property"] = Field(
        default="property", description="A claim about the answer, checked by a function of the reference."
    )
    name: str = Field(min_length=1, description="The name of that function.")

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """There is no value to compare with: always an OracleError."""
        raise OracleError(f"The property {self.name} has no value to compare with; it is asked by name.")

    def judge(self, answer: bool | str) -> Match:
        """True is right; a text is the sentence to show."""
        if answer is True:
            return Match(True, Fraction(1))
        say = (
            answer
            if isinstance(answer, str) and answer.strip()
            else "Your answer lacks what was asked of it."
        )
        return Match(False, Fraction(0), say=say)
