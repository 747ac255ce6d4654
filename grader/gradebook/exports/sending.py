"""What a destination writes from: the rows with what the class list knows of each, and the teacher's file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.model.grade import GradeCard
from grader.model.person import Person
from grader.model.submission import Identity
from grader.rubric.schema import Rubric

__all__ = ["Row", "Sending", "Sort"]

Sort = Literal["last", "first"]
NOBODY = Identity()  # nothing is known of them there


@dataclass(frozen=True, slots=True)
class Row:
    """One student: the card, the class list's line, and what the system handed in to calls them."""

    card: GradeCard
    person: Person
    who: Identity = NOBODY
    system: str = ""  # that system, in the instructor's words
    token: str = ""  # names the student's page; nobody finds the student by it, nor it by the student

    @property
    def emails(self) -> tuple[str, ...]:
        """Every address that is known, the class list's first."""
        known = (self.person.email, self.card.email, self.who.email)
        return tuple(dict.fromkeys(one for one in known if one))

    @property
    def name(self) -> str:
        """The name by which people know them; "" where nobody says."""
        return self.card.name or self.person.name or self.who.name

    @property
    def halves(self) -> tuple[str, str]:
        """Last and first name."""
        if self.person.last or self.person.first:
            return self.person.last, self.person.first
        return split(self.name or self.card.student)

    def numbered(self, system: str) -> str:
        """Their number in a system, if what was handed in came from there: others count otherwise."""
        return self.who.number if system in self.system.casefold() else ""


@dataclass(frozen=True, slots=True)
class Sending:
    """Everything that may go out; a row whose card is open goes without points."""

    rubric: Rubric
    rows: tuple[Row, ...]
    fill: Path | None = None  # the teacher's own file, to be filled in
    feedback: Path | None = None  # the folder of the students' pages
    column: str = ""  # the title of the column that is filled, if it is not the homework's
    sort: Sort = "last"  # the order of people on a page
    name: str = ""  # what is sent is called so

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    @property
    def cards(self) -> tuple[GradeCard, ...]:
        """The cards alone, in the rows' order."""
        return tuple(row.card for row in self.rows)

    @property
    def title(self) -> str:
        """The homework as its column is called."""
        return self.column or self.rubric.title or self.rubric.homework


def split(name: str) -> tuple[str, str]:
    """Last and first name of "Lovelace, Ada" or "Ada Lovelace"; a single word is a first name, as there."""
    if "," in name:
        last, _, first = name.partition(",")
        return last.strip(), first.strip()
    *first_names, last = name.split() or [""]
    return (last, " ".join(first_names)) if first_names else ("", last)
