"""Compare the exception a function stops with to the one that was asked for."""

from __future__ import annotations

from typing import Literal

from pydantic import Field
from typing_extensions import override

from grader.checks.base import BaseCheck, Tolerance, right, wrong
from grader.checks.show import brief, clean
from grader.checks.spelling import fold
from grader.model.tabular import Raising, read_raising
from grader.model.verdict import Match

NEITHER = ("Exception", "BaseException")


class RaisesCheck(BaseCheck):
    """An exception that the question asks for."""

    kind: Literal["raises"] = Field(
        default="raises",
        description="The exception that is asked for; the reference says which with .raises(…) "
        "and raises it itself.",
    )
    exact: bool = Field(
        default=False,
        description="Whether it must be the very class; else a class derived from it counts, too.",
    )
    message: Literal["ignore", "same", "holds"] = Field(
        default="ignore",
        description="Whether its message counts: not at all; the same but for case and spaces; or whether "
        "the reference's message is somewhere in it.",
    )

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Equal when got is an exception of want's class, with its message where that counts."""
        wanted, yours = read_raising(want), read_raising(got)
        shown = brief(want), brief(got)
        if wanted is None:  # a mistake that returns something; the reference's own want is seen to before
            return wrong(MESSAGE, *shown)
        if yours is None:
            return wrong("Your function returned something; an error (an exception) was expected.", *shown)
        name = wanted.lineage[0]
        if self.exact and yours.lineage[0] != name:
            return wrong(_other(yours), *shown)
        if name not in yours.lineage:
            say = _other(yours)
            if yours.lineage[0] in wanted.lineage and yours.lineage[0] not in NEITHER:
                say = "Your function stopped with a more general kind of error than was asked for."
            return wrong(say, *shown)
        return right(*shown) if self._says(wanted, yours) else wrong(MESSAGE, *shown)

    def _says(self, wanted: Raising, yours: Raising) -> bool:
        if self.message == "ignore":
            return True
        want, got = fold(wanted.message), fold(yours.message)
        return want == got if self.message == "same" else want in got


MESSAGE = "The error is of the right kind, but its message is not the one that was asked for."


def _other(yours: Raising) -> str:
    return f"Your function stopped with {clean(yours.lineage[0], 60)}; another kind of error was expected."
