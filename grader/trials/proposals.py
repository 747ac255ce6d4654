"""From distances to a tolerance: a hundred times what right methods need, a hundredth of any mistake."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.checks.base import Tolerance
from grader.checks.compare import Rule
from grader.checks.distance import FARTHEST
from grader.model.wants import QuestionWants, Results
from grader.trials.distances import Gap, allowed, distance

__all__ = ["WORDS", "Row", "propose"]

MARGIN = 100.0  # between right methods and the tolerance, and between the tolerance and any named mistake
LEAST_MARGIN = 10.0  # where a mistake comes nearer
LOOSEST = 1e-3  # of an answer: more than this is not rounding
USUAL = Tolerance(rel=1e-6, abs=1e-9)
SAME = Tolerance(rel=1e-9, abs=1e-12)  # nearer than this a mistake does not show in these cases
SMALL = 1e-6  # an answer this much smaller than the others is what is left of a difference

WORDS = {
    "nudged": "last digits changed",
    "layout": "another order in memory",
    "extended": "extended precision",
    "single": "single precision",
    "rows": "rows in another order",
    "threads": "two threads",
}

Status = Literal["good", "change", "unclear"]


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: the tolerance in force, what right methods need, what is proposed, and why."""

    address: str
    question: str
    now: Tolerance
    needed: Tolerance
    proposed: Tolerance | None  # None: no tolerance does it
    method: str  # the right method that differs most; "" when none differs
    case: str
    mistake: str  # the named mistake that comes nearest, and its distance over what the proposal allows
    near: float
    status: Status
    why: str


def propose(
    where: str, question: str, rule: Rule, wants: QuestionWants, found: Sequence[Gap], traps: Collection[str]
) -> Row:
    """The row of one criterion; `found` are the distances on the cases that right methods agree on."""
    now = allowed(rule)
    if traps and not found:
        why = "Right methods disagree on every case, so no tolerance is right: see the cases below."
        return Row(where, question, now, Tolerance(rel=0, abs=0), None, "", "", "", math.inf, "unclear", why)
    small = SMALL * max((gap.reach for gap in found), default=0.0)
    rest, left = [gap for gap in found if gap.reach > small], [gap for gap in found if gap.reach <= small]
    needed = Tolerance(rel=_most(gap.relative for gap in rest), abs=_most(gap.absolute for gap in left))
    worst = max(found, key=lambda gap: min(gap.relative, gap.absolute), default=None)
    proposed, why = _chosen(now, needed, min((gap.reach for gap in rest), default=math.inf), worst)
    near, name = _nearest_mistake(rule, wants, proposed)
    if near < MARGIN:
        lower = Tolerance(rel=_down(proposed.rel * near / MARGIN), abs=proposed.abs)
        if _nearest_mistake(rule, wants, lower)[0] < MARGIN:
            lower = Tolerance(rel=lower.rel, abs=_down(proposed.abs * near / MARGIN))
        if not _fits(lower, needed, LEAST_MARGIN):
            why = f"The mistake “{name}” is as near as right methods are to each other; choose other cases."
            return Row(where, question, now, needed, None, *_who(worst), name, near, "unclear", why)
        why = f"Too loose: the mistake “{name}” lies within a hundred times what is allowed."
        proposed, near = lower, _nearest_mistake(rule, wants, lower)[0]
    status: Status = "good" if proposed == now else "change"
    if status == "good":
        why = _good(now, needed, near)
    return Row(where, question, now, needed, proposed, *_who(worst), name, near, status, why)


def _chosen(now: Tolerance, needed: Tolerance, smallest: float, worst: Gap | None) -> tuple[Tolerance, str]:
    """What is in force where it will do, else the usual tolerance or what right methods need."""
    rel, abs_ = now.rel, now.abs
    why = ""
    if rel > LOOSEST:
        rel = max(_up(MARGIN * needed.rel), USUAL.rel)
        why = "Too loose: an answer off by more than a thousandth would pass."
    if abs_ > LOOSEST * smallest:
        abs_ = max(_up(MARGIN * needed.abs), min(USUAL.abs, _down(USUAL.rel * smallest)))
        why = f"Too loose: `abs` is more than a thousandth of the smallest answer, {smallest:.1g}."
    if not _fits(now, needed, MARGIN):
        rel = rel if rel >= MARGIN * needed.rel else max(_up(MARGIN * needed.rel), USUAL.rel)
        abs_ = abs_ if abs_ >= MARGIN * needed.abs else max(_up(MARGIN * needed.abs), USUAL.abs)
        method, case = _who(worst)
        other = WORDS.get(method, method)
        why = (
            f"Too tight: {other} is right as well, and on {case} it comes within a hundred times of the line."
        )
    return Tolerance(rel=rel, abs=abs_), why


def _good(now: Tolerance, needed: Tolerance, near: float) -> str:
    """In a sentence, how far the tolerance in force is from either side."""
    mistake = f", the nearest mistake {near:.0e} times more" if near < FARTHEST else ""
    pairs = ((now.rel, needed.rel), (now.abs, needed.abs))
    times = min((has / need for has, need in pairs if need), default=0.0)
    said = f"differ {times:.0e} times less" if times else "do not differ at all"
    return f"Good: right methods {said}{mistake}.".replace("e+0", "e").replace("e+", "e")


def _fits(tolerance: Tolerance, needed: Tolerance, margin: float) -> bool:
    return tolerance.rel >= margin * needed.rel and tolerance.abs >= margin * needed.abs


def _nearest_mistake(rule: Rule, wants: QuestionWants, tolerance: Tolerance) -> tuple[float, str]:
    """The named mistake that comes nearest to a right reading, over what this tolerance allows."""
    found = [
        (distance(rule, wants, reading, mistake.results, tolerance), mistake.name)
        for mistake in wants.mistakes
        for reading in _readings(wants)
        if distance(rule, wants, reading, mistake.results, SAME) > 1
    ]
    return min(found, default=(math.inf, ""))


def _readings(wants: QuestionWants) -> Iterator[Results]:
    yield wants.want
    yield from (convention.results for convention in wants.conventions)


def _who(gap: Gap | None) -> tuple[str, str]:
    return (gap.method, gap.case) if gap is not None and gap.absolute else ("", "")


def _most(values: Iterator[float]) -> float:
    return max(values, default=0.0)


def _up(value: float) -> float:
    """The power of ten at or above."""
    return float(f"1e{math.ceil(round(math.log10(value), 9))}") if value else 0.0


def _down(value: float) -> float:
    return float(f"1e{math.floor(round(math.log10(value), 9))}") if value else 0.0
