"""The grounds of a mark on the terminal: rule, history, what it was made with, and how to change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.model.behind import Anew, Backing, Behind, Ran
from grader.model.grade import CriterionGrade, GradeCard
from grader.model.text import line
from grader.model.trail import Past
from grader.model.verdict import Verdict
from grader.report.decisions import decision_words
from grader.report.looks import Place, command
from grader.report.rule import rule
from grader.report.terminal import isolation_words
from grader.report.todo import moment
from grader.report.words import WORDS, points
from grader.rubric.schema import Criterion, Rubric

__all__ = ["after", "before", "by_itself", "change", "history", "print_anew", "print_foot"]

CASES = 6
ISOLATED = {
    "full": "shut off from this machine and from other programs",
    "mid": "shut off from this machine",
    "no-open": "shut off from this machine's files and network",
    "floor": "not shut off: limited in time and memory",
}
HOW = {
    "shared": "with the other questions",
    "alone": "alone",
    "repeat": "alone, once more with twice the time",
}


def before(criterion: Criterion | None, rubric: Rubric, behind: Behind) -> list[tuple[str, str]]:
    """What stands above Expected and Yours: rule, cases, inputs."""
    rows = list(rule(criterion, rubric)) if criterion else []
    if len(behind.cases) > 1:
        more = f" and {len(behind.cases) - CASES} more" if len(behind.cases) > CASES else ""
        rows.append(("Cases", f"{len(behind.cases)}: {', '.join(map(line, behind.cases[:CASES]))}{more}"))
    if behind.case:
        rows.append(("Inputs", f"{behind.case}: {behind.inputs or 'none'}"))
    return [*rows, ("Expected", behind.want), ("Yours", behind.got)]


def after(grade: CriterionGrade, behind: Behind) -> list[tuple[str, str]]:
    """What stands below: how it ran, and how the mark stood before."""
    rows = [("Ran", _ran(behind.ran))] if behind.ran else []
    if grade.adjusted is not None:
        rows.insert(0, ("By itself", by_itself(grade)))
    return [*rows, *(("" if at else "History", words) for at, words in enumerate(history(behind)))]


def print_anew(console: Console, results: Sequence[Anew]) -> None:
    """What came of running it again."""
    console.print(Text("\nRun anew just now, alone", "bold"))
    for one in results:
        text = Text(f"  {one.place}  {_verdict(one.now)}: ")
        if one.holds:
            text.append("it still holds.", "green")
        else:
            text.append(f"it does not hold; it was {_verdict(one.before)}.", "red")
        console.print(text)
        if not one.holds and one.now.say:
            console.print(Text(f"    {line(one.now.say, 300)}"))


def print_foot(console: Console, card: GradeCard, part: str, backing: Backing, out: Path) -> None:
    """What all of it was made with, and the line that changes a mark."""
    console.print()
    made = [f"{name} {version}" for name, version in backing.versions]
    if made:
        console.print(Text(f"Made with {', '.join(made)}; reference {backing.reference}.", "dim"))
    console.print(Text(isolation_words(backing.isolation), "dim"))
    if backing.finished:
        ends = f"decisions by hand end at {backing.head}"
        console.print(Text(f"Graded {moment(backing.finished)}; {ends}.", "dim"))
    for text in change(card, part, out):
        console.print(Text(text), soft_wrap=True)


def by_itself(grade: CriterionGrade) -> str:
    """What the criterion came to before anybody gave it points."""
    own = grade.judged
    earned = (
        f"{WORDS.get(own.kind, 'open')}, {points(grade.judged_points, 'open')} of {points(grade.possible)}"
    )
    return f"{earned}: {own.say}" if own.say else earned


def change(card: GradeCard, part: str, out: Path) -> tuple[str, ...]:
    """The lines to type: confirming or dropping what waits, else giving a criterion its points."""
    if card.lost and not part:
        places = (Place(card.student, place) for place in card.lost)
        return tuple(f"{command(place, out, verb='adjust')} --drop" for place in places)
    grades = [
        grade
        for one in card.parts
        for grade in one.criteria
        if not part or part in (grade.part, grade.address)
    ]
    if not grades:
        return ()
    waiting = [grade for grade in grades if grade.adjusted and grade.adjusted.stale]
    lost = [grade for grade in grades if grade.points is None or grade.points < grade.possible]
    grade = (waiting or lost or grades)[0]
    place = Place(card.student, grade.address)
    line_to_type = command(place, out, verb="adjust")
    if waiting:
        return f"{line_to_type} --confirm", f"{line_to_type} --drop"
    given = points(grade.possible) if lost else "POINTS"  # nothing is lost: whoever takes some says how many
    return (f'{line_to_type} {given} --because "…"',)


def history(behind: Behind) -> tuple[str, ...]:
    """How the mark stood before and who decided what, oldest first."""
    return tuple(words for _, words in sorted(_history(behind), key=lambda one: one[0]))


def _history(behind: Behind) -> Iterator[tuple[str, str]]:
    last: Past | None = None
    for one in behind.past:
        earned = f"{points(one.points, 'open')} of {points(one.possible)}"
        yield one.at, f"{moment(one.at)}  {one.kind.replace('_', ' ')}, {earned}{_why(last, one)}"
        last = one
    for decision in behind.decisions:
        yield decision.at, f"{moment(decision.at)}  {decision_words(decision, when=False)}"
    for row in behind.looked:
        yield row.at, f"{moment(row.at)}  looked at by {line(row.by, 80)}: {line(row.why, 160)}"


def _why(last: Past | None, one: Past) -> str:
    """What was another thing than the time before."""
    if last is None:
        return ""
    facts = [("other files", last.files != one.files), ("another reference", last.reference != one.reference)]
    changed = [name for name, differs in facts if differs]
    return f" ({', '.join(changed) or 'another rubric, or run again'})"


def _ran(ran: Ran) -> str:
    how = HOW.get(ran.how, ran.how)
    return f"{how}, {ran.seconds:.2g} s, {ran.megabytes:.0f} MB, {ISOLATED.get(ran.isolation, ran.isolation)}"


def _verdict(verdict: Verdict) -> str:
    share = f", {points(verdict.credit)} of its points" if 0 < verdict.credit < 1 else ""
    return f"{WORDS.get(verdict.kind, verdict.kind.value)}{share}"
