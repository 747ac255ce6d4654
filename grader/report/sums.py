"""Grades added up the way the sheet shows them: by problem, and what was lost for which reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from grader.model.grade import CriterionGrade, GradeCard
from grader.model.text import line
from grader.model.verdict import Kind
from grader.report.words import verdict_words
from grader.rubric.schema import Criterion, Rubric

__all__ = ["Average", "Loss", "ProblemSum", "averages", "columns", "criteria", "extra", "losses", "problems"]


@dataclass(frozen=True, slots=True)
class ProblemSum:
    """One problem of one student, without its extra parts; points are None while one part is open."""

    id: str
    title: str
    points: Decimal | None
    possible: Fraction


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that went for one reason, at one or more places."""

    places: tuple[str, ...]
    reason: str
    points: Fraction
    extra: bool


@dataclass(frozen=True, slots=True)
class Average:
    """A problem over the class: the mean of those that are settled, None when none is."""

    id: str
    title: str
    mean: Fraction | None
    possible: Fraction
    settled: int


def problems(card: GradeCard, rubric: Rubric) -> tuple[ProblemSum, ...]:
    """The card's problems in the rubric's order."""
    return tuple(_problem(card, problem.id, problem.title) for problem in rubric.problems)


def extra(card: GradeCard) -> ProblemSum | None:
    """The extra credit as one more sum; None when the homework offers none."""
    possible = [part.possible for part in card.parts if part.extra]
    if not possible:
        return None
    return ProblemSum("extra", "Extra credit", card.extra_credit, sum(possible, Fraction(0)))


def columns(card: GradeCard, rubric: Rubric) -> tuple[ProblemSum, ...]:
    """The sheet's columns of one student: the problems, then the extra credit if there is any."""
    bonus = extra(card)
    return problems(card, rubric) if bonus is None else (*problems(card, rubric), bonus)


def losses(card: GradeCard, rubric: Rubric) -> tuple[Loss, ...]:
    """What was lost and why, in the homework's order; places that share a reason share a line."""
    found: dict[tuple[str, bool], list[tuple[str, Fraction]]] = {}
    wanted = criteria(rubric)
    for part in card.parts:
        for grade in part.criteria:
            if grade.points is None or grade.points >= grade.possible:
                continue
            key = (reason(grade, wanted.get(grade.address)), part.extra)
            found.setdefault(key, []).append((grade.address, grade.possible - grade.points))
    lost = [
        Loss(
            _places([place for place, _ in items], card),
            why,
            sum((lost for _, lost in items), Fraction(0)),
            is_extra,
        )
        for (why, is_extra), items in found.items()
    ]
    if card.late is not None and card.late.share and card.penalty is not None:
        lost.append(Loss(("late",), line(card.late.say, 160), Fraction(card.penalty), False))
    return tuple(lost)


def _places(addresses: list[str], card: GradeCard) -> tuple[str, ...]:
    """A part by its own name where all of its criteria are meant."""
    whole = {part.id: set(own) for part in card.parts if (own := [c.address for c in part.criteria])}
    found = set(addresses)
    short = [
        part if whole[part] <= found else f"{part}/{name}"
        for part, _, name in (a.partition("/") for a in addresses)
    ]
    return tuple(dict.fromkeys(short))


def reason(grade: CriterionGrade, criterion: Criterion | None, limit: int = 72) -> str:
    """The reason in a few words: what was said if anything was, else the verdict."""
    words = verdict_words(grade, needs(criterion))
    if grade.verdict.kind in (Kind.SKIPPED, Kind.NOT_ATTEMPTED) or not grade.verdict.say:
        return words
    if grade.verdict.kind is Kind.MISSING and criterion and (criterion.question or "\0") in grade.verdict.say:
        return words  # one name after the other would fill the screen; the page names them
    said = line(grade.verdict.say)
    head, stop, _ = said.partition(". ")  # one sentence is enough here; the page has the rest
    return line(head if stop else said.removesuffix("."), limit)


def needs(criterion: Criterion | None) -> tuple[str, ...]:
    """What this criterion builds on, by name."""
    return () if criterion is None else tuple(criterion.needs)


def criteria(rubric: Rubric) -> dict[str, Criterion]:
    """The rubric's criteria by address."""
    return {
        f"{part.id}/{criterion.id}": criterion
        for problem in rubric.problems
        for part in problem.parts
        for criterion in part.criteria
    }


def averages(cards: Sequence[GradeCard], rubric: Rubric) -> tuple[Average, ...]:
    """The class's mean per problem, extra credit last."""
    rows = [columns(card, rubric) for card in cards]
    return tuple(_average(column) for column in zip(*rows, strict=True))


def _problem(card: GradeCard, id_: str, title: str) -> ProblemSum:
    own = [part for part in card.parts if part.problem == id_ and not part.extra]
    total: Decimal | None = Decimal(0)
    for part in own:
        total = None if total is None or part.points is None else total + part.points
    return ProblemSum(id_, title, total, sum((part.possible for part in own), Fraction(0)))


def _average(column: Sequence[ProblemSum]) -> Average:
    known = [Fraction(item.points) for item in column if item.points is not None]
    mean = sum(known, Fraction(0)) / len(known) if known else None
    first = column[0]
    return Average(first.id, first.title, mean, first.possible, len(known))
