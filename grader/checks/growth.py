"""Compare how a cost grows, whichever way its class is written: n^2, O(n**2), Θ(n²), quadratic."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from typing_extensions import override

from grader.checks.base import BaseCheck, Tolerance, right, wrong
from grader.checks.growth_text import UnreadableError, name_growth, read_growth
from grader.checks.numeric import say_kind
from grader.checks.show import brief, clean
from grader.errors import OracleError
from grader.model.verdict import Match


class GrowthCheck(BaseCheck):
    """A growth class written as text."""

    kind: Literal["growth"] = Field(
        default="growth", description="A growth class as text, such as n^2, O(n log n) or linear."
    )
    variables: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Other names for the sizes, such as {n: [n, N, d]}; without it names fold case.",
    )

    @model_validator(mode="after")
    def _names_are_clear(self) -> Self:
        names = [name for size, others in self.variables.items() for name in {size, *others}]
        if len(set(names)) < len(names):
            raise ValueError("a name in `variables` stands for two sizes")
        if not all(name.isalpha() for name in names):
            raise ValueError("names in `variables` must be made of letters alone")
        return self

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Equal when the dominant terms are, constants aside; tolerances play no part."""
        names = self._names()
        try:
            wanted = read_growth(_text(want) or "", names, free=True)
        except UnreadableError as error:
            raise OracleError(f"The reference's result {brief(want)} is no growth class: {error}.") from error
        shown = brief(want), brief(got)
        text = _text(got)
        if text is None:
            return wrong(say_kind(got, "a growth class such as O(…), as text, was"), *shown)
        sizes = names or {size: size for size in wanted.sizes()}
        try:
            read = read_growth(text, sizes, free=not sizes)
        except UnreadableError as error:
            return wrong(f"Your answer cannot be read as a growth class: {clean(str(error))}.", *shown)
        if read == wanted:
            return right(*shown)
        return wrong(f"Your answer reads as {clean(name_growth(read), 60)}; that is not the growth.", *shown)

    def _names(self) -> dict[str, str]:
        return {name: size for size, others in self.variables.items() for name in (size, *others)}


def _text(value: object) -> str | None:
    """The text to read; a plain 1 is as good as the text of it."""
    if isinstance(value, str):
        return value
    return "1" if type(value) is int and value == 1 else None
