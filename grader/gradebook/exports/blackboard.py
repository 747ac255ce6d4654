"""Blackboard: the teacher's own download, filled in; its titles hold numbers that nobody can make up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.filling import above, column_of, left_over, maximum, numbers
from grader.gradebook.exports.matching import Keys, joined
from grader.gradebook.exports.points import comma_in, short
from grader.gradebook.exports.sending import Row, Sending
from grader.gradebook.exports.teachers_file import read
from grader.model.files import write
from grader.model.lines import same

__all__ = ["send_blackboard"]

TITLE = re.compile(r"(?is)(.*?)\s*\[Total Pts:[^\]]*?([\d.,]+)?[^\]\d]*\]\s*(?:\S.*)?\|\s*(\d+)")
USERNAME = ("username", "benutzername", "nom d'utilisateur", "nombre de usuario")
NUMBER = ("student id", "matrikelnummer", "id étudiant", "id de alumno")


def send_blackboard(place: Path, sending: Sending) -> Sequence[str]:
    """Fill the column of the homework; rows are known by user name and student id."""
    assert sending.fill is not None  # noqa: S101 - the command sees to it
    file = read(sending.fill)
    places = {
        kind: at
        for kind, words in (("username", USERNAME), ("student id", NUMBER))
        for at, title in enumerate(file.head)
        if same(title.strip("\ufeff")) in words
    }
    if not places:
        raise GraderError(
            f"{file.where(0)}: there is no column Username or Student ID; download the grades again "
            "(Work Offline, Download)."
        )
    people: dict[int, Keys] = {
        at: {kind: [file.text(at, column)] for kind, column in places.items()}
        for at in range(1, len(file.rows))
    }
    matched = joined(file, people, sending.rows, _keys, "Username or Student ID")
    found = {at: one for at, title in enumerate(file.head) if (one := TITLE.fullmatch(title))}
    titles = [(at, [file.head[at], one[1], one[3]]) for at, one in found.items()]
    column = column_of(file, titles, sending, new=False) or 0
    mark = comma_in((file.text(at, one) for at in people for one in found), file.mark)
    texts, changed = numbers(file, column, matched, lambda points: short(points, mark))
    write(place / file.path.name, file.filled(texts))
    over = left_over(file, matched, lambda row: " ".join(file.text(row, at) for at in places.values()))
    return [*maximum(found[column][2] or "", sending), *changed, *over, *above(sending, sending)]


def _keys(row: Row) -> Keys:
    here = row.who.login if "blackboard" in row.system.casefold() else ""
    return {
        "username": [row.person.key("username"), here, row.card.student],
        "student id": [row.person.key("student id")],
    }
