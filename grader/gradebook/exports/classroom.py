"""Google Classroom: its own layout or the teacher's download filled in, and a page to enter grades from."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from grader.gradebook.exports.entry import write_entry
from grader.gradebook.exports.filling import above, column_of, left_over, maximum, numbers
from grader.gradebook.exports.matching import by_email
from grader.gradebook.exports.points import comma_in, score, short
from grader.gradebook.exports.sending import Row, Sending, split
from grader.gradebook.exports.teachers_file import TeachersFile, read
from grader.model.cells import cell, plain
from grader.model.files import write
from grader.model.grade import GradeCard
from grader.model.person import Person
from grader.rubric.schema import Rubric

__all__ = ["send_classroom", "split", "write_classroom"]

NO_IMPORT = (
    "Google Classroom has no confirmed way to import grades from a CSV: classroom-entry.html has them in the "
    "order of its Grades page, to be typed or pasted row by row."
)


def send_classroom(place: Path, sending: Sending) -> Sequence[str]:
    """Fill the teacher's own file, or write one of that layout; and the page to enter the grades from."""
    notes = _filled(place, sending, read(sending.fill)) if sending.fill else _own(place, sending)
    write_entry(place / "classroom-entry.html", sending)
    return [NO_IMPORT, *notes, *above(sending, sending)]


def write_classroom(out: Path, cards: Sequence[GradeCard], rubric: Rubric) -> None:
    """Write classroom.csv of cards alone, in the order of the class list."""
    rows = tuple(Row(card, Person(card.student, card.name, card.email)) for card in cards)
    _own(out, Sending(rubric, rows))


def _own(place: Path, sending: Sending) -> list[str]:
    """classroom.csv; its title says draft while a row is open."""
    title = plain(sending.title)
    if any(card.open for card in sending.cards):
        title += " (draft)"
    rows = [
        ("Last Name", "First Name", "Email Address", title),
        ("Date", "", "", ""),
        ("Points", "", "", short(sending.rubric.possible)),
        *sorted((_row(row) for row in sending), key=lambda row: [text.casefold() for text in row[:3]]),
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write(place / "classroom.csv", text.getvalue())
    return []


def _row(row: Row) -> tuple[str, str, str, str]:
    last, first = row.halves
    points = score(row.card)  # extra credit may exceed the maximum
    return cell(last), cell(first), cell(next(iter(row.emails), "")), "" if points is None else short(points)


def _filled(place: Path, sending: Sending, file: TeachersFile) -> list[str]:
    """The teacher's file with the column of this homework filled in: rows are known by the e-mail address."""
    email = _email(file)
    matched = by_email(file, email, sending.rows)
    one = (
        "@" in file.text(1, email) if len(file.rows) > 1 else False
    )  # one assignment's grades: no rows above
    if one and not sending.column and email + 1 < len(file.head):
        column: int | None = email + 1
    else:
        titles = [(at, [title]) for at, title in enumerate(file.head) if at > email]
        column = column_of(file, titles, sending, new=True)
    notes = []
    mark = comma_in(
        (cell.text for cells in file.rows[1:] for cell in cells[email + 1 :] if cell.text), file.mark
    )
    if column is None:
        column = max(map(len, file.rows))
        file = file.with_column(
            column, {0: plain(sending.column), **({} if one else {2: short(sending.rubric.possible, mark)})}
        )
        notes.append(f"“{plain(sending.column)}” was not there: it is a new last column.")
    texts, changed = numbers(file, column, matched, lambda points: short(points, mark))
    write(place / file.path.name, file.filled(texts))
    stated = "" if one or len(file.rows) < 3 else file.text(2, column)
    over = left_over(file, matched, lambda row: file.text(row, email))
    return [*notes, *maximum(stated, sending), *changed, *over]


def _email(file: TeachersFile) -> int:
    """The column of addresses, whatever the language of its title."""
    count: dict[int, int] = {}
    for cells in file.rows[1:]:
        for at, cell_ in enumerate(cells):
            count[at] = count.get(at, 0) + ("@" in cell_.text)
    return max(count, key=lambda at: (count[at], at == 2), default=2)
