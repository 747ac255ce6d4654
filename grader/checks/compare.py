"""Hold one question's evidence against its wants: the reference's, conventions', then named mistakes'."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.checks import Check
from grader.checks.array import ArrayCheck
from grader.checks.base import BaseCheck, Tolerance
from grader.checks.faults import faults_of
from grader.checks.property import PropertyCheck
from grader.checks.raises import RaisesCheck
from grader.checks.show import brief
from grader.model.evidence import Evidence, Raised, Returned
from grader.model.tabular import answer_raised, read_raising
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


def compare(
    rule: Rule, evidence: Evidence, wants: QuestionWants, ask: Ask, reading: str | None = None
) -> Comparison:
    """Every case's match under one reading, and the mistakes that all cases share.

    The reading is the one that was settled for the whole question, or else the one that fits here best.
    """
    faults = faults_of(rule.labels, evidence.outcomes, raises=isinstance(rule.check, RaisesCheck))
    if isinstance(rule.check, PropertyCheck):
        got = _returned(rule, evidence)
        return _assemble(rule, faults, _ask(rule.check, rule, wants, got, ask), "", ())
    answers = _answers(rule, evidence)
    if reading is None:
        reading, (here,) = _best([answers], wants)
    else:
        here = _read(answers, wants, reading)
    return _assemble(rule, faults, _worded(answers, wants, reading, here), reading, here.mistakes)


def settle(rules: Sequence[Rule], evidence: Evidence, wants: QuestionWants) -> str:
    """The reading of a question that fits best what all its criteria look at, ours before all others.

    Right criteria count first, then those that are a known mistake, then single cases, near ones last.
    """
    by_value = [rule for rule in rules if not isinstance(rule.check, PropertyCheck)]
    return _best([_answers(rule, evidence) for rule in by_value], wants)[0]


def _best(answers: Sequence[_Answers], wants: QuestionWants) -> tuple[str, Sequence[_Reading]]:
    if not wants.conventions:
        return "", [_read(one, wants, "") for one in answers]
    best, most = ("", list[_Reading]()), (-1, -1, -1, -1)
    for reading in ("", *(convention.name for convention in wants.conventions)):
        read = [_read(one, wants, reading) for one in answers]
        right = sum(one.right for one in read)
        matches = [match for one in read for match in one.matches.values()]
        equal = sum(match.equal for match in matches)
        close = sum(match.equal or is_borderline(match.margin) for match in matches)
        fits = (right, sum(bool(one.mistakes) or _slipped(one) for one in read), equal, close)
        if fits > most:
            best, most = (reading, read), fits
        if right == len(answers):
            break
    return best


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a criterion's answers come to under one reading of the question."""

    matches: dict[str, Match]
    mistakes: tuple[str, ...]
    right: bool  # on every case


def _slipped(one: _Reading) -> bool:
    """Whether every answer is right but for its form."""
    return bool(one.matches) and all(match.equal or match.slip for match in one.matches.values())


@dataclass(frozen=True, slots=True)
class _Answers:
    """What a criterion looks at of what came back, by case, each read once."""

    rule: Rule
    entries: Mapping[str, object]


def _answers(rule: Rule, evidence: Evidence) -> _Answers:
    check: BaseCheck = rule.check
    entries = {label: _entry(rule.key, value) for label, value in _returned(rule, evidence).items()}
    return _Answers(
        rule,
        {label: one if isinstance(one, _NoEntry) else check.taken(one) for label, one in entries.items()},
    )


def _read(answers: _Answers, wants: QuestionWants, reading: str) -> _Reading:
    """What they come to, without the words of what is not equal: most readings are given up."""
    rule, entries = answers.rule, answers.entries
    results = _results(wants, reading)
    matches = {label: _match(rule, results[label], wants, label, got) for label, got in entries.items()}
    equal = all(match.equal for match in matches.values())
    whole = len(entries) == len(rule.labels)
    mistakes: tuple[str, ...] = ()
    if whole and not equal:
        mistakes = tuple(dict.fromkeys(_shared_mistakes(rule, wants, entries, reading)))
    return _Reading(matches, mistakes, whole and equal)


def _worded(answers: _Answers, wants: QuestionWants, reading: str, here: _Reading) -> dict[str, Match]:
    """The matches of the reading that counts, in words."""
    rule, results = answers.rule, _results(wants, reading)
    check: BaseCheck = rule.check
    worded = dict(here.matches)
    for label, got in answers.entries.items():
        want = results[label]
        if worded[label].equal or isinstance(got, _NoEntry) or _is_no_value(want, check):
            continue  # of what is right nobody reads words
        inner, scale = _entry_of_want(rule.key, want), wants.scales.get(label)
        worded[label] = check.worded(worded[label], inner, got, rule.tolerance, scale)
    return worded


def _results(wants: QuestionWants, reading: str) -> Results:
    for known in wants.conventions:
        if known.name == reading:
            return known.results
    return wants.want


def _returned(rule: Rule, evidence: Evidence) -> dict[str, object]:
    outcomes = {label: evidence.outcomes.get(label) for label in rule.labels}
    got = {label: outcome.value for label, outcome in outcomes.items() if isinstance(outcome, Returned)}
    if isinstance(rule.check, RaisesCheck):
        raised = {label: one for label, one in outcomes.items() if isinstance(one, Raised)}
        got |= {
            label: answer_raised(one.lineage or (one.type,), one.message) for label, one in raised.items()
        }
    return got


def _shared_mistakes(
    rule: Rule, wants: QuestionWants, entries: Mapping[str, object], reading: str
) -> Iterator[str]:
    """Names of the mistakes that every case equals; each is dropped at its first difference.

    One that was tried under each convention counts as tried under the reading in force.
    """
    here = {mistake.name for mistake in wants.mistakes if mistake.under == reading}
    for mistake in wants.mistakes:
        if mistake.under != reading and (mistake.name in here or mistake.under):
            continue
        if all(_agrees(rule, mistake.results[label], wants, label, entries[label]) for label in entries):
            yield mistake.name


def _agrees(rule: Rule, want: object, wants: QuestionWants, label: str, got: object) -> bool:
    check: BaseCheck = rule.check
    if isinstance(got, _NoEntry) or _is_no_value(want, check):
        return False
    return check.agrees(_entry_of_want(rule.key, want), got, rule.tolerance, wants.scales.get(label))


def _match(rule: Rule, want: object, wants: QuestionWants, label: str, got: object) -> Match:
    if isinstance(got, _NoEntry):
        return Match(False, Fraction(0), say=got.say, got=got.shown)
    check: BaseCheck = rule.check
    if _is_no_value(want, check):
        return Match(False, Fraction(0))
    return check.measure(_entry_of_want(rule.key, want), got, rule.tolerance, wants.scales.get(label))


def _is_no_value(want: object, check: BaseCheck) -> bool:
    """Whether it is of a mistake that raises, where a value is asked for."""
    return read_raising(want) is not None and not isinstance(check, RaisesCheck)


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
