"""Which answers are one: the same mistake, the same fault, or values as near as the check lets them be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.checks.array import ArrayCheck
from grader.checks.base import BaseCheck
from grader.checks.compare import Rule
from grader.checks.property import PropertyCheck
from grader.checks.show import brief
from grader.errors import OracleError
from grader.model import frames
from grader.model.evidence import Evidence
from grader.model.grade import CriterionGrade
from grader.model.verdict import Comparison
from grader.model.wants import QuestionWants

NUMBERS = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """One student's answer to a criterion: what came of it, and the values where every case returned."""

    student: str
    grade: CriterionGrade
    comparison: Comparison
    values: Mapping[str, object]
    evidence: Evidence


class Sameness:
    """Which answers are one but for rounding: as near as the check itself lets them be."""

    def __init__(self, rule: Rule, wants: QuestionWants) -> None:
        self.rule, self.wants = rule, wants
        self.check: BaseCheck = ArrayCheck() if isinstance(rule.check, PropertyCheck) else rule.check
        self.known: dict[bytes, object] = {}  # by the very bytes
        self.first: list[tuple[object, Answer]] = []

    def pile(self, answer: Answer) -> object:
        """A key that near-identical answers share."""
        named = named_mistake(answer.comparison, self.wants)
        if named:
            return ("named", named)
        if not answer.values:
            return ("fault", tuple(case.fault for case in answer.comparison.cases), _shape(answer))
        exact = frames.encode(answer.values)
        if exact not in self.known:
            self.known[exact] = self._near(answer)
        return self.known[exact]

    def equal(self, label: str, want: object, got: object) -> bool:
        """Whether the check takes one value for the other."""
        try:
            match = self.check.compare(want, got, self.rule.tolerance, self.wants.scales.get(label))
        except OracleError:  # nan, or of a kind that no reference returns
            return brief(want, digits=12) == brief(got, digits=12)
        return match.equal

    def _near(self, answer: Answer) -> object:
        says = tuple(case.match.equal for case in answer.comparison.cases)
        for key, other in self.first:
            if says == tuple(case.match.equal for case in other.comparison.cases) and all(
                self.equal(label, other.values[label], value) for label, value in answer.values.items()
            ):
                return key
        key = ("values", len(self.first))
        self.first.append((key, answer))
        return key


def _shape(answer: Answer) -> str:
    """A fault's message without what differs from file to file: places and numbers."""
    first = next(case for case in answer.comparison.cases if case.fault is not None)
    outcome = answer.evidence.outcomes.get(first.label)
    say = getattr(outcome, "message", "") or first.match.say
    return NUMBERS.sub("#", f"{getattr(outcome, 'type', '')} {say}")[:120]


def named_mistake(comparison: Comparison, wants: QuestionWants) -> str:
    """The named mistake that it is on every case, the one that earns most; "" for none."""
    known = [one for one in wants.mistakes if one.name in comparison.mistakes]
    best = max(known, key=lambda one: one.credit, default=None)
    return best.name if best else ""
