"""Wrong results of the class that are the same or nearly so, from what is kept: nothing runs."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from grader.checks.compare import Rule, compare
from grader.checks.property import PropertyCheck
from grader.checks.relation import Relation, relation
from grader.errors import GraderError, OracleError
from grader.ledger import codec
from grader.model.answers import Alike, AnswerGroup
from grader.model.evidence import Evidence, Returned
from grader.model.verdict import Comparison, Kind
from grader.model.wants import QuestionWants
from grader.oracle.rules import unpack
from grader.oracle.stored import Built
from grader.pipeline.homework import rules_beside, rules_of
from grader.pipeline.keys import comparison_key
from grader.pipeline.sameness import Answer, Sameness, named_mistake
from grader.pipeline.standing import Standing
from grader.rubric.schema import Criterion, address

log = logging.getLogger("grader")

SILENT = (Kind.MISSING, Kind.NOT_ATTEMPTED, Kind.PENDING, Kind.NOT_GRADED)


@dataclass(frozen=True, slots=True)
class Grouped:
    """A group with what naming it needs: its answers, and what they are to the wanted results."""

    shown: AnswerGroup
    answers: tuple[Answer, ...]
    relation: Relation | None
    criterion: Criterion
    rule: Rule


def grouped(stand: Standing, part: str = "") -> tuple[tuple[Alike, ...], tuple[Grouped, ...]]:
    """Every criterion of a part, or of all parts, with its groups; numbers count within a part."""
    built = stand.built
    try:
        rules = rules_of(stand.source, built)
    except KeyError as error:
        raise GraderError(
            f"The rubric asks for {error.args[0]} since the last run; run again first."
        ) from error
    found, criteria, numbers = list[Grouped](), list[Alike](), dict[str, int]()
    for _, one, criterion in stand.source.rubric.walk():
        place = address(one, criterion)
        if (part and one.id != part) or place not in rules:
            continue
        answers, right, silent = _answers(stand, built, criterion, place, rules)
        groups = _groups(answers, built, criterion, rules[place], numbers.get(one.id, 0))
        numbers[one.id] = numbers.get(one.id, 0) + len(groups)
        found += groups
        shown = tuple(group.shown for group in groups)
        title = criterion.title or one.title
        there = sum(card.place == "graded" for card in stand.cards)
        criteria.append(Alike(place, title, right, silent, there, shown))
    return tuple(criteria), tuple(found)


def alike(stand: Standing) -> tuple[Alike, ...]:
    """The groups of the whole class for the report; a failure of ours there costs nobody a sheet."""
    try:
        return grouped(stand)[0]
    except Exception:
        log.exception("grouping answers failed")
        return ()


def _answers(
    stand: Standing, built: Built, criterion: Criterion, place: str, rules: Mapping[str, Rule]
) -> tuple[list[Answer], int, int]:
    """Answers that are not right, and how many are right or none at all."""
    grades = {
        card.student: grade
        for card in stand.cards
        if card.place == "graded"
        for part in card.parts
        for grade in part.criteria
        if grade.address == place
    }
    question, rule = criterion.question or "", rules[place]
    right = sum(grade.verdict.kind is Kind.RIGHT for grade in grades.values())
    keys = {
        one.submission.id: one.keys[question]
        for one in stand.handed
        if question in one.keys
        and one.submission.id in grades
        and grades[one.submission.id].verdict.kind not in (Kind.RIGHT, *SILENT)
    }
    packed = stand.ledger.get_many("evidence", keys.values())
    walk = stand.source.rubric.walk()
    by_code = [(address(part, one), one.question or "") for _, part, one in walk if one.question]
    beside = rules_beside(question, rules, by_code, built)
    wants = built.wants.question(question)
    by_key = {key: comparison_key(data, rule, wants.digest, beside) for key, data in packed.items()}
    known = stand.ledger.comparisons(by_key.values())
    answers = []
    for student, key in keys.items():
        if key not in packed:
            continue
        evidence = codec.unpack_evidence(packed[key])
        compared = known.get(by_key[key]) or _compared(rule, evidence, wants)
        if compared is not None and not all(case.match.equal for case in compared.cases):
            values = _values(rule, evidence)
            answers.append(Answer(student, grades[student], compared, values, evidence))
    return answers, right, sum(grade.verdict.kind in SILENT for grade in grades.values())


def _compared(rule: Rule, evidence: Evidence, wants: QuestionWants) -> Comparison | None:
    if isinstance(rule.check, PropertyCheck):
        return None  # asking the reference is for a run
    try:
        return compare(rule, evidence, wants, lambda *_: {})
    except OracleError:
        return None


def _values(rule: Rule, evidence: Evidence) -> dict[str, object]:
    """The values by case; nothing unless every case returned one."""
    values: dict[str, object] = {}
    for label in rule.labels:
        outcome = evidence.outcomes.get(label)
        if not isinstance(outcome, Returned):
            return {}
        values[label] = entry_of(rule, outcome.value)
    return values


def entry_of(rule: Rule, value: object) -> object:
    """The entry of a dict that the criterion looks at, else the value itself."""
    if rule.key is None or not isinstance(value, Mapping):
        return value
    folded = {name.strip().casefold(): entry for name, entry in value.items() if isinstance(name, str)}
    return folded.get(rule.key.casefold(), value)


def _groups(
    answers: Sequence[Answer], built: Built, criterion: Criterion, rule: Rule, before: int
) -> list[Grouped]:
    wants = built.wants.question(criterion.question or "")
    same = Sameness(rule, wants)
    piles: dict[object, list[Answer]] = {}
    for answer in sorted(answers, key=lambda one: one.student):
        piles.setdefault(same.pile(answer), []).append(answer)
    ordered = sorted(piles.values(), key=lambda pile: (-len(pile), pile[0].student))
    found = []
    for at, pile in enumerate(ordered, before + 1):
        first = pile[0]
        named = named_mistake(first.comparison, wants)
        related = None if named else _relation(first, built, criterion, rule, same)
        shown = _shown(pile, criterion, named, related, at)
        found.append(Grouped(shown, tuple(pile), related, criterion, rule))
    return found


def _relation(
    answer: Answer, built: Built, criterion: Criterion, rule: Rule, same: Sameness
) -> Relation | None:
    if not answer.values or rule.check.kind not in ("array", "property"):
        return None
    question = built.calls.question(criterion.question or "")
    wants = {label: entry_of(rule, same.wants.want[label]) for label in rule.labels}
    arguments = {case.label: unpack(case.packed) for case in question.cases if case.label in wants}
    unchanged = _unchanged(answer.values, arguments, same)
    if unchanged:
        return Relation(f"the argument {unchanged}, unchanged")
    return relation(wants, answer.values, arguments, same.equal)


def _unchanged(
    values: Mapping[str, object], arguments: Mapping[str, Mapping[str, object]], same: Sameness
) -> str:
    names: Iterable[str] = next(iter(arguments.values()), {})
    for name in names:
        if all(_is(same, label, arguments[label].get(name), value) for label, value in values.items()):
            return name
    return ""


def _is(same: Sameness, label: str, argument: object, value: object) -> bool:
    return argument is not None and same.equal(label, argument, value)


def _shown(
    pile: Sequence[Answer], criterion: Criterion, named: str, related: Relation | None, number: int
) -> AnswerGroup:
    first = pile[0]
    failing = next(case for case in first.comparison.cases if not case.match.equal)
    right = sum(case.match.equal for case in first.comparison.cases)
    what = related.say if related else failing.match.say
    if not related and first.values and right:
        what = f"right on {right} of {len(first.comparison.cases)} cases"
    elif not related and failing.match.margin is not None:
        what = "another result"
    kinds = {answer.grade.verdict.kind for answer in pile}
    verdict = pile[0].grade.verdict.kind if len(kinds) == 1 else Kind.WRONG
    shown = AnswerGroup(
        place=first.grade.address,
        number=number,
        students=tuple(answer.student for answer in pile),
        name=named,
        what=what,
        verdict=str(verdict),
        points=_points(pile),
        possible=first.grade.possible,
        question=criterion.question or "",
    )
    return replace(shown, case=failing.label, want=failing.match.want, got=failing.match.got)


def _points(pile: Sequence[Answer]) -> Fraction | None:
    """What they earn now, if that is the same for all."""
    earned = {answer.grade.points for answer in pile}
    return earned.pop() if len(earned) == 1 else None
