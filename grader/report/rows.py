"""The sheet on a terminal: a row a student, and under it each loss with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model.grade import GradeCard
from grader.model.text import line
from grader.report.looks import status
from grader.report.sums import Loss, averages, columns, losses
from grader.report.words import points, signed
from grader.rubric.schema import Rubric

__all__ = ["print_rows"]

NAME = 28  # a longer name is cut
GAP = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the sheet: who, the cells, and what to say beneath."""

    who: Text
    cells: tuple[Text, ...]
    losses: tuple[Loss, ...] = ()


def print_rows(console: Console, cards: Sequence[GradeCard], rubric: Rubric) -> None:
    """Print the sheet; columns line up whatever stands between the rows, and who is absent stands below."""
    absent, cards = (
        [card for card in cards if card.place != "graded"],
        [card for card in cards if card.place == "graded"],
    )
    if cards:
        _print_table(console, cards, rubric)
    for place in ("missing", "excused"):
        names = [line(card.student) for card in absent if card.place == place]
        if names:
            console.print(Text(f"{place.capitalize()}: {', '.join(names)}"))
    if absent:
        console.print()


def _print_table(console: Console, cards: Sequence[GradeCard], rubric: Rubric) -> None:
    head = _head(cards[0], rubric)
    body = [_student(card, rubric) for card in cards]
    foot = [_average(cards, rubric)] if len(cards) > 1 else []
    widths = _widths([head, *body, *foot], console.width)
    rule = Text("─" * min(sum(widths) + GAP * (len(widths) - 1), console.width), style="dim")
    console.print(_table(head, widths))
    console.print(rule)
    for row in body:
        console.print(_table(row, widths))
        for loss in row.losses:
            console.print(Padding(_loss(loss), (0, 0, 0, 4), expand=False))
    if foot:
        console.print(rule)
        console.print(_table(foot[0], widths))
    console.print()


def _head(card: GradeCard, rubric: Rubric) -> Row:
    sums = [f"{line(item.id, 12)}/{points(item.possible)}" for item in columns(card, rubric)]
    names = [*sums, f"total/{points(card.possible)}", "status"]
    return Row(Text("Student", "bold"), tuple(Text(name, "bold") for name in names))


def _student(card: GradeCard, rubric: Rubric) -> Row:
    who = Text(line(card.student), "bold")
    if card.name and line(card.name) != line(card.student):
        who.append(f" {line(card.name)}", "not bold")
    cells = [_points(item.points) for item in columns(card, rubric)]
    state = Text(status(card), "yellow" if card.open else "dim")
    return Row(who, (*cells, _points(card.total, "bold"), state), losses(card, rubric))


def _average(cards: Sequence[GradeCard], rubric: Rubric) -> Row:
    means = [average.mean for average in averages(cards, rubric)]
    known = [Fraction(total) for card in cards if (total := card.total) is not None]
    means.append(sum(known, Fraction(0)) / len(known) if known else None)
    cells = tuple(Text("" if mean is None else f"{float(mean):.2f}") for mean in means)
    drafts = len(cards) - len(known)
    return Row(Text("Average"), (*cells, Text("of settled" if drafts else "", "dim")))


def _points(value: Decimal | None, style: str = "") -> Text:
    return Text("open", "yellow") if value is None else Text(points(value), style)


def _widths(rows: Sequence[Row], room: int) -> list[int]:
    """As wide as the widest cell; the names give way first, then the status."""
    cells = [max(cell_len(row.cells[at].plain) for row in rows) for at in range(len(rows[0].cells))]
    name = min(max(cell_len(row.who.plain) for row in rows), NAME)
    over = name + sum(cells) + GAP * len(cells) - room
    if over > 0:
        name = max(name - over, 10)
        over = name + sum(cells) + GAP * len(cells) - room
    if over > 0:
        cells[-1] = max(cells[-1] - over, 6)
    return [name, *cells]


def _table(row: Row, widths: Sequence[int]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, GAP, 0, 0), pad_edge=False)
    for at, width in enumerate(widths):
        side = "left" if at in (0, len(widths) - 1) else "right"
        table.add_column(width=width, no_wrap=True, overflow="ellipsis", justify=side)  # type: ignore[arg-type]
    table.add_row(row.who, *row.cells)
    return table


def _loss(loss: Loss) -> Text:
    text = Text(", ".join(map(line, loss.places)), "cyan")
    text.append(f"  {loss.reason}  ", "default")
    text.append(signed(loss.points), "red")
    if loss.extra:
        text.append(" of extra credit", "dim")
    return text
