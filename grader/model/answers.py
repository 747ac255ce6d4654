"""What several students of a class answered alike, and not right."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Students whose results on a criterion are the same but for rounding.

    `number` is how the instructor picks it within its part; `name` is the named mistake, "" for none;
    `what` says what the results are. `case`, `want` and `got` are of the smallest case that fails.
    """

    place: str
    number: int
    students: tuple[str, ...]
    name: str
    what: str
    verdict: str
    points: Fraction | None
    possible: Fraction
    question: str
    case: str = ""
    want: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """One criterion over the class: how many have it right, how many gave no answer, and the groups."""

    place: str
    title: str
    right: int
    silent: int
    students: int
    groups: tuple[AnswerGroup, ...]
