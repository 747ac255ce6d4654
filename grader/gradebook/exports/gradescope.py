"""Gradescope: one results.json a student, with the names its autograders use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from grader.gradebook.exports.filling import above, listed
from grader.gradebook.exports.points import hundredths, score, short
from grader.gradebook.exports.sending import Row, Sending
from grader.model.files import named, write
from grader.model.grade import CriterionGrade, PartGrade
from grader.model.text import clean, line
from grader.model.verdict import Kind
from grader.rubric.told import for_student

__all__ = ["Result", "Test", "send_gradescope"]

STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)
Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]
LONGEST = 4000


class Test(BaseModel):
    """One criterion, as Gradescope shows it."""

    model_config = STRICT

    score: float
    max_score: float = Field(ge=0)
    status: Literal["passed", "failed"]
    name: str
    name_format: Literal["text"] = "text"
    number: str
    output: str
    output_format: Literal["text"] = "text"
    tags: list[str] = []
    visibility: Visibility = "visible"


class Result(BaseModel):
    """One student's results.json; `score` is what counts, and lies over the sum of the tests."""

    model_config = STRICT

    score: float
    output: str
    output_format: Literal["text"] = "text"
    visibility: Visibility = "after_published"
    stdout_visibility: Visibility = "hidden"
    tests: list[Test]
    extra_data: dict[str, str]


def send_gradescope(place: Path, sending: Sending) -> Sequence[str]:
    """Write a folder a student with results.json; who has no points yet has none, and is named."""
    without, now = [], datetime.now(UTC)
    for row in sending:
        points = score(row.card)
        if points is None:
            without.append(row.card.student)
            continue
        result = _result(row, points, sending, now)
        text = result.model_dump_json(indent=2)
        Result.model_validate_json(text)
        write(place / named(row.card.student) / "results.json", f"{text}\n")
    notes = [f"No results.json, as there are no points to send: {listed(without)}."] if without else []
    return [*notes, *above(sending, sending)]


def _result(row: Row, points: Decimal, sending: Sending, now: datetime) -> Result:
    card = for_student(row.card, sending.rubric, now)
    late = card.late.say if card.late else ""
    possible = short(card.possible)
    facts = {
        "student": line(card.student),
        "name": line(row.name),
        "email": line(next(iter(row.emails), "")),
        "score": f"{points}",  # exactly
        "possible": f"{card.possible}",
        "late": line(late),
        "receipt": line(card.receipt),
    }
    return Result(
        score=float(points),
        output=clean(f"{short(points)} of {possible} points. {late}".strip()),
        tests=[_test(part, grade) for part in card.parts for grade in part.criteria],
        extra_data={key: text for key, text in facts.items() if text},
    )


def _test(part: PartGrade, grade: CriterionGrade) -> Test:
    verdict = grade.verdict
    earned = grade.points or Fraction(0)
    labelled = (
        ("Case", verdict.case),
        ("Expected", verdict.want),
        ("Yours", verdict.got),
        ("Hint", verdict.hint),
    )
    said = [verdict.say, *(f"{label}: {text}" for label, text in labelled if text), *verdict.notes]
    return Test(
        score=float(hundredths(earned)),
        max_score=float(hundredths(grade.possible)),
        status="passed" if verdict.kind is Kind.RIGHT or earned >= grade.possible else "failed",
        name=line(grade.title) or grade.address,
        number=grade.part if len(part.criteria) == 1 else grade.address,
        output=clean("\n".join(text for text in said if text), LONGEST),
        tags=["extra credit"] if part.extra else [],
    )
