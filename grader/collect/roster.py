"""Who is in the class: the people of a class list, whichever system or person wrote it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from grader.collect.roster_forms import CLASSROOM, Form, recognised
from grader.errors import SubmissionError
from grader.model.files import reason
from grader.model.lines import Line, fold, lines
from grader.model.person import Person

__all__ = ["Roster", "read_roster"]

KEYS = ("canvas id", "sis user id", "sis login id", "participant", "orgdefinedid", "username", "student id")
LOGINS = ("sis login id", "username")
NUMBERS = ("student id", "sis user id", "orgdefinedid", "canvas id", "participant")
STATUS: dict[str, Literal["", "dropped", "excused"]] = {
    "": "",
    "active": "",
    "enrolled": "",
    "dropped": "dropped",
    "withdrawn": "dropped",
    "excused": "excused",
}
TEST_STUDENT = "student, test"  # Canvas keeps one in every course


@dataclass(frozen=True, slots=True)
class Roster:
    """The class, where its list came from, and what to say about it. Nobody's key is anybody else's."""

    people: tuple[Person, ...] = ()
    system: str = ""
    notes: tuple[str, ...] = ()


def read_roster(path: Path) -> Roster:
    """A class list of any form. SubmissionError lists every fault as `file:line: sentence`."""
    rows = _rows(path)
    form = recognised(rows)
    if form is None:
        raise SubmissionError(f"{path}:1: no column says who is who; name one `netid` or `Email Address`.")
    people: list[tuple[int, Person]] = []
    faults: list[tuple[int, str]] = []
    notes: list[str] = []
    for row in rows[form.first :]:
        if row.is_empty or _is_no_person(row, form):
            continue
        person = _person(row, form)
        if person.id:
            people.append((row.number, person))
        elif form.cell(row, "last") and form.cell(row, "first"):
            faults.append((row.number, f"{person.name} has neither an e-mail address nor an id; add one."))
        else:
            notes.append(f"{path.name}:{row.number} is nobody's line and was passed over: {_shown(row)}")
        said = fold(form.cell(row, "status"))
        if said not in STATUS:
            faults.append((row.number, f"the status {said} is unknown; it may be active, dropped, excused."))
    people = _told_apart(people)
    faults += _twice(people)
    if faults:
        raise SubmissionError("\n".join(f"{path}:{number}: {say}" for number, say in sorted(faults)))
    if not people:
        raise SubmissionError(f"{path}:1: it names nobody; is it the class list?")
    return Roster(tuple(person for _, person in people), form.system, tuple(notes))


def _rows(path: Path) -> Sequence[Line]:
    try:
        rows = lines(path.read_bytes())
    except OSError as error:
        raise SubmissionError(f"The roster {path} cannot be read: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise SubmissionError(f"The roster {path} is not UTF-8; save it again as CSV in UTF-8.") from error
    except csv.Error as error:
        raise SubmissionError(f"The roster {path} is no table ({error}); save it again as CSV.") from error
    found = next((at for at, row in enumerate(rows) if not row.is_empty), None)
    if found is None:
        raise SubmissionError(f"The roster {path} is empty.")
    return rows[found:]


def _is_no_person(row: Line, form: Form) -> bool:
    """Rows of points and averages, the system's own test student, and whoever teaches."""
    first = fold(row[0])
    if form.system == "Canvas":
        return not row[1] or first in ("points possible", TEST_STUDENT)
    role = fold(form.cell(row, "role"))
    return role not in ("", "student", "learner") or (
        form.system == CLASSROOM and "average" in first and "@" not in row[form.columns["email"]]
    )


def _person(row: Line, form: Form) -> Person:
    """A line's person; without an id where the line says of nobody who it is."""
    first, last, name = form.cell(row, "first"), form.cell(row, "last"), form.cell(row, "name")
    if not (first or last) and "," in name:
        last, first = (word.strip() for word in name.split(",", 1))
    both = f"{last}, {first}" if first and last else first or last  # only so can it be split again
    login = form.cell(row, *LOGINS)
    email = form.cell(row, "email") or (login if "@" in login else "")
    given = form.cell(row, "id") or ("" if "@" in login else login)
    return Person(
        id=given or _local(email) or form.cell(row, *NUMBERS),
        name=name or both,
        email=email,
        first=first,
        last=last,
        section=form.cell(row, "section"),
        keys=tuple((word, value) for word in KEYS if (value := form.cell(row, word))),
        group=form.cell(row, "group"),
        status=STATUS.get(fold(form.cell(row, "status")), ""),
    )


def _local(email: str) -> str:
    return email.partition("@")[0].partition("+")[0].lower()


def _told_apart(people: Sequence[tuple[int, Person]]) -> list[tuple[int, Person]]:
    """Two addresses that begin alike are two people, who go by their whole addresses then."""
    begun = Counter(_local(person.email) for _, person in people if person.email)
    return [
        (number, replace(person, id=person.email.lower()))
        if person.id == _local(person.email) and begun[person.id] > 1
        else (number, person)
        for number, person in people
    ]


def _twice(people: Sequence[tuple[int, Person]]) -> list[tuple[int, str]]:
    """Whoever has somebody else's key."""
    seen: dict[tuple[str, str], int] = {}
    faults: dict[tuple[int, str], str] = {}
    for number, person in people:
        for system, key in dict.fromkeys([("id", person.id), ("email", person.email), *person.keys]):
            if not key:
                continue
            known = seen.setdefault((system, fold(key)), number)
            if known != number:
                say = f"{fold(key)} stands in line {known} already; keep one."
                faults.setdefault((number, fold(key)), say)
    return [(number, say) for (number, _), say in faults.items()]


def _shown(row: Line) -> str:
    return ", ".join(cell for cell in row.cells if cell)[:60]
