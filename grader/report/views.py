"""What stands on a student's page, decided before any HTML: safe text only, hidden wants already gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from grader.model.grade import CriterionGrade, GradeCard, PartGrade
from grader.model.verdict import Kind, Verdict
from grader.report.sums import criteria, needs, problems
from grader.report.words import clean, line, points, signed, verdict_words
from grader.rubric.schema import Criterion, Rubric

__all__ = ["CriterionView", "PartView", "ProblemView", "printed", "problem_views"]

Describe = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion; `tone` is right, part, lost, open or ours, and only colours it."""

    anchor: str
    title: str
    tone: str
    words: str
    points: str
    possible: str
    lost: str
    say: str = ""
    case: str = ""
    want: str = ""
    got: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartView:
    """One part with its criteria, those with something to say first."""

    id: str
    title: str
    points: str
    possible: str
    extra: bool
    criteria: tuple[CriterionView, ...]

    @property
    def compact(self) -> bool:
        """Every criterion has full points and nothing to add: one line will do."""
        return all(item.tone == "right" and not item.notes for item in self.criteria) and self._alike

    @property
    def _alike(self) -> bool:
        return len({item.words for item in self.criteria}) == 1


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One problem; `share` is the filled part of its bar, in percent."""

    id: str
    title: str
    points: str
    possible: str
    share: float
    parts: tuple[PartView, ...]
    prints: tuple[tuple[str, str], ...]


def problem_views(card: GradeCard, rubric: Rubric, describe: Describe) -> tuple[ProblemView, ...]:
    """The page's problems in order; within each, what lost points comes before what is right."""
    known = criteria(rubric)
    views = []
    for total, problem in zip(problems(card, rubric), rubric.problems, strict=True):
        parts = [_part(part, known, rubric, describe) for part in card.parts if part.problem == problem.id]
        parts.sort(key=lambda part: _rank(part.criteria))
        questions = {criterion.question for part in problem.parts for criterion in part.criteria}
        prints = printed(card, questions)
        full = float(total.possible)
        share = 0.0 if total.points is None or not full else min(100.0, 100 * float(total.points) / full)
        heads = line(problem.id), line(problem.title), points(total.points, "open"), points(total.possible)
        views.append(ProblemView(*heads, round(share, 1), tuple(parts), prints))
    return tuple(views)


def printed(card: GradeCard, questions: Collection[str | None]) -> tuple[tuple[str, str], ...]:
    """What the student's own code printed in these questions, where it printed anything visible."""
    found = ((line(name), clean(text)) for name, text in card.prints if name in questions)
    return tuple((name, text) for name, text in found if text.strip())


def _part(part: PartGrade, known: dict[str, Criterion], rubric: Rubric, describe: Describe) -> PartView:
    several = len(part.criteria) > 1
    views = sorted(
        (_criterion(grade, known.get(grade.address), rubric, describe, several) for grade in part.criteria),
        key=lambda view: _rank((view,)),
    )
    heads = line(part.id), line(part.title), points(part.points, "open"), points(part.possible)
    return PartView(*heads, part.extra, tuple(views))


def _rank(views: tuple[CriterionView, ...]) -> int:
    order = {"lost": 0, "part": 0, "ours": 1, "open": 1, "right": 2}
    return min((order[view.tone] for view in views), default=2)


def _criterion(
    grade: CriterionGrade, criterion: Criterion | None, rubric: Rubric, describe: Describe, several: bool
) -> CriterionView:
    verdict = _without_want(grade.verdict) if _hides(criterion, rubric) else grade.verdict
    name = (criterion.title if criterion else "") or grade.criterion
    tone = _tone(grade)
    heads = (
        *(f"c-{line(grade.address).replace('/', '-')}", line(name) if several else "", tone),
        *(verdict_words(grade, needs(criterion)), points(grade.points, "open"), points(grade.possible)),
        "" if grade.points is None else signed(grade.possible - grade.points),
    )
    notes = tuple(line(note) for note in verdict.notes)
    if tone == "right":
        return CriterionView(*heads, notes=notes)
    question = criterion.question if criterion else None
    case = clean(describe(question, verdict.case)) if question and verdict.case else ""
    texts = (case, clean(verdict.want), clean(verdict.got), line(verdict.hint))
    return CriterionView(*heads, clean(verdict.say), *texts, notes)


def _tone(grade: CriterionGrade) -> str:
    if grade.points is None:
        return "ours" if grade.verdict.kind is Kind.NOT_GRADED else "open"
    if grade.verdict.kind is Kind.RIGHT and grade.points >= grade.possible:
        return "right"
    if grade.points >= grade.possible > 0:  # an adjustment gave it all
        return "right"
    return "part" if grade.points > 0 else "lost"


def _hides(criterion: Criterion | None, rubric: Rubric) -> bool:
    own = None if criterion is None else criterion.show_want
    return not (rubric.show_want if own is None else own)


def _without_want(verdict: Verdict) -> Verdict:
    """The wanted value is gone, and so is every sentence that happens to quote it."""

    def told(text: str) -> str:
        return "" if verdict.want and _quotes(text, verdict.want) else text

    notes = tuple(note for note in verdict.notes if told(note))
    return replace(verdict, want="", say=told(verdict.say), hint=told(verdict.hint), notes=notes)


def _quotes(text: str, want: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(want.strip())}(?![\w])", text) is not None
