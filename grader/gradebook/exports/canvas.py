"""Canvas: a gradebook CSV of its layout, or the teacher's export filled in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.filling import above, column_of, left_over, listed, maximum, numbers
from grader.gradebook.exports.matching import Keys, joined
from grader.gradebook.exports.points import comma_in, number, score
from grader.gradebook.exports.sending import Row, Sending
from grader.gradebook.exports.teachers_file import TeachersFile, read
from grader.model.cells import cell, plain
from grader.model.files import write
from grader.model.lines import same

__all__ = ["send_canvas"]

EXCUSED = "EX"
KINDS = ("id", "sis user id", "sis login id")
BEGIN = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
NUMBERED = re.compile(r"(?s)(.*\S)\s*\((\d+)\)")


def send_canvas(place: Path, sending: Sending) -> Sequence[str]:
    """Write canvas.csv, or the teacher's file with its column filled; EX for who is excused."""
    notes = _filled(place, sending, read(sending.fill)) if sending.fill else _own(place, sending)
    return [*notes, *above(sending, sending)]


def _own(place: Path, sending: Sending) -> list[str]:
    """The layout of Canvas's own export; who has no id there goes without points, and is named."""
    ids = {row.card.student: _ids(row) for row in sending}
    known = any(ids_[0] for ids_ in ids.values())
    unknown = [row.card.student for row in sending if not any(ids[row.card.student])]
    rows: list[Sequence[str]] = [(*BEGIN, plain(sending.title))]
    rows.append(("    Points Possible", "", "", "", "", number(sending.rubric.possible)))
    for row in sending:
        last, first = row.halves
        mine = ids[row.card.student]
        name = ", ".join(filter(None, (last, first)))
        section = row.person.section or row.person.key("section")
        rows.append((cell(name), *map(cell, mine), cell(section), _points(row) if any(mine) else ""))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write(place / "canvas.csv", text.getvalue())
    notes = [] if NUMBERED.fullmatch(sending.title) else [_new(sending.title)]
    if unknown:
        notes.append(
            f"Without an id of Canvas, and therefore blank: {listed(unknown)}. Give `grader run --roster` a "
            "class list with Canvas's ids, or fill in your own export with --fill."
        )
    elif not known:
        notes.append("Nobody's Canvas ID is known: Canvas will look people up by SIS user or login id.")
    return notes


def _ids(row: Row) -> tuple[str, str, str]:
    """Canvas's own number, the SIS's, and the login."""
    return (
        row.person.key("canvas id") or row.numbered("canvas"),
        row.person.key("sis user id"),
        row.person.key("sis login id") or (row.who.login if "canvas" in row.system.casefold() else ""),
    )


def _points(row: Row) -> str:
    points = score(row.card)
    if points is None:
        return EXCUSED if row.card.place == "excused" else ""
    return number(points)


def _new(title: str) -> str:
    return (
        f"Canvas finds its column by the exact title: if no assignment is called “{plain(title)}”, importing "
        "this makes a new one."
    )


def _filled(place: Path, sending: Sending, file: TeachersFile) -> list[str]:
    """The teacher's export with the column filled: by its number in parentheses, else by its title."""
    known = file.columns
    places = {kind: known[kind] for kind in KINDS if kind in known}
    if not places:
        raise GraderError(
            f"{file.where(0)}: there is no column ID, SIS User ID or SIS Login ID; "
            "download the gradebook from Canvas again."
        )
    begin = max([*places.values(), known.get("section", 0), known.get("student", 0)])
    people = _students(file, places)
    matched = joined(file, people, sending.rows, _keys, "ID, SIS User ID or SIS Login ID")
    above_ = [at for at in range(1, len(file.rows)) if at not in people]
    titles = [
        (at, _names(title))
        for at, title in enumerate(file.head)
        if at > begin and not any("read only" in same(file.text(row, at)) for row in above_)
    ]
    column = column_of(file, titles, sending, new=True)
    top = next((at for at in above_ if "points possible" in same(file.text(at, 0))), None)
    mark = comma_in((one.text for cells in file.rows[1:] for one in cells[begin + 1 :]), file.mark)
    notes = []
    if column is None:
        column = max(map(len, file.rows))
        worth = {} if top is None else {top: number(sending.rubric.possible, mark)}
        file = file.with_column(column, {0: plain(sending.column), **worth})
        notes.append(_new(sending.column))
    elif not NUMBERED.fullmatch(file.head[column]):
        notes.append(_new(file.head[column]))
    texts, changed = numbers(file, column, matched, lambda points: number(points, mark), EXCUSED)
    write(place / file.path.name, file.filled(texts))
    stated = "" if top is None else file.text(top, column)
    over = left_over(file, matched, lambda row: file.text(row, known.get("student", 0)))
    return [*notes, *maximum(stated, sending), *changed, *over]


def _students(file: TeachersFile, places: Mapping[str, int]) -> dict[int, Keys]:
    """The rows of people: those with an id."""
    rows = {
        at: {kind: [text] for kind, place in places.items() if (text := file.text(at, place).strip())}
        for at in range(1, len(file.rows))
    }
    return {at: keys for at, keys in rows.items() if keys}


def _keys(row: Row) -> Keys:
    own = dict(zip(KINDS, ([one] for one in _ids(row)), strict=True))
    own["sis user id"].append(row.person.key("student id"))
    return {**own, "sis login id": [*own["sis login id"], *row.emails, row.who.login, row.card.student]}


def _names(title: str) -> list[str]:
    """What a column may be called: all of it, without its number, and the number alone."""
    found = NUMBERED.fullmatch(title)
    return [title, *found.groups()] if found else [title]
