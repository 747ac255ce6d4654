"""What a person should look at, and the command that shows it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model.grade import CriterionGrade, GradeCard
from grader.model.text import line
from grader.model.verdict import BORDERLINE, Kind

__all__ = ["Look", "Place", "command", "look_at", "status", "waiting"]

OURS = "not graded, our fault; run again, nothing was taken from the student"
BY_HAND = "waiting for marking"
UNSEEN = "waiting for a look"
ORDINARY = "lines for the notebook itself did nothing here"  # every second notebook has some
NEAR_LINE = "borderline: the error is within ten times of what is allowed"
NO_PAPER = "nothing to mark was found"


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


def look_at(cards: Sequence[GradeCard]) -> tuple[Look, ...]:
    """Our own failures first, then what surprises, then what simply waits for marking."""
    groups: dict[str, dict[Place, None]] = {OURS: {}, UNSEEN: {}}
    last: dict[str, dict[Place, None]] = {NO_PAPER: {}, BY_HAND: {}}
    for card in cards:
        for why, place in _of(card):
            target = last if why in last else groups
            target.setdefault(why, {})[place] = None
    for where, student in _nobody(cards).items():
        place = Place(student, where.partition("/")[0])
        groups.setdefault(f"nobody has {where} right", {})[place] = None
    looks = [Look(why, tuple(places)) for why, places in groups.items() if places]
    return (*_gathered(looks), *(Look(why, tuple(places)) for why, places in last.items() if places))


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
    if any(not grade.by_hand for grade in pending):
        return "needs a look"
    return "to mark" if pending else ""


def status(card: GradeCard) -> str:
    """final, or draft and why."""
    why = waiting(card)
    return f"draft: {why}" if why else "final"


def command(place: Place, out: Path) -> str:
    """The line to type; an id that a shell or a program could misread is quoted."""
    words = ["grader", "show"]
    if not _is_nearest(out):
        words += ["-o", str(out)]
    student = line(place.student)
    words += ["--"] if student.startswith("-") else []
    return shlex.join([*words, student, *([place.part] if place.part else [])])


def _of(card: GradeCard) -> Iterator[tuple[str, Place]]:
    for flag in card.flags:
        if flag not in ("not graded", BORDERLINE) and ORDINARY not in flag:  # its criteria say so themselves
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


def _why_open(grade: CriterionGrade) -> str:
    kind = grade.verdict.kind
    if kind is Kind.NOT_GRADED:
        return OURS
    if kind is Kind.PENDING:
        return BY_HAND if grade.by_hand else UNSEEN
    said = bool(grade.verdict.flags)  # whoever found nothing may have said so already
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
