"""How far answers of right methods lie from the reference's, in the measure of the criterion's own check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from grader.checks import ArrayCheck, LineCheck, MappingCheck
from grader.checks.base import NumericCheck, Tolerance
from grader.checks.compare import Rule
from grader.checks.distance import FARTHEST
from grader.checks.numeric import length, read_numbers, wanted_numbers
from grader.model.wants import QuestionWants, Results

__all__ = ["Gap", "allowed", "distance", "gaps", "is_numeric", "is_single"]

NONE = Tolerance(rel=0.0, abs=0.0)


@dataclass(frozen=True, slots=True)
class Gap:
    """One answer against the wanted one: their distance, alone and over the size of the wanted one."""

    method: str
    case: str
    relative: float
    absolute: float
    reach: float  # the size of the wanted one


def is_numeric(rule: Rule) -> bool:
    """Whether the check compares by a distance: only those have a tolerance."""
    return isinstance(rule.check, NumericCheck)


def allowed(rule: Rule) -> Tolerance:
    """The tolerance in force for a criterion."""
    return cast(NumericCheck, rule.check).own(rule.tolerance)


def is_single(value: object) -> bool:
    """Whether an answer came in single precision, which has a tolerance of its own."""
    numbers = read_numbers(value)
    return not isinstance(numbers, str) and numbers.coarse


def gaps(rule: Rule, wants: QuestionWants, method: str, results: Results) -> Iterator[Gap]:
    """Every case's gap under one method; an answer of another form is infinitely far."""
    for label in rule.labels:
        if label not in results:
            continue
        for want, got in _entries(rule, wants.want[label], results[label]):
            scale = wants.scales.get(label)
            relative = _margin(rule, want, got, scale, Tolerance(rel=1.0, abs=0.0))
            absolute = _margin(rule, want, got, scale, Tolerance(rel=0.0, abs=1.0))
            yield Gap(method, label, relative, absolute, _reach(rule, want, scale))


def distance(rule: Rule, wants: QuestionWants, want: Results, other: Results, tolerance: Tolerance) -> float:
    """The farthest of all cases, over what this tolerance allows: above 1 the two can be told apart."""
    return max(
        _margin(rule, one, got, wants.scales.get(label), tolerance)
        for label in rule.labels
        for one, got in _entries(rule, want[label], other[label])
    )


def _margin(rule: Rule, want: object, got: object, scale: float | None, tolerance: Tolerance) -> float:
    check = cast(NumericCheck, rule.check)
    if isinstance(check, MappingCheck):
        check = ArrayCheck()
    own = check.model_copy(update={"rel": tolerance.rel, "abs": tolerance.abs})
    margin = own.compare(want, got, NONE, scale).margin
    return FARTHEST if margin is None else margin


def _reach(rule: Rule, want: object, scale: float | None) -> float:
    """What a relative tolerance is relative to."""
    if isinstance(rule.check, LineCheck):
        return 1.0
    if scale is not None:
        return scale
    numbers = wanted_numbers(want)
    return numbers.norm if numbers.sketched else length(numbers.values)


def _entries(rule: Rule, want: object, got: object) -> Sequence[tuple[object, object]]:
    if rule.key is not None and isinstance(want, Mapping):
        want, got = want[rule.key], got.get(rule.key) if isinstance(got, Mapping) else None
    if isinstance(rule.check, MappingCheck) and isinstance(want, Mapping):
        return [(one, got.get(name) if isinstance(got, Mapping) else None) for name, one in want.items()]
    return [(want, got)]
