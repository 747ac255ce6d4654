"""The keys of the memo table: what a result depends on, and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from grader.checks.base import TolerantCheck
from grader.checks.compare import Rule
from grader.model import frames, marked
from grader.model.evidence import Evidence, OutOfMemory, TimedOut
from grader.model.interpreter import Interpreter
from grader.model.submission import Submission
from grader.rubric.schema import Limits
from grader.rubric.stages import stage_digest
from grader.sandbox import guests

if TYPE_CHECKING:
    from grader.pipeline.homework import Homework

REPEAT_PATIENCE = 2.0


def evidence_key(submission: Submission, calls_digest: str, interpreter: Interpreter) -> str:
    """Files, calls, guests and interpreter: never the student, points, wants, isolation or limits."""
    return evidence_name(submission.digest, calls_digest, interpreter.words)


def evidence_name(files: str, calls_digest: str, interpreter: str) -> str:
    """The same from the names of all three."""
    return digest("evidence", files, calls_digest, guests_digest(), interpreter)


def comparison_key(evidence: bytes, rule: Rule, wants_digest: str, beside: Sequence[Rule] = ()) -> str:
    """The evidence's bytes, the check with its tolerance and cases, and the reference.

    `beside` are the rules, this one among them, that settle with each other how the question is read.
    """
    return compared_key(evidence, compared_by(rule, wants_digest, beside))


def compared_by(rule: Rule, wants_digest: str, beside: Sequence[Rule] = ()) -> str:
    """All of that key but the evidence: one text for a whole class."""
    say = [word for one in (rule, *beside) for word in rule_words(one)]
    return "\0".join((*say, wants_digest, checks_digest()))


def compared_key(evidence: bytes, by: str) -> str:
    """The key of these two."""
    return digest("comparison", hashlib.sha256(evidence).hexdigest(), by)


def plot_key(evidence: bytes, exhibit: str, wants_digest: str) -> str:
    """The evidence's bytes, the picture and the reference that draws it."""
    return digest("plot", hashlib.sha256(evidence).hexdigest(), exhibit, wants_digest, checks_digest())


def rule_words(rule: Rule) -> tuple[str, ...]:
    """Everything a rule says, with the tolerance in force: a check's own hides the rubric's."""
    check, allowed = rule.check, ""
    if isinstance(check, TolerantCheck):
        allowed = check.own(rule.tolerance).model_dump_json()
    return check.model_dump_json(), allowed, repr(rule.labels), repr(rule.key)


def followed_key(evidence: bytes, rule: Rule, wants_digest: str, earlier: str, own: bytes) -> str:
    """A comparison's facts, and the earlier evidence from which the want follows."""
    asked_of = (earlier, hashlib.sha256(own).hexdigest())
    return digest("followed", comparison_key(evidence, rule, wants_digest), *asked_of)


def card_key(submission: Submission, comparisons: list[str], rubric_digest: str, student: str) -> str:
    """What was compared or decided, the whole rubric, and how we judge and score."""
    facts = (student, submission.digest, repr(submission.flags))
    return digest("card", *comparisons, rubric_digest, *facts, judging_digest())


def stage_digest_of(homework: Homework) -> str:
    """The whole rubric, as far as a card depends on it."""
    return stage_digest(homework.rubric, ("run", "judge", "score", "show")) + str(
        [wants.digest for wants in homework.built.wants.questions]
    )


def still_holds(evidence: Evidence, limits: Limits, tiers: Collection[str]) -> bool:
    """Whether stored evidence answers today's question.

    A fault counts only if its limit was not raised, and anything only if it ran shut off as well as is asked.
    """
    if evidence.isolation not in tiers:
        return False
    twice = REPEAT_PATIENCE if evidence.how == "repeat" else 1.0
    for outcome in evidence.outcomes.values():
        if isinstance(outcome, TimedOut) and outcome.seconds < limits.seconds * twice:
            return False
        if isinstance(outcome, OutOfMemory) and outcome.megabytes < limits.memory_mb:
            return False
    groups = {label.rpartition("/")[0] for label in evidence.outcomes}
    faulted = any(isinstance(outcome, TimedOut) for outcome in evidence.outcomes.values())
    return faulted or evidence.cost.seconds <= limits.seconds * twice * max(len(groups), 1)


@cache
def guests_digest() -> str:
    """The text of everything that runs on the other side."""
    home = Path(guests.__file__).parent
    return _texts_digest([*sorted(home.glob("*.py")), Path(frames.__file__), Path(marked.__file__)])


@cache
def checks_digest() -> str:
    """The text of everything that compares."""
    from grader import checks

    return _texts_digest(sorted(Path(checks.__file__).parent.glob("*.py")))


@cache
def judging_digest() -> str:
    """The text of everything that judges and scores."""
    from grader import judge, score

    own = sorted(Path(__file__).parent.glob("*.py"))
    return _texts_digest([Path(judge.__file__), Path(score.__file__), *own])


def _texts_digest(paths: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def digest(*words: str) -> str:
    """Names these facts, in this order."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
