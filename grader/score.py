"""From verdicts to points: exact until a part is rounded, once. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from grader.model.grade import LOST, Adjusted, CriterionGrade, GradeCard, PartGrade, lost_places
from grader.model.trail import Decision
from grader.model.verdict import Kind, Verdict
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


def adjust(card: GradeCard, decisions: Mapping[str, Decision], files: Mapping[str, str]) -> GradeCard:
    """The card with the last decision on each criterion laid over its verdict, in place of earlier ones.

    Decisions are by address, and so is what `files` names: the files that count for a criterion now. One on
    what the rubric no longer has is flagged, and open until it is dropped or the address comes back.
    """

    def part(one: PartGrade) -> PartGrade:
        criteria = tuple(
            _adjusted(grade, decisions.get(grade.address), files.get(grade.address, ""))
            for grade in one.criteria
        )
        return one if criteria == one.criteria else replace(one, points=_sum(criteria), criteria=criteria)

    return replace(card, parts=tuple(map(part, card.parts)), flags=_flags(card, decisions))


def _flags(card: GradeCard, decisions: Mapping[str, Decision]) -> tuple[str, ...]:
    there = {grade.address for part in card.parts for grade in part.criteria}
    lost = [place for place, one in decisions.items() if one.points is not None and place not in there]
    others = [flag for flag in card.flags if not lost_places([flag])]
    return (*others, *(place.join(LOST) for place in sorted(lost)))


def stale(grade: CriterionGrade, decision: Decision, files: str) -> str:
    """Why a decision waits to be confirmed or dropped; "" while it counts."""
    if decision.files != files:
        return "it was made on the earlier file"
    if decision.possible != grade.possible:
        return "the criterion is worth other points now"
    own, then = grade.judged_points, decision.judged
    if own is None or then is None or own == then or decision.points is None:
        return ""
    reached = own >= decision.points if decision.points > then else own <= decision.points
    return "the verdict itself gives these points now" if reached else ""


def round_half_up(points: Fraction) -> Decimal:
    """To the cent, half up: 0.125 is 0.13, where Python's own rounding would give 0.12."""
    hundredths = points * 100
    whole = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    return Decimal(whole).scaleb(-2)


def score_part(problem: Problem, part: Part, verdicts: Mapping[str, Verdict]) -> PartGrade:
    """One part's points from its verdicts by address, rounded once."""
    criteria = tuple(_criterion(part, criterion, verdicts) for criterion in part.criteria)
    return PartGrade(part.id, part.title, problem.id, _sum(criteria), part.points, part.extra, criteria)


def _sum(criteria: Sequence[CriterionGrade]) -> Decimal | None:
    earned = [grade.points for grade in criteria if grade.points is not None]
    return round_half_up(sum(earned, Fraction(0))) if len(earned) == len(criteria) else None


def _criterion(part: Part, criterion: Criterion, verdicts: Mapping[str, Verdict]) -> CriterionGrade:
    verdict = verdicts[address(part, criterion)]
    return CriterionGrade(
        part=part.id,
        criterion=criterion.id,
        title=criterion.title or part.title,
        points=None if verdict.kind.is_open else _earned(verdict.credit, criterion.points),
        possible=criterion.points,
        verdict=verdict,
        by_hand=criterion.by_hand is not None,
    )


def _earned(credit: Fraction, points: Fraction) -> Fraction:
    return points if credit == 1 else credit * points  # most credit is whole, and fractions multiply slowly


def _adjusted(grade: CriterionGrade, decision: Decision | None, files: str) -> CriterionGrade:
    own = replace(grade, verdict=grade.judged, points=grade.judged_points, adjusted=None)
    if decision is None or decision.points is None:
        return own
    points, why = decision.points, stale(own, decision, files)
    words = (points, own.verdict, decision.because, decision.by, decision.at, decision.level, why)
    verdict = _waiting(why) if why else _over(own, decision, points)
    return replace(own, points=None if why else points, verdict=verdict, adjusted=Adjusted(*words))


def _waiting(why: str) -> Verdict:
    return Verdict(Kind.PENDING, say=f"Points given by hand wait to be looked at again: {why}.")


def _over(grade: CriterionGrade, decision: Decision, points: Fraction) -> Verdict:
    """The verdict that suits the points, which no longer follow from the code's."""
    own, full = grade.verdict, grade.possible
    none = Kind.WRONG if own.kind in (Kind.RIGHT, Kind.PARTLY) or own.kind.is_open else own.kind
    kind = Kind.RIGHT if points >= full else Kind.PARTLY if points else none
    say = f"Set by hand: {decision.because}" if decision.because else "Set by hand."
    if decision.action == "reject":
        kind, say = Kind.MISSING, f"Your written file was not accepted: {decision.because}"
    elif decision.level:  # a mark by hand is what the criterion asks for, and its words are the marker's
        say = decision.because
    return replace(own, kind=kind, credit=points / full if full else Fraction(0), say=say, flags=())
