"""What a student is told in a few plain words: the points, then what cost most."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from grader.gradebook.exports.points import score, short
from grader.model.grade import CriterionGrade, GradeCard
from grader.model.text import line
from grader.model.verdict import Kind
from grader.rubric.schema import Rubric
from grader.rubric.told import for_student

__all__ = ["LONGEST", "comment_for"]

LONGEST = 500
PLAIN = {
    Kind.PARTLY: "partly right",
    Kind.CRASHED: "stopped with an error",
    Kind.TOO_SLOW: "took too long",
    Kind.TOO_BIG: "used too much memory",
    Kind.MISSING: "not found",
    Kind.NOT_ATTEMPTED: "not attempted",
    Kind.SKIPPED: "builds on an earlier answer",
}


def comment_for(card: GradeCard, rubric: Rubric, now: datetime, longest: int = LONGEST) -> str:
    """One line of at most `longest` characters, cut at a word; "" where nothing is sent.

    It says no more than the rubric lets students read now, and never an expected value.
    """
    points = score(card)
    if points is None:
        return ""
    told = for_student(card, rubric, now)
    lost = [
        (grade.possible - grade.points, grade)
        for part in told.parts
        for grade in part.criteria
        if grade.points is not None and grade.points < grade.possible
    ]
    lost.sort(key=lambda one: -one[0])  # stable: the homework's order among equals
    said = [f"{_typed(points)} of {_typed(card.possible)} points."]
    said += [card.late.say] if card.late and card.late.say else []
    said += [_loss(cost, grade) for cost, grade in lost]
    return line(" ".join(said), longest)


def _loss(cost: Fraction, grade: CriterionGrade) -> str:
    say = line(grade.verdict.say).rstrip(".")
    words = say or PLAIN.get(grade.verdict.kind, "not right yet")
    where = line(grade.part if grade.criterion == "value" else grade.address)
    return f"{where} (-{_typed(cost)}): {words}."


def _typed(points: Fraction | Decimal) -> str:
    return short(points).removesuffix(".0")
