"""classroom.csv: Google Classroom's own layout, to type or push grades from."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from grader.gradebook.exports.cells import cell, plain
from grader.model.files import write
from grader.model.grade import GradeCard
from grader.rubric.schema import Rubric

__all__ = ["write_classroom"]


def write_classroom(out: Path, cards: Sequence[GradeCard], rubric: Rubric) -> None:
    """Write classroom.csv, in the order of the class list; its title says draft while a row is open."""
    title = plain(rubric.title or rubric.homework)
    if any(card.open for card in cards):
        title += " (draft)"
    rows = [
        ("Last Name", "First Name", "Email Address", title),
        ("Date", "", "", ""),
        ("Points", "", "", str(float(rubric.possible))),
        *sorted((_row(card) for card in cards), key=lambda row: [text.casefold() for text in row[:3]]),
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    write(out / "classroom.csv", text.getvalue())


def _row(card: GradeCard) -> tuple[str, str, str, str]:
    last, first = split(card.name or card.student)
    score = "" if card.total is None else str(float(card.total))  # extra credit may exceed the maximum
    return cell(last), cell(first), cell(card.email), score


def split(name: str) -> tuple[str, str]:
    """Last and first name of "Lovelace, Ada" or "Ada Lovelace"; a single word is a first name, as there."""
    if "," in name:
        last, _, first = name.partition(",")
        return last.strip(), first.strip()
    *first_names, last = name.split() or [""]
    return (last, " ".join(first_names)) if first_names else ("", last)
