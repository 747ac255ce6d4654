"""From comparisons to verdicts: credit, named mistakes, and what builds on what. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

NONE, HALF, ALL = Fraction(0), Fraction(1, 2), Fraction(1)
SLIPS = {
    "column": "Return a vector of shape (n,) rather than a column: a column turns the next sum into a table.",
}

Finding = Comparison | NotRun | Verdict  # a Verdict that is already decided: by hand, or open


def judge(
    rubric: Rubric,
    findings: Mapping[str, Finding],
    wants: Wants,
    known: Mapping[str, Verdict] | None = None,
) -> dict[str, Verdict]:
    """A verdict for every criterion by its address; findings are by address, too.

    What is `known` stands as it is, and needs no finding.
    """
    known = known or {}
    own: dict[str, Verdict] = {}
    followed: dict[str, Verdict] = {}
    criteria: dict[str, Criterion] = {}
    for _, part, criterion in rubric.walk():
        place = address(part, criterion)
        criteria[place] = criterion
        if place in known:
            continue
        own[place] = judge_criterion(criterion, findings[place], wants)
        finding = findings[place]
        if isinstance(finding, Comparison) and (through := _followed(criterion, finding)):
            followed[place] = through
    return _with_needs(criteria, own, followed, known)


def judge_criterion(criterion: Criterion, finding: Finding, wants: Wants) -> Verdict:
    """The verdict of one criterion by itself, before what it builds on is looked at."""
    if isinstance(finding, Verdict):
        return finding
    if isinstance(finding, NotRun):
        return Verdict(Kind.NOT_GRADED, say=f"Not graded, which is not your fault: {finding.reason}.")
    if _first_failing(finding) is None:
        return _measured(Verdict(Kind.RIGHT, ALL, notes=_notes(finding)), criterion, finding)
    mistakes = wants.question(criterion.question or "").mistakes
    credit = _case_credit(criterion, finding, wants)
    mistake = max(
        (known for known in mistakes if known.name in finding.mistakes),
        key=lambda known: known.credit,
        default=None,
    )
    slip = _slip(finding)
    earned = max(credit, mistake.credit if mistake else NONE, HALF if slip else NONE)
    followed = _followed(criterion, finding) or _followed_entries(criterion, finding, wants, mistake)
    if followed is not None and followed.credit >= earned and followed.credit > credit:
        said = followed
    else:
        said = _words(finding, earned, mistake if mistake and mistake.credit >= earned else None, slip)
    return _measured(said, criterion, finding)


def _measured(said: Verdict, criterion: Criterion, finding: Comparison) -> Verdict:
    margin = _margin(criterion, finding)
    if margin is None:
        return said
    return replace(said, margin=margin, flags=(BORDERLINE,) if is_borderline(margin) else ())


def _followed(criterion: Criterion, comparison: Comparison) -> Verdict | None:
    """What is earned by an answer that follows from the student's own earlier one, and the words for it."""
    follow = comparison.follow
    failing = None if follow is None else _first_failing(comparison)
    if not follow or not follow.cases or not failing or follow.reading == criterion.question:
        return None
    if not all(case.match.equal for case in follow.cases):
        return None
    credit = criterion.follow_through
    if criterion.credit == "per_case":
        shares = [max(case.match.share, credit) for case in comparison.cases]
        credit = sum(shares, Fraction(0)) / len(shares)
    say = f"It follows from your own {follow.reading}, which is not right itself, and so earns a part."
    return _partly(comparison, failing, credit, say)


def _followed_entries(
    criterion: Criterion, comparison: Comparison, wants: Wants, mistake: Mistake | None
) -> Verdict | None:
    """The same inside of one answer: entries that are not right, but follow from others that are not."""
    follow = comparison.follow
    failing = None if follow is None else _first_failing(comparison)
    if not follow or not follow.cases or not failing or follow.reading != criterion.question:
        return None
    right, total = _right_keys(comparison.cases), _size(criterion, comparison, wants)
    entries = [key for key in _right_keys(follow.cases) if key not in right]
    if not entries:
        return None
    credit = (len(right) + len(entries) * criterion.follow_through) / Fraction(total)
    which = f"{', '.join(entries)} {'follows' if len(entries) == 1 else 'follow'}"
    say = f"{which} from your own other entries, and so {'earns' if len(entries) == 1 else 'earn'} a part."
    say = f"{f'A known slip: {mistake.name}.' if mistake else failing.match.say} {say}"
    return _partly(comparison, failing, credit, say, mistake.hint if mistake else "")


def _partly(
    comparison: Comparison, failing: CaseComparison, credit: Fraction, say: str, hint: str = ""
) -> Verdict:
    return Verdict(
        kind=Kind.PARTLY,
        credit=credit,
        say=say,
        case=failing.label,
        want=failing.match.want,
        got=failing.match.got,
        hint=hint,
        notes=_notes(comparison),
    )


def _case_credit(criterion: Criterion, comparison: Comparison, wants: Wants) -> Fraction:
    """What the cases earn by themselves: all or nothing, each its share, or the entries right on all."""
    kind = criterion.check.kind if criterion.check else ""
    if kind == "mapping":
        return _mapping_credit(criterion, comparison, wants)
    if kind == "graph":
        return min(case.match.share for case in comparison.cases)
    if criterion.credit == "per_case":
        return sum((case.match.share for case in comparison.cases), NONE) / len(comparison.cases)
    return ALL if all(case.match.equal for case in comparison.cases) else NONE


def _mapping_credit(criterion: Criterion, comparison: Comparison, wants: Wants) -> Fraction:
    return Fraction(len(_right_keys(comparison.cases)), _size(criterion, comparison, wants))


def _size(criterion: Criterion, comparison: Comparison, wants: Wants) -> int:
    """How many entries are wanted."""
    want = wants.question(criterion.question or "").want[comparison.cases[0].label]
    if criterion.key is not None and isinstance(want, Mapping):
        want = want[criterion.key]
    return max(len(want), 1) if isinstance(want, Mapping) else 1


def _right_keys(cases: Sequence[CaseComparison]) -> list[str]:
    """The entries that are right in every case."""
    return [key for key in cases[0].match.keys if all(key in case.match.keys for case in cases)]


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
    notes = _notes(comparison)
    failing = (None if slip else _first_unlike(comparison)) or _first_failing(comparison)
    if earned == 1 or failing is None:
        return Verdict(Kind.RIGHT, ALL, notes=notes)
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


def _notes(comparison: Comparison) -> tuple[str, ...]:
    notes = tuple(dict.fromkeys(note for case in comparison.cases for note in case.match.notes))
    return (f"Read by the convention “{comparison.reading}”.", *notes) if comparison.reading else notes


def _first_failing(comparison: Comparison) -> CaseComparison | None:
    return next((case for case in comparison.cases if not case.match.equal), None)


def _first_unlike(comparison: Comparison) -> CaseComparison | None:
    """The first that fails for more than its form: where forms do not decide, it is what cost the points."""
    return next((case for case in comparison.cases if not case.match.equal and not case.match.slip), None)


def _with_needs(
    criteria: Mapping[str, Criterion],
    own: Mapping[str, Verdict],
    followed: Mapping[str, Verdict],
    known: Mapping[str, Verdict],
) -> dict[str, Verdict]:
    """Lay over each verdict what it builds on; the loader has refused cycles."""
    final = dict(known)

    def settle(place: str) -> Verdict:
        if place not in final:
            needed = {need: settle(need) for need in criteria[place].needs}
            final[place] = _with_need(own[place], needed, followed.get(place))
        return final[place]

    return {place: settle(place) for place in criteria}


def _with_need(own: Verdict, needed: Mapping[str, Verdict], followed: Verdict | None) -> Verdict:
    """Needs keep out what may be a guess; what follows from one's own earlier answer is none."""
    if own.kind in (Kind.MISSING, Kind.NOT_ATTEMPTED) or own.kind.is_open:
        return own
    flags = tuple(flag for flag in own.flags if flag != BORDERLINE)
    for place, verdict in needed.items():
        if verdict.kind.is_open:
            return Verdict(verdict.kind, say=f"It builds on {place}, which is still open.", flags=flags)
    for place, verdict in needed.items():
        if verdict.credit < HALF:
            say = f"It counts together with {place}, which is not there yet."
            return followed or Verdict(Kind.SKIPPED, say=say, flags=flags)
    return own
