"""The difference between two sheets as one reviews it: a reason, then who moves by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from grader.model.grade import Change
from grader.model.policy import LATENESS, WHOLE
from grader.model.text import line
from grader.report.words import points

__all__ = ["as_json", "told"]

MOST = 12
Because = Callable[[Change], Sequence[str]]
Totals = Callable[[str], tuple[Decimal | None, Decimal | None] | None]


def told(changes: Sequence[Change], because: Because, totals: Totals, *, everything: bool = False) -> Group:
    """One block a reason: its lines in the rubric, then each student's move on each criterion."""
    blocks: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        blocks.setdefault(tuple(because(change)), []).append(change)
    shown: list[Text | Padding] = []
    for reasons, mine in blocks.items():
        shown += [Text(line(reason, 200), "bold") for reason in reasons]
        moved = [change for change in mine if change.moves]
        most = len(moved) if everything else MOST
        shown += [_row(change, totals) for change in moved[:most]]
        if len(moved) > most:
            shown.append(_note(f"and {len(moved) - most} more: --all or --json lists them"))
        shown += [_note(text) for text in _same_points(mine)]
    return Group(*shown)


def as_json(changes: Sequence[Change], because: Because, totals: Totals) -> list[dict[str, object]]:
    """Every change for a program; points as exact text, null while open."""
    return [
        {
            "student": change.student,
            "criterion": change.place,
            "before": _exact(change.before),
            "after": _exact(change.after),
            "verdict_before": None if change.was is None else str(change.was),
            "verdict": None if change.now is None else str(change.now),
            "total_before": _exact((totals(change.student) or (None, None))[0]),
            "total": _exact((totals(change.student) or (None, None))[1]),
            "because": list(because(change)),
        }
        for change in changes
    ]


def _row(change: Change, totals: Totals) -> Padding:
    unknown = "blank" if change.place in (LATENESS, WHOLE) else "open"
    text = Text(f"{line(change.student)}  {change.place}  ")
    text.append(f"{points(change.before, unknown)} → {points(change.after, unknown)}")
    if change.before is not None and change.after is not None:
        by = change.after - change.before
        text.append(f"  {'+' if by > 0 else ''}{points(by)}", "green" if by > 0 else "red")
    total = totals(change.student)
    if change.place != WHOLE and total is not None and total[0] != total[1]:
        text.append(f"  total {points(total[0], 'open')} → {points(total[1], 'open')}", "dim")
    return Padding(text, (0, 0, 0, 2), expand=False)


def _same_points(changes: Sequence[Change]) -> Iterator[str]:
    same = [change for change in changes if not change.moves]
    if same:
        students = len({change.student for change in same})
        whom = "1 student reads" if students == 1 else f"{students} students read"
        places = ", ".join(dict.fromkeys(change.place for change in same))
        yield f"{whom} another verdict or other words for the same points: {line(places)}"


def _note(text: str) -> Padding:
    return Padding(Text(text, "dim"), (0, 0, 0, 2), expand=False)


def _exact(value: Fraction | Decimal | None) -> str | None:
    return None if value is None else str(value)
