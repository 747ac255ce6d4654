"""Hold one question's evidence against its wants: the reference's, conventions', then named mistakes'."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.checks import Check
from grader.checks.array import ArrayCheck
from grader.checks.base import BaseCheck, Tolerance
from grader.checks.property import PropertyCheck
from grader.checks.show import brief
from grader.model.evidence import (
    Died,
    Evidence,
    Missing,
    Outcome,
    OutOfMemory,
    Raised,
    Refused,
    Returned,
    TimedOut,
)
from grader.model.verdict import CaseComparison, Comparison, Kind, Match, is_borderline
from grader.model.wants import QuestionWants, Results

# question, property, got by case -> by case, True or a sentence
Ask = Callable[[str, str, Mapping[str, object]], Mapping[str, bool | str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a criterion says of its comparing: the check, an entry of a dict, the cases that count."""

    check: Check
    tolerance: Tolerance
    labels: tuple[str, ...]  # smallest first
    key: str | None = None


def compare(rule: Rule, evidence: Evidence, wants: QuestionWants, ask: Ask) -> Comparison:
    """Every case's match under the reading that fits best, and the mistakes that all cases share."""
    faults = _faults(rule.labels, evidence.outcomes)
    returned = {label: evidence.outcomes[label] for label in rule.labels if label not in faults}
    got = {label: outcome.value for label, outcome in returned.items() if isinstance(outcome, Returned)}
    if isinstance(rule.check, PropertyCheck):
        matches = _ask(rule.check, rule, wants, got, ask)
        return _assemble(rule, faults, matches, "", ())
    entries = {label: _entry(rule.key, value) for label, value in got.items()}
    reading, matches = _best_reading(rule, wants, entries)
    mistakes: tuple[str, ...] = ()
    if not faults and not all(match.equal for match in matches.values()):
        mistakes = tuple(dict.fromkeys(_shared_mistakes(rule, wants, entries)))
    return _assemble(rule, faults, matches, reading, mistakes)


def _best_reading(
    rule: Rule, wants: QuestionWants, entries: Mapping[str, object]
) -> tuple[str, dict[str, Match]]:
    best_name, best = "", _matches(rule, wants.want, wants, entries)
    for convention in wants.conventions:
        if all(match.equal for match in best.values()):
            break
        matches = _matches(rule, convention.results, wants, entries)
        if _fit(matches) > _fit(best):
            best_name, best = convention.name, matches
    return best_name, best


def _fit(matches: Mapping[str, Match]) -> tuple[int, int]:
    """How many cases are equal; among as many, how many are so nearly."""
    close = sum(match.equal or is_borderline(match.margin) for match in matches.values())
    return sum(match.equal for match in matches.values()), close


def _shared_mistakes(rule: Rule, wants: QuestionWants, entries: Mapping[str, object]) -> Iterable[str]:
    """Names of the mistakes that every case equals; each is dropped at its first difference."""
    if not entries:
        return
    for mistake in wants.mistakes:
        if all(_match(rule, mistake.results[label], wants, label, entries[label]).equal for label in entries):
            yield mistake.name


def _matches(
    rule: Rule, results: Results, wants: QuestionWants, entries: Mapping[str, object]
) -> dict[str, Match]:
    return {label: _match(rule, results[label], wants, label, got) for label, got in entries.items()}


def _match(rule: Rule, want: object, wants: QuestionWants, label: str, got: object) -> Match:
    if isinstance(got, _NoEntry):
        return Match(False, Fraction(0), say=got.say, got=got.shown)
    check: BaseCheck = rule.check
    return check.compare(_entry_of_want(rule.key, want), got, rule.tolerance, wants.scales.get(label))


@dataclass(frozen=True, slots=True)
class _NoEntry:
    """A dict was asked for and there is none, or not this entry in it."""

    say: str
    shown: str


def _entry(key: str | None, value: object) -> object:
    if key is None:
        return value
    if not isinstance(value, Mapping):
        return _NoEntry(f"Your answer is not a dict with an entry '{key}'.", brief(value))
    for name, entry in value.items():
        if isinstance(name, str) and name.strip().casefold() == key.casefold():
            return entry
    return _NoEntry(f"Your answer has no entry '{key}'.", brief(value))


def _entry_of_want(key: str | None, want: object) -> object:
    return want[key] if key is not None and isinstance(want, Mapping) else want


def _ask(
    check: PropertyCheck, rule: Rule, wants: QuestionWants, got: Mapping[str, object], ask: Ask
) -> dict[str, Match]:
    """A property is asked only of values that already have the wanted kind and shape, and are finite."""
    forms = {label: ArrayCheck().compare(wants.want[label], got[label], rule.tolerance) for label in got}
    # without those there was no distance to measure
    sound = {label: got[label] for label, form in forms.items() if form.margin is not None}
    answers = ask(wants.name, check.name, sound) if sound else {}
    matches = {}
    for label, form in forms.items():
        if label not in sound:
            matches[label] = Match(False, Fraction(0), say=form.say, got=form.got)
            continue
        match = check.judge(answers[label])
        matches[label] = Match(match.equal, match.share, say=match.say, got=form.got, notes=form.notes)
    return matches


def _faults(labels: Sequence[str], outcomes: Mapping[str, Outcome]) -> dict[str, tuple[Kind, str]]:
    """By label, what kept a case from returning; a case that was not run has its group's fault."""
    by_group: dict[str, tuple[Kind, str]] = {}
    for label, outcome in outcomes.items():
        fault = _fault(outcome)
        if fault is not None:
            by_group.setdefault(label.rpartition("/")[0], fault)
    faults = {}
    for label in labels:
        own = _fault(outcomes[label]) if label in outcomes else None
        if label not in outcomes:
            own = by_group.get(label.rpartition("/")[0], (Kind.TOO_SLOW, "it was not reached in time"))
        if own is not None:
            faults[label] = own
    return faults


def _fault(outcome: Outcome) -> tuple[Kind, str] | None:  # noqa: PLR0911 - one return an outcome
    match outcome:
        case Returned():
            return None
        case Raised(type=name, message=message, where=where):
            at = f" ({where})" if where else ""
            return Kind.CRASHED, f"It stopped with {name}{': ' + message if message else ''}{at}."
        case TimedOut(seconds=seconds):
            return Kind.TOO_SLOW, f"It did not finish within {seconds:g} seconds of computing."
        case OutOfMemory(megabytes=megabytes):
            return Kind.TOO_BIG, f"It asked for more than {megabytes} MB of memory."
        case Died(signal=number):
            how = f"by signal {number}" if number else "by itself"
            return Kind.CRASHED, f"The process ended {how} before there was an answer."
        case Missing(reason=reason, untouched=untouched):
            kind = Kind.NOT_ATTEMPTED if untouched else Kind.MISSING
            is_file = "." in reason.partition(" ")[0]  # a file's name stays as it is spelt
            return kind, f"{reason if is_file else reason[:1].upper() + reason[1:]}."
        case Refused(reason=reason):
            return Kind.WRONG, f"The answer cannot be taken: {reason}."


def _assemble(
    rule: Rule,
    faults: Mapping[str, tuple[Kind, str]],
    matches: Mapping[str, Match],
    reading: str,
    mistakes: tuple[str, ...],
) -> Comparison:
    cases = []
    for label in rule.labels:
        if label in faults:
            kind, say = faults[label]
            cases.append(CaseComparison(label, kind, Match(False, Fraction(0), say=say)))
        else:
            cases.append(CaseComparison(label, None, matches[label]))
    return Comparison(tuple(cases), reading, mistakes)
