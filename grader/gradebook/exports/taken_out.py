"""Tables that were written before, without the rows of a student who is to be forgotten."""

from __future__ import annotations

import csv

from grader.gradebook.exports.cells import cell
from grader.gradebook.exports.sending import split
from grader.model.grade import GradeCard

__all__ = ["without"]


def without(table: str, card: GradeCard) -> str:
    """The table without this student's rows; all others stay as they were, byte for byte."""
    lines = table.splitlines(keepends=True)
    rows = [next(csv.reader([line]), [""]) for line in lines]
    last, first = split(card.name or card.student)
    mine = (
        [cell(card.student)]
        if rows and rows[0][0] == "student"
        else [cell(last), cell(first), cell(card.email)]
    )
    return "".join(line for line, row in zip(lines, rows, strict=True) if row[: len(mine)] != mine)
