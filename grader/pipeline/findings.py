"""Evidence against wants for every criterion of a submission, remembered by key."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from grader.checks.compare import Ask, compare, settle
from grader.errors import OracleError
from grader.judge import Finding
from grader.ledger import codec
from grader.ledger.memo import Ledger, Row
from grader.model.evidence import Evidence, Missing, NotRun
from grader.model.submission import Submission
from grader.model.verdict import Comparison, Kind, Verdict
from grader.pipeline.alike import Alike
from grader.pipeline.asking import Asking
from grader.pipeline.following import Following
from grader.pipeline.homework import Homework
from grader.pipeline.keys import compared_key
from grader.rubric.schema import Criterion, address
from grader.rubric.told import question_shows

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
    ask: Asking,
    submission: Submission,
    held: Mapping[str, Held | NotRun],
    settled: bool = False,
    only: Collection[str] | None = None,
    alike: Alike | None = None,
) -> Found:
    """Every criterion's finding: compared now or before, decided already, or open.

    `settled` says that an instructor has looked at what would be open, and leaves it as it stands. With
    `only`, the findings of these criteria of a submission in which some of the asked names were found. What
    `alike` remembers of others' results is not compared again.
    """
    lost = only is None and nothing_found(homework, submission, held)
    decided = _decided(homework, submission, held, settled, lost)
    if only is not None:
        decided = {place: one for place, one in decided.items() if place in only}
    by_code = [pair for pair in homework.by_code if only is None or pair[0] in only]
    keys = _keys(homework, [pair for pair in by_code if pair[0] not in decided], held)
    known = ledger.comparisons(keys.values())
    findings, new = dict(decided), list[Row]()
    anew = _Anew(homework, ask, alike or Alike())
    for place, question in by_code:
        if place in findings:
            continue
        finding: Finding | None = known.get(keys.get(place, ""))
        if finding is None:
            finding, packed = anew.look(place, held[question])
            if isinstance(finding, Comparison):
                new.append(("comparison", keys[place], packed))
        if settled and isinstance(finding, Verdict):
            finding = Verdict(Kind.WRONG, say="It could not be checked by itself.", notes=(LOOKED_AT,))
        findings[place] = finding
    following = _followed(homework, ledger, ask, held, findings, dict(by_code))
    words = [*(f"{place} {verdict}" for place, verdict in sorted(decided.items())), *["settled"] * settled]
    return Found(findings, [*keys.values(), *following.keys, *words], [*new, *following.new])


def _keys(
    homework: Homework, asked: Iterable[tuple[str, str]], held: Mapping[str, Held | NotRun]
) -> dict[str, str]:
    """By criterion, where its comparison is kept."""
    return {
        place: compared_key(one.packed, homework.compared_by[place])
        for place, question in asked
        if isinstance(one := held[question], Held)
    }


@dataclass(frozen=True, slots=True)
class _Anew:
    """One submission's comparisons that were not kept: how its questions are read is settled once each."""

    homework: Homework
    ask: Ask
    alike: Alike
    readings: dict[str, str | None] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)

    def look(self, place: str, one: Held | NotRun) -> tuple[Finding, bytes]:
        """One criterion's finding: compared while evidence was gathered, for somebody else, or now.

        A comparison comes with its bytes.
        """
        if isinstance(one, NotRun):
            return one, b""
        question = one.evidence.question
        if question not in self.digests:
            self.digests[question] = codec.outcomes_digest(one.packed)
        finding = one.compared.get(place)
        if finding is None:
            if twin := self.alike.find(place, self.digests[question]):
                return twin
            if question not in self.readings:
                self.readings[question] = _reading(self.homework, one.evidence)
            finding = _compare(self.homework, place, one.evidence, self.ask, self.readings[question])
        if not isinstance(finding, Comparison):
            return finding, b""
        return self.alike.keep(place, self.digests[question], finding)


def _followed(
    homework: Homework,
    ledger: Ledger,
    ask: Asking,
    held: Mapping[str, Held | NotRun],
    findings: dict[str, Finding],
    questions: Mapping[str, str],
) -> Following:
    """Add to each finding what its answer is after the student's own earlier ones."""
    following = Following(ledger, ask, homework.built.calls, homework.built.wants)
    for place, known in homework.earlier.items():
        if place in questions and isinstance(one := held[questions[place]], Held):
            earlier = {
                name: (own.evidence, own.packed, pairs)
                for name, pairs in known
                if isinstance(own := held[name], Held)
            }
            evidence = (one.evidence, one.packed)
            findings[place] = following.look(findings[place], homework.rules[place], evidence, earlier)
    return following


def outlook(homework: Homework, evidence: Evidence, ask: Ask) -> dict[str, Finding]:
    """How one question's evidence compares, by the address of every criterion that looks at it."""
    reading = _reading(homework, evidence)
    return {
        place: _compare(homework, place, evidence, ask, reading)
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


def _reading(homework: Homework, evidence: Evidence) -> str | None:
    """How all criteria of a question read it, where they could read it in several ways."""
    beside = homework.beside[evidence.question]
    with suppress(OracleError):  # whoever compares next comes upon it again, and says so
        return settle(beside, evidence, homework.built.wants.question(evidence.question)) if beside else None
    return None


def _compare(
    homework: Homework, place: str, evidence: Evidence, ask: Ask, reading: str | None = None
) -> Finding:
    """An answer on which a property of the reference itself fails is for a person to look at."""
    rule, wants = homework.rules[place], homework.built.wants.question(evidence.question)
    try:
        return compare(rule, evidence, wants, ask, reading)
    except OracleError as error:
        hidden = not question_shows(homework.rubric, evidence.question)
        log.warning("%s: %s", place, "the reference failed on an answer" if hidden else error)
        return Verdict(Kind.PENDING, say="It could not be checked by itself.", flags=(NEEDS_A_LOOK,))


def _decided(
    homework: Homework, submission: Submission, held: Mapping[str, Held | NotRun], settled: bool, lost: bool
) -> dict[str, Finding]:
    """What needs no comparing: work that waits for a person, and code in which nothing was recognised."""
    decided: dict[str, Finding] = {}
    for _, part, criterion in homework.rubric.walk():
        if criterion.by_hand is not None:
            decided[address(part, criterion)] = (
                _on_paper(submission)
                if submission.written
                else Verdict(Kind.MISSING, say="No written work was handed in.", flags=("no written work",))
            )
        elif lost:
            say = f"There is code, but none of the names that were asked for.{_near(held, criterion)}"
            if all(file.error for file in submission.code):
                say = "Your code could not be read, so someone will look at it."
            decided[address(part, criterion)] = (
                Verdict(Kind.MISSING, say=say, notes=(LOOKED_AT,))
                if settled
                else Verdict(Kind.PENDING, say=say, flags=(NEEDS_A_LOOK,))
            )
    return decided


def _on_paper(submission: Submission) -> Verdict:
    """What a person marks stays open, and never is a silent nought, when its file cannot be opened."""
    why = submission.paper.unread if submission.paper else ""
    more = f" Your written file could not be opened: {why}." if why else ""
    return Verdict(Kind.PENDING, say=f"Waiting for marking.{more}")


def _near(held: Mapping[str, Held | NotRun], criterion: Criterion) -> str:
    """What was found in its place, where that was nearly the name."""
    one = held.get(criterion.question or "")
    flags = one.evidence.flags if isinstance(one, Held) else ()
    expected = f"expected `{criterion.question}`"
    found = [flag for flag in flags if flag.startswith("found `") and expected in flag]
    return f" {found[0][:1].upper()}{found[0][1:]}." if found else ""
