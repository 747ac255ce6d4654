"""The grade sheet as tables: a row per student, and a row per criterion."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from grader.model.grade import CriterionGrade, GradeCard
from grader.rubric.schema import Rubric

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["gradebook", "parts"]

PARTS = ("student", "part", "criterion", "title", "points", "possible", "verdict", "comment")


def gradebook(cards: Sequence[GradeCard], rubric: Rubric) -> pd.DataFrame:
    """One row per student, one column per part; a blank (NaN) is an open part and never a zero.

    The column `penalty` is there where the rubric says what lateness costs, or it cost somebody points.
    """
    import pandas as pd

    ids = [part.id for problem in rubric.problems for part in problem.parts]
    taken = ["penalty"] if rubric.late or any(card.late and card.late.share for card in cards) else []
    rows = [_row(card, ids, bool(taken)) for card in cards]
    numbers = [*ids, "extra_credit", *taken, "total", "possible"]
    frame = pd.DataFrame(
        rows, columns=["student", "name", "email", *numbers, "status", "flags"], dtype=object
    )
    return frame.astype(dict.fromkeys(numbers, "float64"))


def parts(cards: Sequence[GradeCard]) -> pd.DataFrame:
    """One row per criterion with its verdict and the words for it; points to 4 decimals, blank when open."""
    import pandas as pd

    rows = [
        (card.student, grade.part, grade.criterion, grade.title, *_points(grade), *_words(grade))
        for card in cards
        for part in card.parts
        for grade in part.criteria
    ]
    frame = pd.DataFrame(rows, columns=list(PARTS), dtype=object)
    return frame.astype({"points": "float64", "possible": "float64"})


def comment(grade: CriterionGrade) -> str:
    """What was said about it, and the hint."""
    return " ".join(text for text in (grade.verdict.say, grade.verdict.hint) if text)


def flags(card: GradeCard) -> tuple[str, ...]:
    """Why points go for handing in late, the submission's flags and those of its criteria, each once."""
    own = [
        f"{grade.address}: {flag}"
        for part in card.parts
        for grade in part.criteria
        for flag in grade.verdict.flags
        if not any(flag in known for known in card.flags)
    ]
    late = [card.late_words] if card.late_words else []
    return tuple(dict.fromkeys([*late, *card.flags, *own]))


def _row(card: GradeCard, ids: Sequence[str], taken: bool) -> list[object]:
    points = {part.id: part.points for part in card.parts}
    return [
        *(card.student, card.name, card.email),
        *(_number(points.get(id_)) for id_ in ids),
        _number(card.extra_credit),
        *([_number(card.penalty)] if taken else []),
        *(_number(card.total), _number(_rounded(card.possible, "0.01"))),
        *(card.status, "; ".join(flags(card))),
    ]


def _points(grade: CriterionGrade) -> tuple[float, float]:
    points = None if grade.points is None else _rounded(grade.points, "0.0001")
    return _number(points), _number(_rounded(grade.possible, "0.0001"))


def _words(grade: CriterionGrade) -> tuple[str, str]:
    return grade.verdict.kind.value, comment(grade)


def _number(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


def _rounded(value: Fraction, step: str) -> Decimal:
    scaled = value / Fraction(step)  # half up on the exact fraction; a division in Decimal could round twice
    half_up = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return half_up * Decimal(step)
