"""Grades: points per criterion, part and student. Exact until a part is rounded, once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from grader.model.verdict import Kind, Verdict

Place = Literal["graded", "missing", "excused"]
LOST = "points given by hand on ", ", which the rubric no longer has"  # a flag, about the place between


def lost_places(flags: Iterable[str]) -> tuple[str, ...]:
    """The addresses with points by hand that stand nowhere in the rubric, which these flags tell of."""
    before, after = LOST
    told = [flag for flag in flags if flag.startswith(before) and flag.endswith(after)]
    return tuple(flag.removeprefix(before).removesuffix(after) for flag in told)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Points that a person gave, and the verdict they lie over.

    `stale` says why they count no more until somebody confirms or drops them; "" while they count.
    """

    points: Fraction
    verdict: Verdict
    because: str
    by: str
    at: str
    level: str = ""
    stale: str = ""


@dataclass(frozen=True, slots=True)
class CriterionGrade:
    """One criterion: `points` is None while its verdict is open, or an adjustment of it is."""

    part: str
    criterion: str
    title: str
    points: Fraction | None
    possible: Fraction
    verdict: Verdict
    by_hand: bool = False
    adjusted: Adjusted | None = None

    @property
    def judged(self) -> Verdict:
        """What it came to by itself, before anybody adjusted it."""
        return self.verdict if self.adjusted is None else self.adjusted.verdict

    @property
    def judged_points(self) -> Fraction | None:
        """What it earns by itself; None while that is open."""
        return None if self.judged.kind.is_open else self.judged.credit * self.possible

    @property
    def address(self) -> str:
        """How the instructor names it: 3.4/solution."""
        return f"{self.part}/{self.criterion}"


@dataclass(frozen=True, slots=True)
class PartGrade:
    """One part: its published points, rounded half up to 0.01, None while any criterion is open."""

    id: str
    title: str
    problem: str
    points: Decimal | None
    possible: Fraction
    extra: bool
    criteria: tuple[CriterionGrade, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """What handing in late costs: a share of the points earned, and the sentence that explains it."""

    share: Fraction  # of the points earned, from 0 to 1
    say: str  # how late by whose word, and which rule


@dataclass(frozen=True, slots=True)
class GradeCard:
    """One student's row: the total is the sum of the published parts, extra credit included."""

    student: str
    name: str
    email: str
    parts: tuple[PartGrade, ...]
    possible: Fraction  # without extra parts
    flags: tuple[str, ...] = ()
    prints: tuple[tuple[str, str], ...] = ()  # (question, what the student's own code printed)
    remarks: tuple[str, ...] = ()  # what was done to make the files run, for the student, too
    receipt: str = ""  # the short code that names this card
    place: Place = "graded"  # in the class: whoever is missing or excused has no parts and no total
    late: Late | None = None

    @property
    def open(self) -> tuple[str, ...]:
        """Addresses still waiting for a person or for us."""
        if self.place != "graded":
            return ()
        waiting = [c.address for part in self.parts for c in part.criteria if c.points is None]
        return (*waiting, *self.lost)

    @property
    def lost(self) -> tuple[str, ...]:
        """Where points were given by hand on what the rubric no longer has."""
        return lost_places(self.flags)

    @property
    def status(self) -> str:
        """`final`, or `draft:` with what is open; of whoever has no work there, `missing` or `excused`."""
        if self.place != "graded":
            return self.place
        return f"draft: {' '.join(self.open)}" if self.open else "final"

    @property
    def extra_credit(self) -> Decimal | None:
        """The sum of the extra parts; None while one of them is open."""
        return _sum([part.points for part in self.parts if part.extra]) if self._counts else None

    @property
    def total(self) -> Decimal | None:
        """The sum of all part columns less the penalty; None while one of them is open."""
        earned = self.earned
        return earned if earned is None or self.late is None else earned - penalty_of(earned, self.late.share)

    @property
    def earned(self) -> Decimal | None:
        """The sum of all part columns, extra credit too, before anything is taken for handing in late.

        None while one of them is open, or points by hand stand nowhere.
        """
        return _sum([part.points for part in self.parts]) if self._counts and not self.lost else None

    @property
    def penalty(self) -> Decimal | None:
        """What handing in late costs; None while that is open."""
        if self.earned is None:
            return None
        return Decimal(0) if self.late is None else penalty_of(self.earned, self.late.share)

    @property
    def late_words(self) -> str:
        """Why points go for handing in late, and how many where they are known; "" for nobody's."""
        if self.late is None or self.place != "graded":
            return ""
        known = f" ({self.penalty} points)" if self.late.share and self.penalty is not None else ""
        return f"{self.late.say}{known}"

    @property
    def _counts(self) -> bool:
        return self.place == "graded" or bool(self.parts)


def penalty_of(earned: Decimal, share: Fraction) -> Decimal:
    """A share of what was earned, rounded half up to the cent, once."""
    cents = Fraction(earned) * share * 100
    return Decimal((2 * cents.numerator + cents.denominator) // (2 * cents.denominator)).scaleb(-2)


@dataclass(frozen=True, slots=True)
class Moved:
    """One part of one student whose points changed; None is open."""

    student: str
    part: str
    before: Decimal | None
    after: Decimal | None
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """One criterion of one student that is another now: its points, its verdict, or only the words for it.

    None is open, or not there; without a verdict the criterion itself was not there, or is no more.
    """

    student: str
    place: str
    before: Fraction | None
    after: Fraction | None
    was: Kind | None
    now: Kind | None
    by_hand: str = ""  # what a person's decision has to do with it

    @property
    def moves(self) -> bool:
        """Whether the points are others."""
        return self.before != self.after


def _sum(points: list[Decimal | None]) -> Decimal | None:
    if any(value is None for value in points):
        return None
    return sum((value for value in points if value is not None), Decimal(0))
