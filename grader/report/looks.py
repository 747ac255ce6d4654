"""What a person should look at, and the command that shows it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model.cleared import Looked
from grader.model.grade import LOST, CriterionGrade, GradeCard, PartGrade
from grader.model.papers import BREAKS, is_decided
from grader.model.text import line
from grader.model.verdict import BORDERLINE, Kind
from grader.rubric.lateness import NO_TIME

__all__ = [
    "Look",
    "Place",
    "answers",
    "command",
    "is_settled_by_looking",
    "look_at",
    "rows",
    "status",
    "waiting",
]

OURS = "not graded, our fault; run again, nothing was taken from the student"
BY_HAND = "waiting for marking"
UNSEEN = "waiting for a look"
STALE = "points given by hand wait to be confirmed or dropped"
ORDINARY = "lines for the notebook itself did nothing here"  # every second notebook has some
NEAR_LINE = "borderline: the error is within ten times of what is allowed"
NO_PAPER = "nothing to mark was found"
ZERO_PART = "no points for a part whose code is there but gave no answer"
ZERO_PROBLEM = "no points for a whole problem, though there is code for it"
ABSENT = ("There is ", "No code was handed in")  # how it is said that nothing of it was even begun
GAVE_NOTHING = (Kind.CRASHED, Kind.TOO_SLOW, Kind.TOO_BIG)


@dataclass(frozen=True, slots=True)
class Place:
    """One student, and the part it is about; "" for the whole submission."""

    student: str
    part: str


@dataclass(frozen=True, slots=True)
class Look:
    """One reason to look, with every place it holds for."""

    why: str
    places: tuple[Place, ...]

    @property
    def students(self) -> int:
        """How many students it touches."""
        return len({place.student for place in self.places})

    @property
    def first_per_student(self) -> tuple[Place, ...]:
        """One place a student: the command for that one, or for all of hers when there are several."""
        found: dict[str, set[str]] = {}
        for place in self.places:
            found.setdefault(place.student, set()).add(place.part)
        return tuple(
            Place(student, parts.pop() if len(parts) == 1 else "") for student, parts in found.items()
        )


def look_at(
    cards: Sequence[GradeCard], looked: Looked | None = None, *, each: bool = False
) -> tuple[Look, ...]:
    """Our own failures first, then what surprises, then what simply waits for marking.

    What was `looked` at already is left out; `each` remark is a row of its own, or a submission's are one.
    """
    groups: dict[str, dict[Place, None]] = {OURS: {}, UNSEEN: {}}
    last: dict[str, dict[Place, None]] = {why: {} for why in (ZERO_PROBLEM, ZERO_PART, NO_PAPER, BY_HAND)}
    for why, place in rows(cards):
        if looked is None or not looked.covers(place.student, place.part, why):
            target = last if why in last else groups
            target.setdefault(why, {})[place] = None
    looks = tuple(Look(why, tuple(places)) for why, places in groups.items() if places)
    waiting_longer = (Look(why, tuple(places)) for why, places in last.items() if places)
    return (*(looks if each else _gathered(looks)), *waiting_longer)


def rows(cards: Sequence[GradeCard]) -> Iterator[tuple[str, Place]]:
    """Every reason to look with the place it is about, whoever has looked before."""
    for card in cards:
        if card.place == "graded":
            yield from _of(card)
    for where, student in _nobody(cards).items():
        yield f"nobody has {where} right", Place(student, where.partition("/")[0])


def is_settled_by_looking(why: str) -> bool:
    """Whether a look is all that a row asks for: marking, and what we failed to grade, need more."""
    return why not in (OURS, BY_HAND) and not why.startswith((STALE, LOST[0]))


def _gathered(looks: Sequence[Look]) -> tuple[Look, ...]:
    """Several remarks on one submission alone become one; what touches more students comes before them."""
    shared: list[Look] = []
    alone: dict[Place, list[str]] = {}
    for look in looks:
        if look.why in (OURS, UNSEEN) or len(look.places) > 1 or look.places[0].part:
            shared.append(look)
        else:
            alone.setdefault(look.places[0], []).append(look.why)
    single = [
        Look(whys[0] if len(whys) == 1 else f"{whys[0]} (and {len(whys) - 1} more remarks)", (place,))
        for place, whys in alone.items()
    ]
    return (*shared, *single)


def waiting(card: GradeCard) -> str:
    """What a draft waits for, in a word; "" when it is final."""
    grades = [grade for part in card.parts for grade in part.criteria]
    if any(grade.verdict.kind is Kind.NOT_GRADED for grade in grades):
        return "our fault"
    pending = [grade for grade in grades if grade.verdict.kind is Kind.PENDING]
    if any(not grade.by_hand or grade.adjusted for grade in pending):
        return "needs a look"
    return "to mark" if pending else "points by hand" if card.lost else ""


def status(card: GradeCard) -> str:
    """final, draft and why, or missing or excused."""
    if card.place != "graded":
        return card.place
    why = waiting(card)
    return f"draft: {why}" if why else "final"


def command(place: Place, out: Path, *more: str, verb: str = "show") -> str:
    """The line to type; an id that a shell or a program could misread is quoted."""
    words = ["grader", verb]
    if not _is_nearest(out):
        words += ["-o", str(out)]
    words += more
    if not place.student:
        return shlex.join(words)
    student = line(place.student)
    words += ["--"] if student.startswith("-") else []
    return shlex.join([*words, student, *([place.part] if place.part else [])])


def answers(look: Look, out: Path) -> Iterator[str]:
    """The two answers to a written file that breaks the rule, for each student, as lines to type."""
    if look.why.startswith(BREAKS):
        for place in look.first_per_student:
            student = Place(place.student, "")
            yield command(student, out, "--written", "accept", verb="adjust")
            yield f'{command(student, out, "--written", "reject", verb="adjust")} --because "…"'


def _of(card: GradeCard) -> Iterator[tuple[str, Place]]:
    late = [card.late_words] if NO_TIME in card.late_words else []
    for flag in (*late, *card.flags):
        told = flag in ("not graded", BORDERLINE) or is_decided(flag)  # its criteria say so themselves
        if not told and ORDINARY not in flag:
            yield line(flag, 160), Place(card.student, "")
    for part in card.parts:
        for grade in part.criteria:
            place = Place(card.student, part.id)
            why = _why_open(grade)
            if why and not (why == UNSEEN and any(flag.startswith("needs a look") for flag in card.flags)):
                yield why, place
            for flag in grade.verdict.flags:
                if flag == BORDERLINE:
                    yield NEAR_LINE, place
                elif not any(flag in known for known in card.flags):
                    yield line(flag, 160), place
    yield from _zeros(card)


def _zeros(card: GradeCard) -> Iterator[tuple[str, Place]]:
    """Work that earned nothing though there is some: a whole problem, or a part that never got to answer.

    A part that answered and was wrong is no surprise; an error, a limit or a lost block may be one step away
    from right.
    """
    by_problem: dict[str, list[PartGrade]] = {}
    for part in card.parts:
        by_problem.setdefault(part.problem, []).append(part)
    for parts in by_problem.values():
        own = [part for part in parts if not part.extra]
        real = [part for part in own if any(map(_is_real, part.criteria))]
        if len(own) > 1 and real and all(part.points == 0 for part in own):
            yield ZERO_PROBLEM, Place(card.student, real[0].id)
            continue
        for part in parts:
            begun = [one for one in part.criteria if not one.verdict.say.startswith(ABSENT)]
            decided = [one for one in begun if one.verdict.kind is not Kind.SKIPPED]
            if part.points == 0 and decided and all(map(_gave_nothing, decided)):
                yield ZERO_PART, Place(card.student, part.id)


def _is_real(grade: CriterionGrade) -> bool:
    return grade.verdict.kind is Kind.WRONG or _gave_nothing(grade)


def _gave_nothing(grade: CriterionGrade) -> bool:
    kind, say = grade.verdict.kind, grade.verdict.say
    lost = kind is Kind.MISSING and not grade.by_hand and bool(say) and not say.startswith(ABSENT)
    return kind in GAVE_NOTHING or lost


def _why_open(grade: CriterionGrade) -> str:
    kind = grade.verdict.kind
    if grade.adjusted is not None and grade.adjusted.stale:
        return f"{STALE}: {grade.adjusted.stale}"
    if kind is Kind.NOT_GRADED:
        return OURS
    if kind is Kind.PENDING:
        return BY_HAND if grade.by_hand else UNSEEN
    said = (
        bool(grade.verdict.flags) or grade.adjusted is not None
    )  # whoever found nothing may have said so already
    return NO_PAPER if grade.by_hand and kind is Kind.MISSING and not said else ""


def _nobody(cards: Sequence[GradeCard]) -> dict[str, str]:
    """Criteria that several answered and nobody got, and the first of them: often a slip of the rubric."""
    answered: dict[str, list[tuple[str, Kind]]] = {}
    silent = (Kind.PENDING, Kind.NOT_GRADED, Kind.MISSING, Kind.NOT_ATTEMPTED, Kind.SKIPPED)
    for card in cards:
        for part in card.parts:
            for grade in part.criteria:
                if grade.verdict.kind not in silent:
                    answered.setdefault(grade.address, []).append((card.student, grade.verdict.kind))
    return {
        where: found[0][0]
        for where, found in answered.items()
        if len(found) >= 5 and all(kind is not Kind.RIGHT for _, kind in found)
    }


def _is_nearest(out: Path) -> bool:
    return out.name == "grades" and out.resolve().parent == Path.cwd()
