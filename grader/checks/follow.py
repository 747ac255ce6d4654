"""Hold an answer against what follows from the student's own earlier one, where that says anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from grader.checks.array import ArrayCheck
from grader.checks.base import Tolerance
from grader.checks.compare import Rule, compare
from grader.checks.direction import DirectionCheck
from grader.checks.line import LineCheck
from grader.checks.mapping import MappingCheck
from grader.checks.numeric import read_numbers
from grader.errors import OracleError
from grader.model.evidence import Evidence, Returned
from grader.model.verdict import Comparison
from grader.model.wants import QuestionWants, Results

# question, earlier question, the student's own earlier answer by case -> by case, the want that follows
Follow = Callable[[str, str, Mapping[str, object]], Mapping[str, object]]

NOTHING = Comparison(())
FORM, USUAL = ArrayCheck(), Tolerance()


def sound_answers(wants: QuestionWants, evidence: Evidence, pairs: Mapping[str, str]) -> Results | None:
    """The earlier answers by later case; None unless all have the wanted kind and shape and are finite."""
    own = {}
    for label, earlier in pairs.items():
        outcome = evidence.outcomes.get(earlier)
        value = _sound(wants.want[earlier], outcome.value) if isinstance(outcome, Returned) else None
        if value is None:
            return None
        own[label] = value
    return own


def can_follow(rule: Rule) -> bool:
    """Whether a criterion looks at whole numbers, of which something can follow."""
    return rule.key is None and isinstance(rule.check, ArrayCheck | LineCheck | DirectionCheck | MappingCheck)


def compare_followed(
    rule: Rule,
    evidence: Evidence,
    wants: QuestionWants,
    own: Results,
    follows: Results,
    arguments: Callable[[str], Mapping[str, object]],
) -> Comparison:
    """Every case's match with what follows from one's own answer; without cases where nothing does.

    What follows is nothing worth points where it is a trivial answer: zeros, ones, an argument or the
    earlier answer itself, unchanged in every case.
    """
    kept = {label: _entries(_sound(wants.want[label], follows.get(label))) for label in rule.labels}
    try:
        shared = set.intersection(*(set(one) for one in kept.values()))
        worthy = {key for key in shared if not _is_trivial(rule, wants, key, kept, own, arguments)}
        if not worthy:
            return NOTHING
        results = {
            label: one[""] if "" in worthy else {key: one[key] for key in one if key in worthy}
            for label, one in kept.items()
        }
        followed = replace(wants, want=results, conventions=(), mistakes=())
        return compare(rule, evidence, followed, _nobody, "")
    except OracleError:  # what follows is no answer to this check: a line without coefficients, say
        return NOTHING


def _sound(want: object, value: object) -> object | None:
    """The value as the reference would give it, when nothing but its numbers can be wrong."""
    if isinstance(want, Mapping):
        if not isinstance(value, Mapping):
            return None
        entries = {key: _sound(want[key], value[key]) for key in want if key in value}
        return {key: entry for key, entry in entries.items() if entry is not None} or None
    if isinstance(want, bool | np.bool_ | str) or value is None:
        return None
    wanted, yours = read_numbers(want), read_numbers(value)
    if isinstance(wanted, str) or isinstance(yours, str) or yours.sketched or np.iscomplexobj(yours.values):
        return None
    if FORM.measure(want, value, USUAL).margin is None:
        return None
    return yours.values.reshape(wanted.shape)


def _entries(value: object) -> dict[str, object]:
    """A dict's entries; any other answer is one without a name, and none is none."""
    if isinstance(value, Mapping):
        return dict(value)
    return {} if value is None else {"": value}


def _is_trivial(
    rule: Rule,
    wants: QuestionWants,
    key: str,
    kept: Mapping[str, Mapping[str, object]],
    own: Results,
    arguments: Callable[[str], Mapping[str, object]],
) -> bool:
    """Whether one answer without thought would count as what follows, in every case."""
    equal: set[str] | None = None
    for label, entries in kept.items():
        want, scale = entries[key], wants.scales.get(label)
        here = {
            name
            for name, answer in _thoughtless(np.asarray(want), key, own[label], arguments(label))
            if rule.check.agrees(_named(key, want), _named(key, answer), rule.tolerance, scale)
        }
        equal = here if equal is None else equal & here
        if not equal:
            return False
    return bool(equal)


def _named(key: str, value: object) -> object:
    return {key: value} if key else value


def _thoughtless(
    want: np.ndarray, key: str, own: object, arguments: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    """Answers without thought, in few digits: those are given the widest tolerance."""
    others = [(name, value) for name, value in _entries(own).items() if not key or name != key]
    given = [("zeros", np.zeros(want.shape)), ("ones", np.ones(want.shape)), *arguments.items(), *others]
    for name, value in given:
        numbers = read_numbers(value)
        if not isinstance(numbers, str) and not np.iscomplexobj(numbers.values):
            with np.errstate(over="ignore"):
                yield name, numbers.values.astype(np.float32)


def _nobody(*_: object) -> Mapping[str, bool | str]:
    raise AssertionError("no property is asked here")
