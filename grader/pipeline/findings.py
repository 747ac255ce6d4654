"""Evidence against wants for every criterion of a submission, remembered by key."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.checks.compare import Ask, compare
from grader.errors import OracleError
from grader.judge import Finding
from grader.ledger import codec
from grader.ledger.memo import Ledger, Row
from grader.model.evidence import Evidence, Missing, NotRun
from grader.model.submission import Submission
from grader.model.verdict import Comparison, Kind, Verdict
from grader.pipeline.homework import Homework
from grader.pipeline.keys import comparison_key
from grader.rubric.schema import address

log = logging.getLogger("grader")

NEEDS_A_LOOK = "needs a look"
LOOKED_AT = "An instructor has looked at it."


@dataclass(frozen=True, slots=True)
class Held:
    """Evidence with the bytes it is kept as."""

    evidence: Evidence
    packed: bytes
    compared: Mapping[str, Finding] = field(default_factory=dict)  # by address, where it was compared already


@dataclass(frozen=True, slots=True)
class Found:
    """Findings by criterion address, the keys they are kept under, and what is new to keep."""

    findings: dict[str, Finding]
    keys: list[str]
    new: list[Row]


def find(
    homework: Homework,
    ledger: Ledger,
    ask: Ask,
    submission: Submission,
    held: Mapping[str, Held | NotRun],
    settled: bool = False,
) -> Found:
    """Every criterion's finding: compared now or before, decided already, or open.

    `settled` says that an instructor has looked at what would be open, and leaves it as it stands.
    """
    decided = _decided(homework, submission, held, settled)
    keys = {
        place: comparison_key(
            one.packed, homework.rules[place], homework.built.wants.question(question).digest
        )
        for place, question in homework.by_code
        if place not in decided and isinstance(one := held[question], Held)
    }
    known = ledger.comparisons(keys.values())
    findings: dict[str, Finding] = dict(decided)
    new: list[Row] = []
    for place, question in homework.by_code:
        one = held[question]
        if place in findings:
            continue
        if isinstance(one, NotRun):
            findings[place] = one
            continue
        finding: Finding | None = known.get(keys[place])
        if finding is None:
            finding = one.compared.get(place) or _compare(homework, place, one.evidence, ask)
            if isinstance(finding, Comparison):
                new.append(("comparison", keys[place], codec.pack_comparison(finding)))
            elif settled:
                finding = Verdict(Kind.WRONG, say="It could not be checked by itself.", notes=(LOOKED_AT,))
        findings[place] = finding
    words = [f"{place} {verdict}" for place, verdict in sorted(decided.items())]
    return Found(findings, [*keys.values(), *words, *(["settled"] if settled else [])], new)


def outlook(homework: Homework, evidence: Evidence, ask: Ask) -> dict[str, Finding]:
    """How one question's evidence compares, by the address of every criterion that looks at it."""
    return {
        place: _compare(homework, place, evidence, ask)
        for place, question in homework.by_code
        if question == evidence.question
    }


def is_right(compared: Mapping[str, Finding]) -> bool:
    """Whether every criterion is satisfied by every case."""
    return all(
        isinstance(one, Comparison) and all(case.match.equal for case in one.cases)
        for one in compared.values()
    )


def nothing_found(homework: Homework, submission: Submission, held: Mapping[str, Held | NotRun]) -> bool:
    """Code was handed in, and none of the names that are asked stands anywhere in it."""
    if not submission.code:
        return False
    asked = {name for call in homework.built.calls.questions for name in (call.name, *call.aliases)}
    lost = {name for file in submission.code for name, _ in file.lost}
    untouched = frozenset[str]().union(*(file.untouched for file in submission.code))
    if asked & (submission.defines | lost | untouched):
        return False
    return all(
        isinstance(one, Held) and all(isinstance(o, Missing) for o in one.evidence.outcomes.values())
        for one in held.values()
    )


def _compare(homework: Homework, place: str, evidence: Evidence, ask: Ask) -> Finding:
    """An answer on which a property of the reference itself fails is for a person to look at."""
    rule, wants = homework.rules[place], homework.built.wants.question(evidence.question)
    try:
        return compare(rule, evidence, wants, ask)
    except OracleError as error:
        log.warning("%s: %s", place, error)
        return Verdict(Kind.PENDING, say="It could not be checked by itself.", flags=(NEEDS_A_LOOK,))


def _decided(
    homework: Homework, submission: Submission, held: Mapping[str, Held | NotRun], settled: bool
) -> dict[str, Finding]:
    """What needs no comparing: work that waits for a person, and code in which nothing was recognised."""
    decided: dict[str, Finding] = {}
    lost = nothing_found(homework, submission, held)
    for _, part, criterion in homework.rubric.walk():
        if criterion.by_hand is not None:
            decided[address(part, criterion)] = (
                Verdict(Kind.PENDING, say="Waiting for marking.")
                if submission.written
                else Verdict(Kind.MISSING, say="No written work was handed in.", flags=("no written work",))
            )
        elif lost:
            say = "There is code, but none of the names that were asked for."
            decided[address(part, criterion)] = (
                Verdict(Kind.MISSING, say=say, notes=(LOOKED_AT,))
                if settled
                else Verdict(Kind.PENDING, say=say, flags=(NEEDS_A_LOOK,))
            )
    return decided
