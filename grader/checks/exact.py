"""Compare a yes/no, a whole number or a word, forgiving its spelling and nothing else."""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from pydantic import Field, model_validator
from typing_extensions import override

from grader.checks.base import BaseCheck, Tolerance, right, wrong
from grader.checks.numeric import say_kind
from grader.checks.show import brief, clean, cut
from grader.checks.spelling import fold
from grader.errors import OracleError
from grader.model.verdict import Match

YES = frozenset(("true", "yes", "t", "y"))
NO = frozenset(("false", "no", "f", "n"))

DIFFERENT = "This is not the answer that was expected."


class ExactCheck(BaseCheck):
    """A truth value, a whole number or a word."""

    kind: Literal["exact"] = Field(default="exact", description="True or False, a whole number, or a word.")
    choices: tuple[str, ...] = Field(
        default=(), description="The words an answer may be; another one is told that it is none of them."
    )

    @model_validator(mode="after")
    def _choices_differ(self) -> Self:
        folded = [fold(choice) for choice in self.choices]
        if len(set(folded)) < len(folded) or "" in folded:
            raise ValueError("choices must be words that differ in more than case, spaces and hyphens")
        return self

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Equal when they mean the same truth value, number or word; tolerances play no part."""
        wanted = _bare(want)
        if self.choices and not (isinstance(wanted, str) and self._has(wanted)):
            raise OracleError(f"The reference's result {brief(want)} is none of the choices of its check.")
        read = self._read(wanted, _bare(got))
        shown = brief(want), brief(got)
        if isinstance(read, _Unclear):
            return wrong(read.say, *shown)
        return right(*shown) if read else wrong(DIFFERENT, *shown)

    def _read(self, want: object, got: object) -> bool | _Unclear:
        """Whether got means want, or why it means nothing of that kind."""
        if isinstance(want, bool):
            truth = _truth(got)
            return truth if isinstance(truth, _Unclear) else truth is want
        if isinstance(want, int):
            whole = _whole(got)
            return whole if isinstance(whole, _Unclear) else whole == want
        if isinstance(want, str):
            return self._same_word(want, got)
        raise OracleError(
            f"An exact check compares True or False, a whole number or a word, not {brief(want)}. "
            "Use `kind: array` for numbers."
        )

    def _same_word(self, want: str, got: object) -> bool | _Unclear:
        if not isinstance(got, str):
            return _Unclear(say_kind(got, "a word was"))
        if self.choices and not self._has(got):
            return _Unclear(f"Your answer is none of the choices: {cut(', '.join(self.choices), 160)}.")
        return fold(got) == fold(want)

    def _has(self, word: str) -> bool:
        return fold(word) in map(fold, self.choices)


class _Unclear:
    """An answer that is not of the wanted kind, and the sentence for it."""

    __slots__ = ("say",)

    def __init__(self, say: str) -> None:
        self.say = say


def _bare(value: object) -> object:
    """A plain Python value out of NumPy's scalars and arrays of one entry."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.size == 1):
        return value.item()
    return value


def _truth(got: object) -> bool | _Unclear:
    if isinstance(got, bool):
        return got
    if isinstance(got, int) and got in (0, 1):
        return got == 1
    if isinstance(got, str):
        word = fold(got)
        if word in YES or word in NO:
            return word in YES
        return _Unclear(f"Your answer reads “{clean(got, 40)}”; True or False was expected.")
    return _Unclear(say_kind(got, "True or False was"))


def _whole(got: object) -> int | _Unclear:
    if isinstance(got, bool):
        return _Unclear("Your answer is True or False where a whole number was expected.")
    if isinstance(got, int):
        return got
    if isinstance(got, float):
        return int(got) if got.is_integer() else _Unclear("Your answer is not a whole number.")
    return _Unclear(say_kind(got, "a whole number was"))
