"""From comparisons to verdicts: credit, named mistakes, and what builds on what. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from grader.model.evidence import NotRun
from grader.model.verdict import (
    BORDERLINE,
    CaseComparison,
    Comparison,
    Kind,
    Verdict,
    is_borderline,
    nearest,
)
from grader.model.wants import Mistake, Wants
from grader.rubric.schema import Criterion, Rubric, address

HALF = Fraction(1, 2)
SLIPS = {
    "column": "Return a vector of shape (n,) rather than a column: a column turns the next sum into a table.",
}

Finding = Comparison | NotRun | Verdict  # a Verdict that is already decided: by hand, or open


def judge(rubric: Rubric, findings: Mapping[str, Finding], wants: Wants) -> dict[str, Verdict]:
    """A verdict for every criterion by its address; findings are by address, too."""
    own: dict[str, Verdict] = {}
    criteria: dict[str, Criterion] = {}
    for _, part, criterion in rubric.walk():
        place = address(part, criterion)
        criteria[place] = criterion
        own[place] = judge_criterion(criterion, findings[place], wants)
    return _with_needs(criteria, own)


def judge_criterion(criterion: Criterion, finding: Finding, wants: Wants) -> Verdict:
    """The verdict of one criterion by itself, before what it builds on is looked at."""
    if isinstance(finding, Verdict):
        return finding
    if isinstance(finding, NotRun):
        return Verdict(Kind.NOT_GRADED, say=f"Not graded, which is not your fault: {finding.reason}.")
    mistakes = wants.question(criterion.question or "").mistakes
    credit = _case_credit(criterion, finding, wants)
    mistake = max(
        (known for known in mistakes if known.name in finding.mistakes),
        key=lambda known: known.credit,
        default=None,
    )
    slip = _slip(finding)
    earned = max([credit, mistake.credit if mistake else Fraction(0), HALF if slip else Fraction(0)])
    said = _words(finding, earned, mistake if mistake and mistake.credit >= earned else None, slip)
    margin = _margin(criterion, finding)
    return replace(said, margin=margin, flags=(BORDERLINE,) if is_borderline(margin) else ())


def _case_credit(criterion: Criterion, comparison: Comparison, wants: Wants) -> Fraction:
    """What the cases earn by themselves: all or nothing, each its share, or the entries right on all."""
    shares = [case.match.share for case in comparison.cases]
    kind = criterion.check.kind if criterion.check else ""
    if kind == "mapping":
        return _mapping_credit(criterion, comparison, wants)
    if kind == "graph":
        return min(shares)
    if criterion.credit == "per_case":
        return sum(shares, Fraction(0)) / len(shares)
    return Fraction(int(all(case.match.equal for case in comparison.cases)))


def _mapping_credit(criterion: Criterion, comparison: Comparison, wants: Wants) -> Fraction:
    want = wants.question(criterion.question or "").want[comparison.cases[0].label]
    if criterion.key is not None and isinstance(want, Mapping):
        want = want[criterion.key]
    total = len(want) if isinstance(want, Mapping) else 1
    right = set(comparison.cases[0].match.keys)
    for case in comparison.cases[1:]:
        right &= set(case.match.keys)
    return Fraction(len(right), max(total, 1))


def _margin(criterion: Criterion, comparison: Comparison) -> float | None:
    """How far from the line what decides is: where each case counts the nearest, else the farthest."""
    margins = [case.match.margin for case in comparison.cases]
    known = [margin for margin in margins if margin is not None]
    if criterion.credit == "per_case" or (criterion.check and criterion.check.kind == "mapping"):
        return nearest(known)
    return max(known, default=None) if len(known) == len(margins) else None


def _slip(comparison: Comparison) -> str:
    """The slip of form that every case not equal has; nothing when they differ otherwise."""
    slips = {case.match.slip for case in comparison.cases if not case.match.equal}
    return slips.pop() if len(slips) == 1 else ""


def _words(comparison: Comparison, earned: Fraction, mistake: Mistake | None, slip: str) -> Verdict:
    notes = tuple(dict.fromkeys(note for case in comparison.cases for note in case.match.notes))
    if comparison.reading:
        notes = (f"Read by the convention “{comparison.reading}”.", *notes)
    failing = _first_failing(comparison)
    if earned == 1 or failing is None:
        return Verdict(Kind.RIGHT, Fraction(1), notes=notes)
    kind = failing.fault or Kind.WRONG
    hint = mistake.hint if mistake else SLIPS.get(slip, "")
    say = failing.match.say
    if mistake is not None:
        say = f"A known slip: {mistake.name}."
    return Verdict(
        kind=Kind.PARTLY if earned else kind,
        credit=earned,
        say=say,
        case=failing.label,
        want=failing.match.want,
        got=failing.match.got,
        hint=hint,
        notes=notes,
    )


def _first_failing(comparison: Comparison) -> CaseComparison | None:
    return next((case for case in comparison.cases if not case.match.equal), None)


def _with_needs(criteria: Mapping[str, Criterion], own: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """Lay over each verdict what it builds on; the loader has refused cycles."""
    final: dict[str, Verdict] = {}

    def settle(place: str) -> Verdict:
        if place not in final:
            needed = {need: settle(need) for need in criteria[place].needs}
            final[place] = _with_need(own[place], needed)
        return final[place]

    return {place: settle(place) for place in own}


def _with_need(own: Verdict, needed: Mapping[str, Verdict]) -> Verdict:
    if own.kind in (Kind.MISSING, Kind.NOT_ATTEMPTED) or own.kind.is_open:
        return own
    flags = tuple(flag for flag in own.flags if flag != BORDERLINE)
    for place, verdict in needed.items():
        if verdict.kind.is_open:
            return Verdict(verdict.kind, say=f"It builds on {place}, which is still open.", flags=flags)
    for place, verdict in needed.items():
        if verdict.credit < HALF:
            say = f"It counts together with {place}, which is not there yet."
            return Verdict(Kind.SKIPPED, say=say, flags=flags)
    return own
