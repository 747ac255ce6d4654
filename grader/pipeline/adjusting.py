"""A person decides about a mark: added to the trail, laid over the verdict, and written at once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Literal

from grader.errors import GraderError
from grader.ledger.kept import moves
from grader.ledger.snapshots import packed
from grader.model.exhibit import Plot
from grader.model.grade import CriterionGrade, GradeCard, Moved
from grader.model.submission import Submission
from grader.model.trail import Decision, Head
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.gather import Gatherer
from grader.pipeline.looking import looked_at
from grader.pipeline.outputs import write_outputs
from grader.pipeline.plots import Plotter
from grader.pipeline.recall import chosen, criterion_of
from grader.pipeline.regraded import graded_of
from grader.pipeline.rejudge import NothingRuns, prepared
from grader.pipeline.standing import Standing, standing
from grader.pipeline.trail import files_behind, laid, last_words
from grader.report.words import points as words
from grader.rubric.points import exact
from grader.rubric.schema import address

log = logging.getLogger("grader")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person typed; `points` is "" where an earlier decision is confirmed or dropped."""

    student: str
    place: str
    action: Literal["adjust", "confirm", "drop"]
    points: str
    because: str
    by: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The line that was added, what the criterion had before and has now, who moved, and the trail's end."""

    decision: Decision
    before: Fraction | None
    after: Fraction | None
    moves: tuple[Moved, ...]
    head: Head


def decide(out: Path | None, wish: Wish) -> Decided:
    """Add a decision and write the sheet, the report and the student's page. Raises GraderError."""
    with standing(out) as stand:
        expect_same_criteria(stand)
        card = chosen(stand.cards, wish.student, stand.folder)
        submission = next(one.submission for one in stand.handed if one.submission.id == card.student)
        words = last_words(stand.ledger.trail.decisions()).get(card.student, {})
        lost = _lost(card, wish)
        if lost:
            before, decision = None, _on_nothing(wish, card.student, words[lost], submission.digest)
        else:
            grade = criterion_of(card, wish.place)
            files = files_behind(submission, grade)
            decision = _decision(wish, card.student, grade, words.get(grade.address), files)
            before = grade.points
        plots = plots_of(stand, submission)
        stand.ledger.trail.add([decision])
        after = rewritten(stand, {card.student: plots})
        now = next(one for one in after.cards if one.student == card.student)
        head = stand.ledger.trail.head()
        log.info("one decision by hand, trail %s", head)
        points = None if lost else criterion_of(now, decision.place).points
        return Decided(decision, before, points, moves_between(stand, after), head)


def _lost(card: GradeCard, wish: Wish) -> str:
    """The address that is meant, where the rubric no longer has it and points by hand stand there."""
    there = {one.id for one in card.parts}
    meant = [place for place in card.lost if wish.place in (place, place.partition("/")[0])]
    meant = [place for place in meant if wish.place == place or wish.place not in there]
    return meant[0] if len(meant) == 1 else ""


def _on_nothing(wish: Wish, student: str, last: Decision, files: str) -> Decision:
    if wish.action != "drop":
        raise GraderError(
            f"The rubric no longer has {last.place}; what was given there by hand can only be dropped: "
            f"grader adjust {student} {last.place} --drop"
        )
    at = datetime.now(UTC).isoformat(timespec="seconds")
    facts = last.possible, last.judged, files
    return Decision(student, last.place, "drop", None, *facts, because=wish.because, by=wish.by, at=at)


def expect_same_criteria(stand: Standing) -> None:
    """A sheet of other criteria than its rubric's cannot be written: its marks would stand nowhere."""
    basis = stand.ledger.basis(stand.record)
    today = {address(part, criterion) for _, part, criterion in stand.source.rubric.walk()}
    if basis is not None and set(basis.criteria) != today:
        raise GraderError(
            "The rubric has other criteria than these marks were made by; type `grader regrade` first."
        )


def rewritten(stand: Standing, plots: dict[str, tuple[Plot, ...]]) -> Standing:
    """The sheet with all decisions laid over it anew, and the pages of these students written."""
    submissions = [one.submission for one in stand.handed]
    cards = laid(stand.cards, stand.ledger.trail.decisions(), submissions)
    stand.ledger.record_run(stand.record, cards, stand.handed)
    after = replace(stand, cards=cards, looked=looked_at(stand.ledger.cleared(), cards, submissions))
    write_outputs(graded_of(after, plots), stand.folder, only=plots)
    return after


def moves_between(before: Standing, after: Standing) -> tuple[Moved, ...]:
    """Whose points are others on the second sheet."""
    pairs = zip(before.cards, after.cards, strict=True)
    return tuple(one for old, new in pairs if old != new for one in moves(packed(old), packed(new)))


def _decision(wish: Wish, student: str, grade: CriterionGrade, last: Decision | None, files: str) -> Decision:
    place, points = grade.address, None
    if wish.action == "adjust":
        points = _points(wish.points, grade)
    elif last is None or last.points is None:
        raise GraderError(f"Nobody has given points by hand to {student} in {place}.")
    elif wish.action == "confirm":
        points = _confirmed(student, grade, last)
    return Decision(
        *(student, place, wish.action, points, grade.possible, grade.judged_points, files),
        because=wish.because or (last.because if last and wish.action == "confirm" else ""),
        by=wish.by,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        level=last.level if last and wish.action == "confirm" else "",
    )


def _points(typed: str, grade: CriterionGrade) -> Fraction:
    try:
        points = exact(typed)
    except ValueError:
        points = None
    if not isinstance(points, Fraction):
        raise GraderError(f"{typed} is no number of points; write them as 0.5 or 1/3.")
    if not 0 <= points <= grade.possible:
        raise GraderError(f"{grade.address} is worth {words(grade.possible)}; {typed} points are too many.")
    if grade.points == points:
        raise GraderError(f"{grade.address} has {words(points)} of {words(grade.possible)} already.")
    return points


def _confirmed(student: str, grade: CriterionGrade, last: Decision) -> Fraction:
    if grade.adjusted is None or not grade.adjusted.stale or last.points is None:
        raise GraderError(f"The points given by hand to {student} in {grade.address} count already.")
    if last.points > grade.possible:
        raise GraderError(
            f"{grade.address} is worth {words(grade.possible)} now, less than the {words(last.points)} given "
            "by hand; give the points anew, or --drop them."
        )
    return last.points


def plots_of(stand: Standing, submission: Submission) -> tuple[Plot, ...]:
    """A student's pictures as they are kept."""
    if not stand.built.exhibits:
        return ()
    source = stand.source
    with prepared(stand) as homework:
        built, nowhere = homework.built, NothingRuns.standing(stand.record, source)
        with Oracle(source.reference, built.every_call, source.rubric.seed, homework.interpreter) as oracle:
            asking = Asking(oracle)
            held, _ = Gatherer(homework, stand.ledger, nowhere, asking).gather(submission)
            return Plotter(homework, stand.ledger, nowhere, oracle, asking.turn).plots(submission, held)
