"""grades.json: everything for a program, exact points as texts beside the numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from grader.gradebook.exports.filling import above
from grader.gradebook.exports.points import score
from grader.gradebook.exports.sending import Row, Sending
from grader.gradebook.sheet import comment, flags
from grader.model.files import write
from grader.model.grade import CriterionGrade, PartGrade

__all__ = ["send_records", "written"]

FORMAT = 1


def send_records(place: Path, sending: Sending) -> Sequence[str]:
    """Write grades.json; docs/export.md says what its keys mean."""
    rubric = sending.rubric
    facts = {
        "format": FORMAT,
        "homework": rubric.homework,
        "title": rubric.title,
        "sent_as": sending.name,
        **_number("possible", rubric.possible),
        "students": [_student(row) for row in sending],
    }
    write(place / "grades.json", written(facts))
    return above(sending, sending)


def written(facts: dict[str, Any]) -> str:
    """As the file has it; ASCII, so that an undecodable name survives and any reader's default is right."""
    return f"{json.dumps(facts, indent=1, allow_nan=False)}\n"


def _student(row: Row) -> dict[str, Any]:
    card = row.card
    return {
        "student": card.student,
        "name": row.name,
        "email": next(iter(row.emails), ""),
        "keys": dict(row.person.keys),
        "place": card.place,
        "status": card.status if card.place == "graded" else card.place,
        **_number("total", score(card)),
        **_number("extra_credit", card.extra_credit if card.parts else None),
        **_number("possible", card.possible),
        "late": card.late.say if card.late else "",
        "flags": list(flags(card)),
        "receipt": card.receipt,
        "parts": [_part(part) for part in card.parts],
    }


def _part(part: PartGrade) -> dict[str, Any]:
    return {
        "id": part.id,
        "title": part.title,
        "problem": part.problem,
        "extra": part.extra,
        **_number("points", part.points),
        **_number("possible", part.possible),
        "criteria": [_criterion(grade) for grade in part.criteria],
    }


def _criterion(grade: CriterionGrade) -> dict[str, Any]:
    return {
        "id": grade.criterion,
        **_number("points", grade.points),
        **_number("possible", grade.possible),
        "verdict": grade.verdict.kind.value,
        "by_hand": grade.by_hand or grade.adjusted is not None,
        "comment": comment(grade),
    }


def _number(name: str, value: Decimal | Fraction | None) -> dict[str, Any]:
    """A number, and beside it exactly as it is: 1/3 or 8.75; null while there is none."""
    if value is None:
        return {name: None, f"{name}_exact": None}
    return {name: float(value), f"{name}_exact": str(value)}
