"""A workbook of three sheets: the grades, every criterion, and what the class came to."""

from __future__ import annotations

import io
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.errors import GraderError
from grader.gradebook.exports.filling import above
from grader.gradebook.exports.points import hundredths, score
from grader.gradebook.exports.sending import Sending
from grader.gradebook.sheet import comment, flags
from grader.model.cells import cell, plain
from grader.model.files import write
from grader.model.grade import GradeCard
from grader.rubric.schema import Rubric

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["send_workbook"]

Value = str | Decimal | int | None
WIDEST, NARROWEST = 60, 9
STATISTICS = ("part", "title", "possible", "counted", "mean", "median", "lowest", "highest", "spread")


def send_workbook(place: Path, sending: Sending) -> Sequence[str]:
    """Write grades.xlsx: texts as texts, numbers as numbers, and nothing that is calculated."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise GraderError(
            "A workbook needs the package openpyxl: pip install 'grader[xlsx]', then export again."
        ) from error
    book = Workbook()
    book.remove(book.worksheets[0])
    rubric = sending.rubric
    ids = [part.id for problem in rubric.problems for part in problem.parts]
    head = ["student", "name", "email", *ids, "extra_credit", "total", "possible", "status", "flags"]
    _sheet(book.create_sheet("Grades"), head, [_row(row.card, row.name, ids) for row in sending], "B2")
    parts = ["student", "part", "criterion", "title", "points", "possible", "verdict", "comment"]
    _sheet(
        book.create_sheet("Parts"), parts, [one for card in sending.cards for one in _criteria(card)], "D2"
    )
    _sheet(book.create_sheet("Statistics"), STATISTICS, _class(sending.cards, rubric), "C2")
    data = io.BytesIO()
    book.save(data)
    write(place / "grades.xlsx", data.getvalue())
    return above(sending, sending)


def _sheet(sheet: Worksheet, head: Sequence[str], rows: Iterable[Sequence[Value]], frozen: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    widths = [len(title) for title in head]
    for at, title in enumerate(head, 1):
        _put(sheet.cell(1, at), plain(title)).font = Font(bold=True)
    for down, row in enumerate(rows, 2):
        for across, value in enumerate(row, 1):
            if value not in (None, ""):
                _put(sheet.cell(down, across), value)
                widths[across - 1] = max(widths[across - 1], len(str(value)))
    for at, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = min(max(width + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = sheet.dimensions


def _put(at: Any, value: Value) -> Any:
    """A text stays a text, whatever it looks like."""
    at.value = value
    if isinstance(value, str):
        at.data_type, at.number_format = "s", "@"
    elif isinstance(value, Decimal):
        at.number_format = "0.00"
    return at


def _row(card: GradeCard, name: str, ids: Sequence[str]) -> list[Value]:
    points = {part.id: part.points for part in card.parts}
    numbers = [points.get(id_) for id_ in ids]
    total, extra = score(card), card.extra_credit if card.parts else None
    status = card.status if card.place == "graded" else card.place
    texts = [cell(text) for text in (card.student, name, card.email)]
    said = (status, cell("; ".join(flags(card))))
    return [*texts, *numbers, extra, total, hundredths(card.possible), *said]


def _criteria(card: GradeCard) -> list[Sequence[Value]]:
    return [
        (
            *(cell(card.student), plain(grade.part), plain(grade.criterion), plain(grade.title)),
            *(None if grade.points is None else _four(grade.points), _four(grade.possible)),
            *(grade.verdict.kind.value, cell(comment(grade))),
        )
        for part in card.parts
        for grade in part.criteria
    ]


def _four(value: Fraction) -> Decimal:
    return Decimal(math.floor(value * 10_000 + Fraction(1, 2))).scaleb(-4)


def _class(cards: Sequence[GradeCard], rubric: Rubric) -> list[Sequence[Value]]:
    """A line a part, then the total: over those who have points there."""
    found = [
        _line(part.id, part.title, part.points, _part(part.id), cards)
        for problem in rubric.problems
        for part in problem.parts
    ]
    return [*found, _line("total", "", rubric.possible, score, cards)]


def _part(id_: str) -> Callable[[GradeCard], Decimal | None]:
    return lambda card: next((part.points for part in card.parts if part.id == id_), None)


def _line(
    id_: str,
    title: str,
    possible: Fraction,
    points: Callable[[GradeCard], Decimal | None],
    cards: Sequence[GradeCard],
) -> Sequence[Value]:
    known = [Fraction(value) for card in cards if (value := points(card)) is not None]
    begin = (plain(id_), plain(title), hundredths(possible), len(known))
    if not known:
        return begin
    middle = (sum(known, Fraction(0)) / len(known), statistics.median(known), min(known), max(known))
    spread = [hundredths(Decimal(statistics.stdev(map(float, known))))] if len(known) > 1 else []
    return (*begin, *map(hundredths, middle), *spread)
