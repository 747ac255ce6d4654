"""Several attempts of one student: the latest counts, or where the rubric says so, the best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.ledger.handed import Handed
from grader.model.exhibit import Plot
from grader.model.fate import Fate
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.pipeline.receipts import with_receipts
from grader.pipeline.roll import Roll
from grader.rubric.lateness import late
from grader.rubric.load import LoadedRubric
from grader.rubric.schema import Rubric

__all__ = ["Counted", "chosen", "every_attempt", "undecided"]

BEST = "the best of "
UNDECIDED = "Which of several attempts is the best"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a run goes on with once each student has one attempt."""

    roll: Roll
    cards: tuple[GradeCard, ...]
    plots: Mapping[str, tuple[Plot, ...]]
    handed: tuple[Handed, ...]


def every_attempt(roll: Roll, rubric: Rubric) -> tuple[Submission, ...]:
    """What is graded: everybody's latest attempt, and all of them where the best counts."""
    if rubric.submission.attempts != "best":
        return roll.submissions
    here = {one.id for one in roll.submissions}
    # whoever was forgotten or dropped is not there any more
    return (*roll.submissions, *(replace(one, id=_called(one)) for one in roll.earlier if one.id in here))


def chosen(
    roll: Roll,
    cards: Sequence[GradeCard],
    plots: Mapping[str, tuple[Plot, ...]],
    handed: Sequence[Handed],
    source: LoadedRubric,
) -> Counted:
    """The attempt with the highest total for each student, lateness counted; the latest while one is open."""
    temporary = {_called(one): one.id for one in roll.earlier}
    graded = {
        one.submission.id: (one, _priced(card, one, temporary, source))
        for one, card in zip(handed, cards, strict=True)
    }
    if source.rubric.submission.attempts != "best" or not temporary.keys() & graded.keys():
        return Counted(roll, tuple(cards), plots, tuple(handed))
    attempts: dict[str, list[str]] = {}
    for name in graded:
        attempts.setdefault(temporary.get(name, name), []).append(name)
    kept, pictures, moved = list[tuple[Handed, GradeCard]](), dict[str, tuple[Plot, ...]](), dict[str, str]()
    for student, names in attempts.items():
        names.sort(key=lambda name: graded[name][0].submission.attempt.number)
        won = _winner(names, graded)
        kept.append(_as(student, graded[won], names, graded, source.rubric))
        if won in plots:
            pictures[student] = plots[won]
        if won != student:
            moved[student] = f"attempt {graded[won][0].submission.attempt.number}"
    submissions = tuple(one.submission for one, _ in kept)
    collected = replace(roll.collected, submissions=submissions)
    return Counted(
        replace(roll, collected=collected, fates=_swapped(roll.fates, moved)),
        tuple(card for _, card in kept),
        pictures,
        tuple(one for one, _ in kept),
    )


def _priced(card: GradeCard, one: Handed, temporary: Mapping[str, str], source: LoadedRubric) -> GradeCard:
    """The card with what lateness costs this attempt."""
    student = temporary.get(one.submission.id, one.submission.id)
    return replace(card, late=late(source.rubric, source.exceptions.of(student), one.submission.attempt))


def undecided(submissions: Iterable[Submission], rubric: Rubric) -> dict[str, tuple[str, ...]]:
    """Students of whose attempts only one is kept: another might be the best now, which a run finds out."""
    if rubric.submission.attempts != "best":
        return {}
    students = tuple(one.id for one in submissions if any(flag.startswith(BEST) for flag in one.flags))
    return {UNDECIDED: students} if students else {}


def _called(one: Submission) -> str:
    """An attempt that does not count yet, by a name that nobody has: ids hold no control characters."""
    return f"{one.id}\x1fattempt {one.attempt.number}"


def _winner(names: Sequence[str], graded: Mapping[str, tuple[Handed, GradeCard]]) -> str:
    totals = [graded[name][1].total for name in names]
    if len(names) == 1 or any(total is None for total in totals):
        return names[-1]
    best = max(total for total in totals if total is not None)
    return next(name for name, total in zip(reversed(names), reversed(totals), strict=True) if total == best)


def _as(
    student: str,
    won: tuple[Handed, GradeCard],
    names: Sequence[str],
    graded: Mapping[str, tuple[Handed, GradeCard]],
    rubric: Rubric,
) -> tuple[Handed, GradeCard]:
    """The attempt that counts, under the student's own name, with what the others came to."""
    one, card = won
    if len(names) == 1:
        return one, card
    said = _said(one.submission, [graded[name] for name in names])
    latest = graded[names[-1]][0].submission
    submission = replace(
        one.submission, id=student, flags=(*one.submission.flags, said), together=latest.together
    )
    card = replace(card, student=student, flags=(*card.flags, said))
    (card,) = with_receipts((card,), {student: submission.digest}, rubric)
    return replace(one, submission=submission), card


def _said(counts: Submission, attempts: Sequence[tuple[Handed, GradeCard]]) -> str:
    number = counts.attempt.number
    others = [
        f"attempt {one.submission.attempt.number} "
        + ("is open" if card.total is None else f"came to {card.total}")
        for one, card in attempts
        if one.submission.attempt.number != number
    ]
    is_open = any(card.total is None for _, card in attempts)
    why = ", the latest, while one is open" if is_open else ""
    return f"{BEST}{len(attempts)} attempts counts: attempt {number}{why}; {', '.join(others)}"


def _swapped(files: Sequence[Fate], moved: Mapping[str, str]) -> tuple[Fate, ...]:
    """The files' fates where an earlier attempt counts instead of the last."""
    swapped = []
    for file in files:
        number = moved.get(file.student.partition(", ")[0])
        if number is None or file.fate in ("passed", "lacking"):
            swapped.append(file)
        elif file.why.startswith(f"of {number};"):
            swapped.append(replace(file, fate="used", why=""))
        else:
            swapped.append(replace(file, fate="duplicate", why=file.why or f"{number} counts"))
    return tuple(swapped)
