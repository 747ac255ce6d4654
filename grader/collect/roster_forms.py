"""Which system wrote a class list, and in which of its columns what stands: by words, else by shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from grader.model.lines import Line, fold

__all__ = ["Form", "recognised"]

WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("netid", "msu netid", "msunetid", "id", "student"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail", "email account"),
    "first": ("first name", "given name"),
    "last": ("last name", "surname", "family name"),
    "name": ("name", "full name", "student name"),
    "section": ("section", "sections", "section name"),
    "group": ("group", "team"),
    "status": ("status",),
    "role": ("role",),
    "canvas id": ("canvas id",),
    "sis user id": ("sis user id",),
    "sis login id": ("sis login id",),
    "username": ("username", "user name", "login", "login id"),
    "student id": ("student id", "sid", "id number", "student number"),
    "orgdefinedid": ("orgdefinedid",),
    "participant": ("identifier", "participant"),
}
CLASSROOM = "Google Classroom"
NUMBERED = re.compile(r"\D*?(\d+)")
# only these words are one system's alone; (a system, words that its header has all of)
SYSTEMS = (
    ("Brightspace", {"orgdefinedid"}),
    ("Gradescope", {"sid", "email"}),
    ("Moodle", {"identifier"}),
    ("Blackboard", {"username", "availability"}),
)


@dataclass(frozen=True, slots=True)
class Form:
    """How to read a class list: whose it is, the column of each fact, and the row of the first person."""

    system: str  # "" for a plain CSV
    columns: Mapping[str, int] = field(default_factory=dict)
    first: int = 1

    def cell(self, row: Line, *facts: str) -> str:
        """The first of these facts that the row has."""
        for fact in facts:
            value = row[self.columns.get(fact, -1)]
            if fact == "participant":
                found = NUMBERED.fullmatch(value)
                value = found[1] if found else ""
            if self.system == "Brightspace" or fact == "orgdefinedid":
                value = value.removeprefix("#")
            if value and (fact != "email" or "@" in value):
                return value
        return ""


def recognised(rows: Sequence[Line]) -> Form | None:
    """The form of a class list; None where no column says who is who."""
    head = [fold(cell) for cell in rows[0].cells]
    if head[:2] == ["student", "id"]:
        later = {fact: at for fact, at in _by_words(head).items() if at > 1}
        return Form("Canvas", {**later, "name": 0, "canvas id": 1})
    known = _by_words(head)
    if set(known) - {"first", "last", "name", "section", "group", "status", "role"}:
        system = next((name for name, words in SYSTEMS if words <= set(head)), "")
        if system:
            known.pop("status", None)  # it speaks of what was handed in
        if _is_classroom(rows, known):
            return Form(CLASSROOM, known, 3)
        if head[:3] == ["last name", "first name", "email address"]:
            return Form(CLASSROOM, {fact: known[fact] for fact in ("last", "first", "email")}, 1)
        return Form(system, known)
    return _by_shape(rows)


def _by_words(head: Sequence[str]) -> dict[str, int]:
    """Each fact's column; where a fact has several words, the one that is named first counts."""
    found = {}
    for fact, words in WORDS.items():
        at = next((head.index(word) for word in words if word in head), None)
        if at is not None:
            found[fact] = at
    return found


def _is_classroom(rows: Sequence[Line], columns: Mapping[str, int]) -> bool:
    """Two further rows on top, of dates and points, in which nobody's address stands."""
    if set(columns) - {"email", "first", "last"} or len(rows) < 3:
        return False
    at = columns.get("email", 2)
    return at == 2 and not any(row[at] for row in rows[1:3]) and len(rows[0].cells) > 3


def _by_shape(rows: Sequence[Line]) -> Form | None:
    """In any language: the column whose cells hold an address, and what stands before it."""
    width = max(len(row.cells) for row in rows)
    counts = [sum("@" in row[at] for row in rows[1:]) for at in range(width)]
    if not any(counts):
        return None
    at = counts.index(max(counts))
    first = next(number for number, row in enumerate(rows) if number and "@" in row[at])
    people = [row for row in rows[first:] if not row.is_empty]
    if at >= 1 and all(NUMBERED.fullmatch(row[0]) for row in people):
        named = {"name": 1} if at > 1 else {}
        return Form("Moodle", {"participant": 0, **named, "email": at}, first)
    if at == 2:
        return Form(CLASSROOM, {"last": 0, "first": 1, "email": 2}, 3 if first >= 3 else 1)
    return Form("", {"email": at, **({"name": at - 1} if at else {})}, first)
