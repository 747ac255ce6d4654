"""Brightspace: a grades CSV of its layout, or the teacher's export filled in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.filling import above, column_of, left_over, listed, maximum, numbers
from grader.gradebook.exports.matching import Keys, joined
from grader.gradebook.exports.points import comma_in, score, short
from grader.gradebook.exports.sending import Row, Sending
from grader.gradebook.exports.teachers_file import TeachersFile, read
from grader.model.cells import cell, plain
from grader.model.files import write
from grader.model.lines import same

__all__ = ["send_brightspace"]

KINDS = ("orgdefinedid", "username", "email")
BEGIN = ("OrgDefinedId", "Username", "Last Name", "First Name", "Email")
LAST = "End-of-Line Indicator"
ITEM = re.compile(r"(?is)(.*?) Points Grade\s*(?:<(.*)>\s*)?")


def send_brightspace(place: Path, sending: Sending) -> Sequence[str]:
    """Write brightspace.csv, or the teacher's file with the item's column filled."""
    notes = _filled(place, sending, read(sending.fill)) if sending.fill else _own(place, sending)
    return [*notes, *above(sending, sending)]


def _own(place: Path, sending: Sending) -> list[str]:
    """Ids begin with `#`, and so does the last column; who has no id goes without points, and is named."""
    unknown = []
    rows: list[Sequence[str]] = [(*BEGIN, f"{_item(sending)} Points Grade", LAST)]
    for row in sending:
        id_, login, _ = _ids(row)
        last, first = row.halves
        points = score(row.card) if id_ or login else None
        if not (id_ or login):
            unknown.append(row.card.student)
        texts = [cell(one) for one in (last, first, next(iter(row.emails), ""))]
        rows.append(
            (f"#{plain(id_)}", f"#{plain(login)}", *texts, "" if points is None else short(points), "#")
        )
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write(place / "brightspace.csv", text.getvalue())
    notes = [f"Brightspace finds the grade item by its name: there must be one called “{_item(sending)}”."]
    if unknown:
        notes.append(
            f"Without an OrgDefinedId or a Username, and therefore blank: {listed(unknown)}. Give `grader "
            "run --roster` a class list with them, or fill in your own export with --fill."
        )
    return notes


def _item(sending: Sending) -> str:
    """The item's name; what follows `<` would be read as its settings."""
    return plain(sending.title).partition("<")[0].strip()


def _ids(row: Row) -> tuple[str, str, str]:
    from_here = "brightspace" in row.system.casefold()
    login = row.person.key("username") or (row.who.login if from_here else "")
    id_, login = (one.strip().removeprefix("#") for one in (row.person.key("orgdefinedid"), login))
    return id_, login, next(iter(row.emails), "")


def _filled(place: Path, sending: Sending, file: TeachersFile) -> list[str]:
    """The teacher's export with one item filled in."""
    known = file.columns
    places = {kind: known[kind] for kind in KINDS if kind in known}
    if not places:
        raise GraderError(
            f"{file.where(0)}: there is no column OrgDefinedId, Username or Email; export the grades from "
            "Brightspace again, with a key field."
        )
    people: dict[int, Keys] = {}
    for at in range(1, len(file.rows)):
        keys = {kind: [file.text(at, column).strip().removeprefix("#")] for kind, column in places.items()}
        if any(one for values in keys.values() for one in values):
            people[at] = keys
    matched = joined(file, people, sending.rows, _keys, "OrgDefinedId, Username or Email")
    titles = [
        (at, [title, found[1]]) for at, title in enumerate(file.head) if (found := ITEM.fullmatch(title))
    ]
    column = column_of(file, titles, sending, new=True)
    grades = [at for at, _ in titles]
    mark = comma_in((file.text(at, one) for at in people for one in grades), file.mark)
    notes = []
    if column is None:
        column = known.get(same(LAST), len(file.head))
        title = f"{_item(sending)} Points Grade"
        file = file.with_column(column, {0: title})
        notes.append(f"“{title}” was not there: it is a new column, and must be an item in Brightspace.")
    texts, changed = numbers(file, column, matched, lambda points: short(points, mark))
    write(place / file.path.name, file.filled(texts))
    most = re.search(r"MaxPoints:\s*([\d.,]+)", file.head[column])
    over = left_over(file, matched, lambda row: " ".join(file.text(row, at) for at in places.values()))
    return [*notes, *maximum(most[1] if most else "", sending), *changed, *over]


def _keys(row: Row) -> Keys:
    id_, login, _ = _ids(row)
    return {
        "orgdefinedid": [id_, row.person.key("student id")],
        "username": [login, row.card.student],
        "email": row.emails,
    }
