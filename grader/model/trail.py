"""What people decided about a mark, line by line: it is only ever added to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Action = Literal["adjust", "mark", "confirm", "drop", "accept", "reject"]
WRITTEN = "written"  # the place of a decision about a student's written file as a whole


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the trail: points for one criterion of one student, by whom, why, and on which files.

    `points` is None where an earlier decision is dropped. `possible` is what the criterion was worth then and
    `judged` what the verdict itself gave, None while it was open. `level` is the id of a level chosen by
    hand; `files` names what was handed in then; `at` is ISO in UTC. A written file is accepted or rejected as
    a whole, at the place `WRITTEN`.
    """

    student: str
    place: str
    action: Action
    points: Fraction | None
    possible: Fraction
    judged: Fraction | None
    files: str
    because: str
    by: str
    at: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The line left for a student who was forgotten: which lines are empty now, and a salted trace of the id.

    The trace tells that student's files from others' if they are handed in again, and nothing more.
    """

    rows: tuple[int, ...]
    salt: str
    trace: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where the trail ends: how many lines it has, and the hash that stands for all of them."""

    rows: int
    digest: str

    def __str__(self) -> str:
        """As it is printed: 12:9f3a5c2e01b7d4aa."""
        return f"{self.rows}:{self.digest[:16]}"


@dataclass(frozen=True, slots=True)
class Past:
    """How one criterion of a student stood from a moment on: verdict, points, and on which files.

    `points` is None while it was open; `reference` names calls and wants.
    """

    at: str
    place: str
    kind: str
    points: Fraction | None
    possible: Fraction
    files: str
    reference: str
