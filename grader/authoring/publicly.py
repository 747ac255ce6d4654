"""What a student kit may know of each question: its public examples, and the form of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grader.model import frames
from grader.model.calls import CaseCall, QuestionCalls
from grader.model.tabular import read_raising, read_table
from grader.model.wants import QuestionWants
from grader.report.literal import TooLarge, literal

__all__ = ["Public", "form", "public"]

WORDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "True or False"),
    ((int, float, complex, np.ndarray), "a number"),
    (str, "a text"),
    (dict, "a dict"),
    (set, "a set"),
    ((list, tuple), "a list"),
)
LONGEST = 1200  # characters of one example's arguments


@dataclass(frozen=True, slots=True)
class Public:
    """A question as the self-test knows it; an example is Python for arguments, globals, form and result.

    `result` is "None" where the result is not told.
    """

    name: str
    parameters: tuple[str, ...]
    examples: tuple[tuple[str, str, str, str], ...]


def public(calls: QuestionCalls, wants: QuestionWants, tells: bool) -> Public:
    """Only of examples, which are declared public; `tells` puts their results in."""
    shown = []
    for case in calls.cases:
        if case.group == "example" or not calls.parameters:
            want = wants.want[case.label]
            try:
                arguments, given = _inputs(case)
                result = literal([want], LONGEST) if tells and calls.parameters else "None"
            except TooLarge:
                continue
            if read_raising(want) is not None:
                result = "None"
            shown.append((arguments, given, ascii(form(want)), result))
    return Public(calls.name, calls.parameters, tuple(shown))


def form(want: object) -> str:
    """In words what comes back: its kind, and its shape where it has one."""
    if read_raising(want) is not None:
        return "an error"
    if (table := read_table(want)) is not None:
        return f"a table of {table.rows} rows and {len(table.columns)} columns"
    bare = want.item() if isinstance(want, np.generic) else want
    if isinstance(bare, np.ndarray) and bare.ndim:
        return f"numbers of shape {tuple(int(n) for n in bare.shape)}"
    if isinstance(bare, (list, tuple)) and bare and all(_is_number(one) for one in bare):
        return f"numbers of shape ({len(bare)},)"
    return next((word for kinds, word in WORDS if isinstance(bare, kinds)), "something")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, complex)) and not isinstance(value, bool)


def _inputs(case: CaseCall) -> tuple[str, str]:
    """Python for the arguments and for the globals that are given. Raises TooLarge."""
    packed = frames.decode(case.packed)
    assert isinstance(packed, Mapping)  # noqa: S101 - our own calls
    return _dict(packed["arguments"]), _dict(packed["given"])


def _dict(values: Mapping[str, object]) -> str:
    return "{" + ", ".join(f"{name!r}: {literal(value, LONGEST)}" for name, value in values.items()) + "}"
