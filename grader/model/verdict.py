"""Comparisons and verdicts: what the evidence means, before anybody speaks of points."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from grader.model.wanted import Wanted

BORDERLINE = "borderline"  # the flag of a verdict that a tolerance ten times as wide or narrow would change
NEAR = 10.0


class Kind(StrEnum):
    """The words of the sheet; see the design's table for which evidence gives which."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    CRASHED = "crashed"
    TOO_SLOW = "too_slow"
    TOO_BIG = "too_big"
    MISSING = "missing"
    NOT_ATTEMPTED = "not_attempted"
    SKIPPED = "skipped"
    PENDING = "pending"
    NOT_GRADED = "not_graded"

    @property
    def is_open(self) -> bool:
        """An open verdict has no points yet: blank, which is not zero."""
        return self in (Kind.PENDING, Kind.NOT_GRADED)


@dataclass(frozen=True, slots=True)
class Match:
    """One value held against another: `share` is 1 when equal, else what the check gives (graph, mapping).

    `say` is one kind sentence about the difference that gives away no wanted value;
    `want` and `got` are short texts for *Expected* and *Yours*; `margin` is distance over tolerance, of
    several entries that of the one nearest to the line.
    """

    equal: bool
    share: Fraction
    say: str = ""
    want: Wanted[str] = ""
    got: str = ""
    notes: tuple[str, ...] = ()
    margin: float | None = None
    keys: tuple[str, ...] = ()  # of a mapping: the entries that are right
    slip: str = (
        ""  # a known slip of form the check itself recognised ("column"): half credit when on every case
    )


@dataclass(frozen=True, slots=True)
class CaseComparison:
    """One case: its fault if it did not return (or what came back was no answer), else how it matches."""

    label: str
    fault: Kind | None
    match: Match


@dataclass(frozen=True, slots=True)
class Comparison:
    """One criterion's cases, smallest first; everything a verdict needs, without one array.

    `reading` is the convention the cases are held against ("" for the reference's own): the one that all
    follow, else the one that most follow. `mistakes` are the named mistakes that *every* case equals.
    `follow` holds the cases against what follows from the student's own answer to an earlier question, the
    one that is its `reading`; it is kept under a key of its own.
    """

    cases: tuple[CaseComparison, ...]
    reading: str = ""
    mistakes: tuple[str, ...] = ()
    follow: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one criterion came to: its kind, the share of its points, and the words for it.

    `case` is the label of the smallest failing case; `want` and `got` are its texts. `margin` is how far
    the numbers are from the wanted ones, over what is allowed: above 1 they differ.
    """

    kind: Kind
    credit: Fraction = Fraction(0)
    say: str = ""
    case: str = ""
    want: Wanted[str] = ""
    got: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    margin: float | None = None


def is_borderline(margin: float | None) -> bool:
    """Whether a tolerance ten times as wide, or a tenth of it, would have decided otherwise."""
    return margin is not None and 1 / NEAR < margin <= NEAR


def nearest(margins: Iterable[float]) -> float | None:
    """Of several margins, the one whose side of the line is least sure."""
    return min(margins, key=lambda margin: max(margin, 1 / margin if margin else float("inf")), default=None)
