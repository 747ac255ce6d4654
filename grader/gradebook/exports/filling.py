"""Fills a column of the teacher's file, and says what it could not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal

from grader.errors import GraderError
from grader.gradebook.exports.matching import Matched
from grader.gradebook.exports.points import hundredths, score, short
from grader.gradebook.exports.sending import Row, Sending
from grader.gradebook.exports.teachers_file import TeachersFile
from grader.model.cells import plain
from grader.model.grade import GradeCard
from grader.model.lines import same

__all__ = ["above", "column_of", "left_over", "listed", "maximum", "numbers"]

Texts = dict[tuple[int, int], str]
SHOWN = 40
NUMBER = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,9})?")


def column_of(
    file: TeachersFile, titles: Sequence[tuple[int, Collection[str]]], sending: Sending, *, new: bool
) -> int | None:
    """The column to fill, by title; None for one that is asked for and not there yet.

    `titles` are the columns that may be filled with all that each is called by. Raises GraderError with
    those there are.
    """
    asked = sending.column
    wanted = [asked] if asked else list(dict.fromkeys([sending.rubric.title, sending.rubric.homework]))
    for title in filter(None, wanted):
        found = [at for at, names in titles if same(title) in {same(name) for name in names}]
        if len(found) > 1:
            places = ", ".join(f"#{at + 1}" for at in found)
            raise GraderError(
                f"{file.where(0)}: {len(found)} columns are called “{plain(title)}”; choose one by its "
                f"place: --column with one of {places}."
            )
        if found:
            return found[0]
    if asked.startswith("#") and asked[1:].isdigit():
        for at, _ in titles:
            if at + 1 == int(asked[1:]):
                return at
    elif asked and new:
        return None
    there = "; ".join(plain(file.head[at]) for at, _ in titles) or "none that could be filled"
    may = ", an old one or a new one" if new else ""
    raise GraderError(
        f"{file.where(0)}: no column is called “{plain(wanted[0])}”; name one with --column TITLE{may}. "
        f"There are: {there}."
    )


def numbers(
    file: TeachersFile, column: int, matched: Matched, write: Callable[[Decimal], str], excused: str = ""
) -> tuple[Texts, list[str]]:
    """The texts for the column, how many they are, and which cells held something else."""
    texts: Texts = {}
    changed = []
    for at, row in matched.rows.items():
        points = score(row.card)
        text = write(points) if points is not None else excused if row.card.place == "excused" else ""
        if not text:
            continue
        texts[at, column] = text
        old = file.text(at, column)
        if old.strip() and _value(old) != _value(text):
            changed.append(f"{row.card.student} ({plain(old)})")
    rows = "1 row" if len(texts) == 1 else f"{len(texts)} rows"
    notes = [f"“{plain(file.head[column])}” in {plain(file.path.name)} is filled for {rows}."]
    if changed:
        notes.append(f"{_count(changed, 'cell')} held something else before: {listed(changed)}.")
    return texts, notes


def left_over(file: TeachersFile, matched: Matched, name: Callable[[int], str]) -> list[str]:
    """Rows we have no points for, and points that have no row: counted and named."""
    notes = []
    strangers = [plain(name(at)) or f"line {file.lines[at]}" for at in matched.strangers]
    if strangers:
        stay = "it stays as it was" if len(strangers) == 1 else "they stay as they were"
        notes.append(
            f"{_count(strangers, 'row')} of the file {_are(strangers)} nobody's in the sheet, "
            f"and {stay}: {listed(strangers)}."
        )
    unsent = [_why(row.card) for row in matched.rows.values() if score(row.card) is None]
    if unsent:
        notes.append(f"No points are sent for {_count(unsent, 'row')} of the file: {listed(unsent)}.")
    lost = [row.card.student for row in matched.without if score(row.card) is not None]
    if lost:
        notes.append(f"{_count(lost, 'student')} with points {_are(lost)} not in the file: {listed(lost)}.")
    return notes


def above(rows: Iterable[Row], sending: Sending) -> list[str]:
    """What is to be said of points above the maximum: they are sent as they are."""
    possible = sending.rubric.possible
    more = [
        f"{row.card.student} ({short(points)})"
        for row in rows
        if (points := score(row.card)) is not None and points > possible
    ]
    if not more:
        return []
    it = "it is" if len(more) == 1 else "they are"
    return [f"Above the maximum of {short(possible)} by extra credit, and sent as {it}: {listed(more)}."]


def maximum(stated: str, sending: Sending) -> list[str]:
    """What is to be said where the file's maximum is not the homework's."""
    there = _value(stated)
    if there is None or there == hundredths(sending.rubric.possible):
        return []
    ours = short(sending.rubric.possible)
    return [f"The column's maximum is {plain(stated)}, the homework's {ours}: points are not scaled."]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return f"{', '.join(map(plain, names[:SHOWN]))}{more}"


def _why(card: GradeCard) -> str:
    return f"{card.student} ({'open' if card.open else card.place})"


def _count(names: Sequence[str], word: str) -> str:
    return f"1 {word}" if len(names) == 1 else f"{len(names)} {word}s"


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _value(text: str) -> Decimal | None:
    plain_number = NUMBER.fullmatch(text.strip())
    return hundredths(Decimal(plain_number[0].replace(",", "."))) if plain_number else None
