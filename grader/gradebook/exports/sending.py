"""What a destination writes from: the rows with what the class list knows of each, and the teacher's file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.model.grade import GradeCard
from grader.model.person import Person
from grader.model.submission import Identity
from grader.rubric.schema import Rubric

__all__ = ["Row", "Sending"]

NOBODY = Identity()  # nothing is known of them there


@dataclass(frozen=True, slots=True)
class Row:
    """One student: the card, the class list's line, and what the system handed in to calls them."""

    card: GradeCard
    person: Person
    who: Identity = NOBODY


@dataclass(frozen=True, slots=True)
class Sending:
    """Everything that may go out; a row whose card is open goes without points."""

    rubric: Rubric
    rows: tuple[Row, ...]
    fill: Path | None = None  # the teacher's own file, to be filled in
    feedback: Path | None = None  # the folder of the students' pages

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def cards(self) -> tuple[GradeCard, ...]:
        """The cards alone, in the rows' order."""
        return tuple(row.card for row in self.rows)
