"""What stands on a student's page, decided before any HTML: safe text only, of a card as it may be told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.model.grade import CriterionGrade, GradeCard, PartGrade
from grader.model.text import clean, line
from grader.model.verdict import Kind
from grader.report.again import Again
from grader.report.chart import Chart
from grader.report.sums import criteria, needs, problems
from grader.report.words import points, signed, verdict_words
from grader.rubric.schema import Criterion, Rubric

__all__ = [
    "Beside",
    "CriterionView",
    "LostLine",
    "PartView",
    "ProblemView",
    "lost_lines",
    "printed",
    "problem_views",
]

Describe = Callable[[str, str], str]  # a question's case in words
RunAgain = Callable[[str, str], Again | None]
UNRUN = (Kind.MISSING, Kind.NOT_ATTEMPTED, Kind.SKIPPED, Kind.PENDING, Kind.NOT_GRADED)  # no case to show


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page shows beside the card: how a case reads and is run again, and pictures by question."""

    describe: Describe
    run_again: RunAgain = lambda question, label: None  # noqa: ARG005
    charts: dict[str, tuple[Chart, ...]] = field(default_factory=dict)


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
    again: Again | None = None


@dataclass(frozen=True, slots=True)
class PartView:
    """One part with its criteria, those with something to say first."""

    id: str
    title: str
    points: str
    possible: str
    lost: str
    extra: bool
    criteria: tuple[CriterionView, ...]
    charts: tuple[Chart, ...] = ()

    @property
    def compact(self) -> bool:
        """Every criterion has full points and nothing to add: one line will do."""
        plain = all(item.tone == "right" and not (item.notes or item.say) for item in self.criteria)
        return plain and self.alike

    @property
    def alike(self) -> bool:
        """All criteria came to the same verdict."""
        return len({item.words for item in self.criteria}) == 1


@dataclass(frozen=True, slots=True)
class LostLine:
    """One line of the page's summary: a criterion, or a part whose criteria all went the same way."""

    anchor: str
    part: str
    title: str
    tone: str
    words: str
    lost: str


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


def problem_views(card: GradeCard, rubric: Rubric, beside: Beside) -> tuple[ProblemView, ...]:
    """The page's problems in order; within each, what lost points comes before what is right."""
    known = criteria(rubric)
    views = []
    for total, problem in zip(problems(card, rubric), rubric.problems, strict=True):
        parts = [_part(part, known, beside) for part in card.parts if part.problem == problem.id]
        parts.sort(key=lambda part: _rank(part.criteria))
        questions = {criterion.question for part in problem.parts for criterion in part.criteria}
        prints = printed(card, questions)
        full = float(total.possible)
        share = 0.0 if total.points is None or not full else min(100.0, 100 * float(total.points) / full)
        heads = line(problem.id), line(problem.title), points(total.points, "open"), points(total.possible)
        views.append(ProblemView(*heads, round(share, 1), tuple(parts), prints))
    return tuple(views)


def lost_lines(views: Sequence[ProblemView]) -> Iterator[LostLine]:
    """Where points were lost, in the page's order; extra credit not earned is no loss."""
    for part in (part for problem in views for part in problem.parts if not part.extra):
        lost = [item for item in part.criteria if item.tone in ("lost", "part")]
        if lost and len(lost) == len(part.criteria) and part.alike:
            first = lost[0]
            yield LostLine(first.anchor, part.id, part.title, first.tone, first.words, part.lost)
            continue
        for item in lost:
            yield LostLine(item.anchor, part.id, item.title or part.title, item.tone, item.words, item.lost)


def printed(card: GradeCard, questions: Collection[str | None]) -> tuple[tuple[str, str], ...]:
    """What the student's own code printed in these questions, where it printed anything visible."""
    found = ((line(name), clean(text)) for name, text in card.prints if name in questions)
    return tuple((name, text) for name, text in found if text.strip())


def _part(part: PartGrade, known: dict[str, Criterion], beside: Beside) -> PartView:
    several = len(part.criteria) > 1
    views = sorted(
        (_criterion(grade, known.get(grade.address), beside, several) for grade in part.criteria),
        key=lambda view: _rank((view,)),
    )
    heads = line(part.id), line(part.title), points(part.points, "open"), points(part.possible)
    lost = sum((g.possible - g.points for g in part.criteria if g.points is not None), Fraction(0))
    asked = dict.fromkeys(known[g.address].question or "" for g in part.criteria if g.address in known)
    charts = tuple(chart for question in asked for chart in beside.charts.get(question, ()))
    return PartView(*heads, signed(lost), part.extra, tuple(views), charts)


def _rank(views: tuple[CriterionView, ...]) -> int:
    order = {"lost": 0, "part": 0, "ours": 1, "open": 1, "right": 2}
    return min((order[view.tone] for view in views), default=2)


def _criterion(
    grade: CriterionGrade, criterion: Criterion | None, beside: Beside, several: bool
) -> CriterionView:
    verdict = grade.verdict
    name = (criterion.title if criterion else "") or grade.criterion
    tone = _tone(grade)
    heads = (
        *(f"c-{line(grade.address).replace('/', '-')}", line(name) if several else "", tone),
        *(verdict_words(grade, needs(criterion)), points(grade.points, "open"), points(grade.possible)),
        "" if grade.points is None else signed(grade.possible - grade.points),
    )
    notes = tuple(line(note) for note in verdict.notes)
    if tone == "right" and grade.adjusted is not None:
        return CriterionView(*heads, clean(verdict.say), notes=notes)
    if tone == "right":
        return CriterionView(*heads, notes=notes)
    question = criterion.question if criterion else None
    ran = question and verdict.case and verdict.kind not in UNRUN
    case = clean(beside.describe(question, verdict.case)) if question and ran else ""
    again = beside.run_again(question, verdict.case) if question and ran else None
    texts = (case, clean(verdict.want), clean(verdict.got), line(verdict.hint))
    return CriterionView(*heads, clean(verdict.say), *texts, notes, again)


def _tone(grade: CriterionGrade) -> str:
    if grade.points is None:
        return "ours" if grade.verdict.kind is Kind.NOT_GRADED else "open"
    if grade.verdict.kind is Kind.RIGHT and grade.points >= grade.possible:
        return "right"
    if grade.points >= grade.possible > 0:  # an adjustment gave it all
        return "right"
    return "part" if grade.points > 0 else "lost"
