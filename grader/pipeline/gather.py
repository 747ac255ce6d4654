"""Evidence for one submission: from the grades folder where it holds, from the sandbox where it does not.

Evidence is defined as what a fresh import gives. Sharing one child for all questions is a shortcut, so
whatever is not right there is asked once more alone before it counts; a timeout is repeated alone at the
end of the run, with twice the limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from grader.judge import Finding
from grader.ledger import codec
from grader.ledger.memo import Ledger, Row
from grader.model.evidence import Evidence, Missing, NotRun, TimedOut
from grader.model.submission import Submission
from grader.model.verdict import Comparison
from grader.pipeline.asking import Asking
from grader.pipeline.findings import Held, is_right, outlook
from grader.pipeline.homework import Homework
from grader.pipeline.keys import REPEAT_PATIENCE, evidence_key, evidence_name, still_holds
from grader.rubric.schema import Limits
from grader.sandbox.budget import Budget

DEPENDS = "depends on what ran before"
NOT_CONFIRMED = "not confirmed: the submission's time was used up"
SLOW = "slow"
NEEDS_A_RUN = "it needs a run"
USED_UP = "the submission's time was used up"

Gathered = Mapping[str, Held | NotRun]


class Box(Protocol):
    """Where evidence comes from: the sandbox, or one in which nothing may run."""

    candidates: tuple[str, ...]

    def budget(self) -> Budget:
        """A fresh submission's time."""

    def run(
        self,
        submission: Submission,
        questions: Sequence[str],
        budget: Budget,
        how: str = "shared",
        patience: float = 1.0,
        limits: Mapping[str, Limits] | None = None,
    ) -> Mapping[str, Evidence | NotRun]:
        """Evidence for each question, or why there is none."""


@dataclass(frozen=True, slots=True)
class Gatherer:
    """What gathering needs: the homework, where evidence is kept, and where it comes from."""

    homework: Homework
    ledger: Ledger
    box: Box
    ask: Asking

    def gather(self, submission: Submission) -> tuple[Gathered, list[Row]]:
        """Evidence for every question, and the rows to keep for what is new."""
        keys = self.keys(submission)
        held: dict[str, Held | NotRun] = self._kept(keys)
        asked = [name for name in self.homework.questions if name not in held]
        if not asked:
            return held, []
        budget = self.box.budget()
        rows: list[Row] = []
        shared = self.box.run(submission, asked, budget)
        for name in asked:
            one = shared[name]
            settled = self._confirmed(submission, one, budget) if isinstance(one, Evidence) else one
            held[name] = settled
            if isinstance(settled, Held):
                rows.append(("evidence", keys[name], settled.packed))
        return held, rows

    def repeat(self, submission: Submission, held: Gathered, budget: Budget) -> tuple[Gathered, list[Row]]:
        """Once more, alone and with twice the limit, for each question that timed out."""
        keys = self.keys(submission)
        after, rows = dict(held), list[Row]()
        for name in timed_out(held):
            before = held[name]
            one = self.box.run(submission, [name], budget, "repeat", REPEAT_PATIENCE)[name]
            if isinstance(one, NotRun) or not isinstance(before, Held):
                after[name] = one if isinstance(one, NotRun) else before
                continue
            if USED_UP in one.flags:
                one = replace(before.evidence, how="repeat", flags=(*before.evidence.flags, NOT_CONFIRMED))
            elif not _times_out(one):
                one = replace(one, flags=(*one.flags, f"{name}: {SLOW}"))
            packed = codec.pack_evidence(one)
            after[name] = Held(one, packed)
            rows.append(("evidence", keys[name], packed))
        return after, rows

    def known(self, submission: Submission, questions: Sequence[str]) -> dict[str, Held | NotRun]:
        """Evidence for some questions as far as it is kept and holds; nothing is run."""
        keys = evidence_keys(self.homework, submission, questions)
        kept = self._kept(keys)
        return {name: kept.get(name) or NotRun(name, NEEDS_A_RUN) for name in questions}

    def keys(self, submission: Submission) -> dict[str, str]:
        """Each question's key of this submission."""
        return evidence_keys(self.homework, submission)

    def _kept(self, keys: Mapping[str, str]) -> dict[str, Held | NotRun]:
        packed = self.ledger.get_many("evidence", keys.values())
        held: dict[str, Held | NotRun] = {}
        for name, key in keys.items():
            if key in packed:
                evidence = codec.unpack_evidence(packed[key])
                if still_holds(evidence, self.homework.limits[name], self.box.candidates):
                    held[name] = Held(evidence, packed[key])
        return held

    def _confirmed(self, submission: Submission, first: Evidence, budget: Budget) -> Held | NotRun:
        """Evidence that is not right is asked for once more, alone; a third run decides between two."""
        seen = outlook(self.homework, first, self.ask)
        absent = all(isinstance(outcome, Missing) for outcome in first.outcomes.values())
        if absent or _times_out(first) or is_right(seen):
            return _held(first, seen)
        second = self.box.run(submission, [first.question], budget, "alone")[first.question]
        if isinstance(second, NotRun):
            return second
        if USED_UP in second.flags:
            return _held(replace(first, flags=(*first.flags, NOT_CONFIRMED)), seen)
        seen_alone = outlook(self.homework, second, self.ask)
        if _meaning(seen) == _meaning(seen_alone):
            return _held(first, seen)
        third = self.box.run(submission, [first.question], budget, "alone")[first.question]
        if isinstance(third, NotRun):
            return third
        chosen, compared = second, seen_alone
        if is_right(seen_alone) and not is_right(seen_third := outlook(self.homework, third, self.ask)):
            chosen, compared = third, seen_third  # right counts only if both alone runs are right
        return _held(replace(chosen, flags=(*chosen.flags, f"{first.question}: {DEPENDS}")), compared)


def evidence_keys(
    homework: Homework, submission: Submission, questions: Sequence[str] | None = None
) -> dict[str, str]:
    """Where a submission's evidence is kept, by question."""
    files, interpreter = submission.digest, homework.interpreter.words
    asked = homework.questions if questions is None else questions
    return {name: evidence_name(files, homework.digests[name], interpreter) for name in asked}


def kept_keys(homework: Homework, submission: Submission) -> dict[str, str]:
    """The same, and where the evidence of its pictures is kept."""
    pictures = (one.calls for one in homework.built.exhibits)
    own = {calls.name: evidence_key(submission, calls.digest, homework.interpreter) for calls in pictures}
    return {**own, **evidence_keys(homework, submission)}


def timed_out(held: Gathered) -> list[str]:
    """Questions whose timeout has not been repeated yet."""
    return [
        name
        for name, one in held.items()
        if isinstance(one, Held) and _times_out(one.evidence) and one.evidence.how != "repeat"
    ]


def _times_out(evidence: Evidence) -> bool:
    return any(isinstance(outcome, TimedOut) for outcome in evidence.outcomes.values())


def _held(evidence: Evidence, compared: Mapping[str, Finding]) -> Held:
    return Held(evidence, codec.pack_evidence(evidence), compared)


def _meaning(compared: Mapping[str, Finding]) -> list[tuple[object, ...]]:
    """What a run means, case by case: two runs that mean the same are one answer."""
    return [
        (place, case.label, case.fault, case.match.equal, case.match.share, case.match.got)
        for place, one in compared.items()
        if isinstance(one, Comparison)
        for case in one.cases
    ]
