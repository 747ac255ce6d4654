"""One student's receipt on the terminal: every criterion, what was asked, expected and handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model.grade import CriterionGrade, GradeCard, PartGrade
from grader.model.text import clean, line
from grader.model.verdict import Kind
from grader.report.looks import status
from grader.report.sums import criteria, needs
from grader.report.views import UNRUN
from grader.report.words import margin_words, points, verdict_words
from grader.rubric.schema import Criterion, Rubric

__all__ = ["print_student"]

Rows = Sequence[tuple[str, str]]
Around = Callable[[CriterionGrade, Criterion | None], tuple[Rows, Rows]]
STYLES = {Kind.RIGHT: "green", Kind.PARTLY: "yellow", Kind.PENDING: "yellow", Kind.NOT_GRADED: "magenta"}
PRINTED, FLAGS = 400, 5


def print_student(
    console: Console,
    card: GradeCard,
    rubric: Rubric,
    describe: Callable[[str, str], str],
    part: str = "",
    around: Around = lambda *_: ((), ()),
) -> None:
    """Every criterion, or one part's, with verdict, points, case, Expected, Yours, hint and notes.

    `around` gives further rows of a criterion, above and below those.
    """
    known = criteria(rubric)
    console.print(_header(card))
    if card.late_words:
        console.print(Text(line(card.late_words, 300), "yellow"))
    for flag in _capped(card.flags):
        console.print(Text(flag, "yellow"))
    asked = [item for item in card.parts if not part or item.id == part.partition("/")[0]]
    for item in asked:
        console.print()
        console.print(_part(item))
        for grade in item.criteria:
            criterion = known.get(grade.address)
            console.print(
                Padding(_criterion(grade, criterion, len(item.criteria) > 1), (0, 0, 0, 2), expand=False)
            )
            rows = _rows(grade, criterion, describe, card.flags, around(grade, criterion))
            if rows.row_count:
                console.print(Padding(rows, (0, 0, 0, 4), expand=False))
    questions = {known[c.address].question for item in asked for c in item.criteria if c.address in known}
    for question, text in card.prints:
        if part and question not in questions:
            continue
        console.print()
        console.print(Text(f"Printed in {line(question)}", "bold"))
        console.print(Padding(Text(clean(text, PRINTED), "dim"), (0, 0, 0, 2), expand=False))


def _header(card: GradeCard) -> Text:
    text = Text(line(card.student), "bold")
    if card.name:
        text.append(f"  {line(card.name)}", "not bold")
    unknown = "open" if card.place == "graded" else "–"
    text.append(f"  {points(card.total, unknown)} of {points(card.possible)}  {status(card)}", "not bold")
    if card.receipt:
        text.append(f"  receipt {card.receipt}", "dim not bold")
    return text


def _capped(flags: Sequence[str]) -> list[str]:
    shown = [f"Flag: {line(flag, 300)}" for flag in flags[:FLAGS]]
    return [*shown, *([f"and {len(flags) - FLAGS} more flags"] if len(flags) > FLAGS else [])]


def _part(part: PartGrade) -> Text:
    text = Text(f"{line(part.id)} {line(part.title)}", "bold")
    bonus = " extra" if part.extra else ""
    text.append(f"  {points(part.points, 'open')} of {points(part.possible)}{bonus}", "not bold")
    return text


def _criterion(grade: CriterionGrade, criterion: Criterion | None, several: bool) -> Text:
    words = verdict_words(grade, needs(criterion))
    text = Text(f"{line(grade.criterion)}  " if several else "")
    text.append(words, STYLES.get(grade.verdict.kind, "red"))
    if several:
        text.append(f"  {points(grade.points, 'open')} of {points(grade.possible)}")
    return text


def _rows(
    grade: CriterionGrade,
    criterion: Criterion | None,
    describe: Callable[[str, str], str],
    told_above: Sequence[str],
    around: tuple[Rows, Rows] = ((), ()),
) -> Table:
    verdict = grade.verdict
    question = "" if criterion is None else criterion.question or ""
    right = verdict.kind is Kind.RIGHT
    told = "" if right or verdict.kind in UNRUN else describe(question, verdict.case)
    case = f"{verdict.case}: {told}" if told and not around[0] else ""
    right = right and not around[0]
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    rows = [("", verdict.say), *around[0], ("Case", case)]
    rows += [("Expected", verdict.want), ("Yours", verdict.got)]
    rows += [("Distance", margin_words(verdict.margin)), ("Hint", verdict.hint)]
    rows += [("Note", note) for note in verdict.notes]
    rows += [("Flag", flag) for flag in verdict.flags if flag not in told_above]
    for label, value in [*rows, *around[1]]:
        if value and not (right and label in ("Expected", "Yours")):
            table.add_row(label, Text(clean(value, 600)))
    return table
