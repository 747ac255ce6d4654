"""How much of a grade card is told, and to whom: what the rubric hides is gone before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from grader.model.grade import CriterionGrade, GradeCard, PartGrade
from grader.model.verdict import Verdict
from grader.model.wanted import without_wants
from grader.rubric.schema import Criterion, Rubric, address
from grader.rubric.settings import Extent

__all__ = ["extent", "for_student", "for_teacher", "question_shows", "shows_want"]


def extent(rubric: Rubric, now: datetime) -> Extent:
    """How much students read at this time."""
    before = rubric.due is not None and now < rubric.due
    return rubric.feedback.before_due if before else rubric.feedback.after_due


def for_student(card: GradeCard, rubric: Rubric, now: datetime) -> GradeCard:
    """The card as its student may read it now."""
    if extent(rubric, now) == "outcome_only":
        plain = _each(card, lambda grade: Verdict(grade.verdict.kind, grade.verdict.credit))
        return replace(plain, prints=())
    return for_teacher(card, rubric)


def for_teacher(card: GradeCard, rubric: Rubric) -> GradeCard:
    """The card without the expected values that the rubric hides: what is shown is soon passed on."""
    criteria = {address(part, criterion): criterion for _, part, criterion in rubric.walk()}

    def told(grade: CriterionGrade) -> Verdict:
        if shows_want(rubric, criteria.get(grade.address)):
            return grade.verdict
        return _unquoted(grade.verdict)

    return _each(card, told)


def shows_want(rubric: Rubric, criterion: Criterion | None) -> bool:
    """Whether expected values are shown: the criterion decides, else its question, else the rubric."""
    if criterion is not None and criterion.show_want is not None:
        return criterion.show_want
    settings = rubric.questions.get(criterion.question or "") if criterion is not None else None
    if settings is not None and settings.show_want is not None:
        return settings.show_want
    return rubric.show_want


def question_shows(rubric: Rubric, question: str) -> bool:
    """Whether every criterion that looks at a question shows what it expects."""
    criteria = [criterion for _, _, criterion in rubric.walk() if criterion.question == question]
    return all(shows_want(rubric, criterion) for criterion in criteria)


def _each(card: GradeCard, told: Callable[[CriterionGrade], Verdict]) -> GradeCard:
    def criterion(one: CriterionGrade) -> CriterionGrade:
        beneath = one.adjusted and replace(one.adjusted, verdict=told(replace(one, verdict=one.judged)))
        return replace(one, verdict=told(one), adjusted=beneath)

    def part(one: PartGrade) -> PartGrade:
        return replace(one, criteria=tuple(map(criterion, one.criteria)))

    return replace(card, parts=tuple(map(part, card.parts)))


def _unquoted(verdict: Verdict) -> Verdict:
    """What is labelled is gone, and so is every sentence that happens to quote the expected value."""

    def told(text: str) -> str:
        return "" if verdict.want and _quotes(text, verdict.want) else text

    notes = tuple(note for note in verdict.notes if told(note))
    said = replace(verdict, say=told(verdict.say), hint=told(verdict.hint), notes=notes)
    return without_wants(said)


def _quotes(text: str, want: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(want.strip())}(?![\w])", text) is not None
