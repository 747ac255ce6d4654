"""One student's receipt as plain facts, for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.model.behind import Anew, Backing, Behind
from grader.model.grade import CriterionGrade, GradeCard
from grader.report.grounds import by_itself, change, history
from grader.report.rule import rule
from grader.report.sums import criteria
from grader.rubric.schema import Rubric

__all__ = ["facts"]


def facts(
    card: GradeCard, rubric: Rubric, part: str, backing: Backing, anew: Sequence[Anew], out: Path
) -> dict[str, Any]:
    """All that the receipt says; points are numbers, null while they are open."""
    known, again = criteria(rubric), {one.place: one for one in anew}
    grades = [grade for one in card.parts for grade in one.criteria]
    rows = []
    for grade in (one for one in grades if not part or part in (one.part, one.address)):
        criterion = known.get(grade.address)
        row = _grade(grade, backing.criteria.get(grade.address, Behind()))
        row["rule"] = dict(rule(criterion, rubric)) if criterion else {}
        if grade.address in again:
            one = again[grade.address]
            row["again"] = {"verdict": one.now.kind.value, "holds": one.holds, "say": one.now.say}
        rows.append(row)
    return {
        "student": card.student,
        "name": card.name,
        "total": None if card.total is None else float(card.total),
        "place": card.place,
        "late": card.late_words,
        "possible": float(card.possible),
        "status": card.status,
        "receipt": card.receipt,
        "flags": list(card.flags),
        "criteria": rows,
        "versions": dict(backing.versions),
        "reference": backing.reference,
        "isolation": backing.isolation,
        "trail": str(backing.head or ""),
        "change": list(change(card, part, out)),
    }


def _grade(grade: CriterionGrade, behind: Behind) -> dict[str, Any]:
    verdict, adjusted = grade.verdict, grade.adjusted
    return {
        "place": grade.address,
        "title": grade.title,
        "points": None if grade.points is None else float(grade.points),
        "possible": float(grade.possible),
        "verdict": verdict.kind.value,
        "say": verdict.say,
        "hint": verdict.hint,
        "notes": list(verdict.notes),
        "flags": list(verdict.flags),
        "margin": verdict.margin,
        "cases": list(behind.cases),
        "case": behind.case,
        "inputs": behind.inputs,
        "expected": verdict.want or behind.want,
        "yours": verdict.got or behind.got,
        "by_hand": None
        if adjusted is None
        else {
            "points": float(adjusted.points),
            "because": adjusted.because,
            "by": adjusted.by,
            "at": adjusted.at,
            "waits": adjusted.stale,
            "by_itself": by_itself(grade),
        },
        "history": list(history(behind)),
        "ran": asdict(behind.ran) if behind.ran else None,
    }
