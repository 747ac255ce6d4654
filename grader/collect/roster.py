"""Who is in the class: names and addresses from a roster's CSV, joined to submissions by one precedence."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.model.files import reason
from grader.model.person import Person
from grader.model.submission import Submission

IDS = ("netid", "id", "student", "student id", "username", "login", "sis login id")
NAMES = ("name", "full name", "student name")
FIRST, LAST = ("first name", "given name"), ("last name", "surname", "family name")
EMAILS = ("email", "e-mail", "email address", "e-mail address", "mail")


@dataclass(frozen=True, slots=True)
class Roster:
    """The class. Nobody's key is anybody else's."""

    people: tuple[Person, ...] = ()

    def person(self, submission: Submission) -> Person | None:
        """Whose this is: by the submission's name first, then by the netid it states."""
        for key in (submission.id, submission.netid):
            for person in self.people:
                if key and _fold(key) in _keys(person):
                    return person
        return None

    def absent(self, submissions: Sequence[Submission]) -> tuple[Person, ...]:
        """Who handed in nothing."""
        present = {self.person(submission) for submission in submissions}
        return tuple(person for person in self.people if person not in present)


def read_roster(path: Path) -> Roster:
    """A roster as Google Classroom or a person writes it. Raises SubmissionError with file and line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SubmissionError(f"The roster {path} cannot be read: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise SubmissionError(f"The roster {path} is not UTF-8; save it again as CSV in UTF-8.") from error
    first = text.partition("\n")[0]
    rows = list(
        csv.reader(
            io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ","
        )
    )
    if not rows:
        raise SubmissionError(f"The roster {path} is empty.")
    head = [_fold(cell) for cell in rows[0]]
    people: list[Person] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], 2):
        person = _person(head, row)
        if person is None:
            continue
        for key in _keys(person):
            if key in seen:
                raise SubmissionError(f"{path}:{number}: {key} stands in line {seen[key]} already; keep one.")
            seen[key] = number
        people.append(person)
    if not people:
        raise SubmissionError(f"{path}:1: no column says who is who; name one `netid` or `Email Address`.")
    return Roster(tuple(people))


def _person(head: Sequence[str], row: Sequence[str]) -> Person | None:
    """A line's person; none for an empty line or the rows of dates and points that Classroom puts on top."""
    email = _cell(head, row, EMAILS)
    given = _cell(head, row, IDS)
    if any(name in EMAILS for name in head) and "@" not in email:
        email = ""
    identity = given or email.partition("@")[0]
    if not identity:
        return None
    first, last = _cell(head, row, FIRST), _cell(head, row, LAST)
    both = f"{last}, {first}" if first and last else first or last  # only so can it be split again
    name = _cell(head, row, NAMES) or both
    return Person(identity, name, email)


def _cell(head: Sequence[str], row: Sequence[str], names: Sequence[str]) -> str:
    for name in names:
        if name in head and head.index(name) < len(row):
            return row[head.index(name)].strip()
    return ""


def _keys(person: Person) -> set[str]:
    return {_fold(key) for key in (person.id, person.email, person.email.partition("@")[0]) if key}


def _fold(text: str) -> str:
    return " ".join(text.strip().casefold().split())
