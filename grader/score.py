"""From verdicts to points: exact until a part is rounded, once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from grader.model.grade import CriterionGrade, GradeCard, PartGrade
from grader.model.verdict import Verdict
from grader.rubric.schema import Criterion, Part, Problem, Rubric, address


def score(
    rubric: Rubric,
    student: str,
    verdicts: Mapping[str, Verdict],
    *,
    name: str = "",
    email: str = "",
    flags: Sequence[str] = (),
    prints: Sequence[tuple[str, str]] = (),
    remarks: Sequence[str] = (),
) -> GradeCard:
    """One student's grade card from the verdicts by address."""
    parts = tuple(
        score_part(problem, part, verdicts) for problem in rubric.problems for part in problem.parts
    )
    told = tuple(flags), tuple(prints), tuple(remarks)
    return GradeCard(student, name, email, parts, rubric.possible, *told)


def round_half_up(points: Fraction) -> Decimal:
    """To the cent, half up: 0.125 is 0.13, where Python's own rounding would give 0.12."""
    hundredths = points * 100
    whole = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    return Decimal(whole).scaleb(-2)


def score_part(problem: Problem, part: Part, verdicts: Mapping[str, Verdict]) -> PartGrade:
    """One part's points from its verdicts by address, rounded once."""
    criteria = tuple(_criterion(part, criterion, verdicts) for criterion in part.criteria)
    earned = [grade.points for grade in criteria]
    points = None
    if all(value is not None for value in earned):
        points = round_half_up(sum((value for value in earned if value is not None), Fraction(0)))
    return PartGrade(part.id, part.title, problem.id, points, part.points, part.extra, criteria)


def _criterion(part: Part, criterion: Criterion, verdicts: Mapping[str, Verdict]) -> CriterionGrade:
    verdict = verdicts[address(part, criterion)]
    return CriterionGrade(
        part=part.id,
        criterion=criterion.id,
        title=criterion.title or part.title,
        points=None if verdict.kind.is_open else verdict.credit * criterion.points,
        possible=criterion.points,
        verdict=verdict,
        by_hand=criterion.by_hand is not None,
    )
