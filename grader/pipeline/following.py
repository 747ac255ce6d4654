"""Follow-through: who is wrong after an own earlier answer is asked whether it follows from that one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from grader.checks.compare import Rule
from grader.checks.follow import NOTHING, can_follow, compare_followed, sound_answers
from grader.errors import OracleError
from grader.judge import Finding
from grader.ledger import codec
from grader.ledger.memo import Ledger, Row
from grader.model import frames
from grader.model.calls import Calls, paired
from grader.model.evidence import Evidence
from grader.model.verdict import Comparison
from grader.model.wants import Wants
from grader.oracle.stored import Built
from grader.pipeline.asking import Asking
from grader.pipeline.keys import followed_key
from grader.rubric.schema import Rubric, address

log = logging.getLogger("grader")

# by criterion address: the earlier questions, each with its case for every case of this one
Earlier = Mapping[str, tuple[tuple[str, Mapping[str, str]], ...]]


def earlier_questions(rubric: Rubric, rules: Mapping[str, Rule], built: Built) -> Earlier:
    """What each criterion's answer may follow from, of the questions this rubric asks."""
    found = {}
    for _, part, criterion in rubric.walk():
        place = address(part, criterion)
        if place not in rules or not criterion.follow_through or not can_follow(rules[place]):
            continue
        question = built.calls.question(criterion.question or "")
        known = [
            name for name in built.wants.question(question.name).follows if name in rubric.question_names
        ]
        pairs = [(name, paired(question, built.calls.question(name))) for name in known]
        labels = rules[place].labels
        found[place] = tuple(
            (name, {label: pair[label] for label in labels})
            for name, pair in pairs
            if set(labels) <= set(pair)
        )
    return {place: pairs for place, pairs in found.items() if pairs}


class Following:
    """One submission's evidence, looked at for what follows from what; remembers what it found."""

    def __init__(self, ledger: Ledger, ask: Asking, calls: Calls, wants: Wants) -> None:
        self.ledger, self.ask, self.calls, self.wants = ledger, ask, calls, wants
        self.keys: list[str] = []
        self.new: list[Row] = []

    def look(
        self,
        finding: Finding,
        rule: Rule,
        evidence: tuple[Evidence, bytes],
        earlier: Mapping[str, tuple[Evidence, bytes, Mapping[str, str]]],
    ) -> Finding:
        """The finding, with the first earlier answer it is consistent with, in whole or in part."""
        if not isinstance(finding, Comparison) or not _may_follow(finding):
            return finding
        for name, (own, packed, pairs) in earlier.items():
            key = followed_key(
                evidence[1], rule, self.wants.question(evidence[0].question).digest, name, packed
            )
            self.keys.append(key)
            compared = self.ledger.comparison(key)
            if compared is None:
                compared = self._compare(rule, evidence[0], own, pairs)
                self.new.append(("comparison", key, codec.pack_comparison(compared)))
            if any(case.match.equal or case.match.keys for case in compared.cases):
                return replace(finding, follow=compared)
        return finding

    def _compare(
        self, rule: Rule, evidence: Evidence, earlier: Evidence, pairs: Mapping[str, str]
    ) -> Comparison:
        question, before = self.wants.question(evidence.question), self.wants.question(earlier.question)
        own = sound_answers(before, earlier, pairs)
        if own is None:
            return NOTHING
        try:
            follows = self.ask.follow(question.name, before.name, own)
        except OracleError as error:
            log.warning("what follows from %s: %s", before.name, error)
            return NOTHING
        compared = compare_followed(rule, evidence, question, own, follows, self._arguments(question.name))
        return replace(compared, reading=before.name)

    def _arguments(self, question: str) -> Callable[[str], Mapping[str, object]]:
        packed = {case.label: case.packed for case in self.calls.question(question).cases}

        def given(label: str) -> Mapping[str, object]:
            return _given(packed[label])

        return given


@lru_cache(maxsize=256)  # a whole class is asked of the same few; nobody can write to them
def _given(packed: bytes) -> Mapping[str, object]:
    case = frames.decode(packed)
    return case["arguments"] if isinstance(case, dict) else {}


def _may_follow(finding: Comparison) -> bool:
    """It returned everywhere and is wrong somewhere, and never by its kind or shape alone."""
    right = all(case.match.equal for case in finding.cases)
    return not right and all(case.fault is None and case.match.margin is not None for case in finding.cases)
