"""A homework ready to grade with: its rubric, calls and wants, and the students' Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.checks.compare import Rule, compare
from grader.errors import OracleError, RubricError
from grader.ledger.memo import Ledger
from grader.model.evidence import Evidence, Outcome, Raised, Returned
from grader.model.interpreter import Interpreter
from grader.model.tabular import read_raising
from grader.oracle import build as oracle
from grader.oracle.catalogue import UnknownQuestionsError
from grader.oracle.stored import Built, dump, load
from grader.pipeline.following import Earlier, earlier_questions
from grader.pipeline.keys import compared_by
from grader.rubric.load import LoadedRubric
from grader.rubric.schema import Criterion, Limits, Rubric, address


@dataclass(frozen=True, slots=True)
class Homework:
    """What every submission is run and judged with."""

    source: LoadedRubric
    built: Built
    interpreter: Interpreter
    limits: dict[str, Limits]  # by question; "" for the submission's own
    rules: dict[str, Rule]  # by criterion address
    key: str  # where calls and wants are kept
    questions: tuple[str, ...]  # those asked, in the rubric's order
    by_code: tuple[tuple[str, str], ...]  # each criterion that code decides, and its question
    beside: Mapping[str, tuple[Rule, ...]]  # by question, the rules that settle together how it is read
    digests: Mapping[str, str]  # by question, of its calls
    earlier: Earlier  # by criterion address, the questions from whose own answer its may follow
    compared_by: Mapping[str, str]  # by criterion address, what its comparison depends on but the evidence

    @property
    def rubric(self) -> Rubric:
        """The instructor's rubric."""
        return self.source.rubric


def prepare(source: LoadedRubric, interpreter: Interpreter, ledger: Ledger) -> Homework:
    """Calls and wants from the grades folder, or made anew when reference, seed or interpreter changed."""
    rubric = source.rubric
    digest = oracle.reference_digest(source.reference, rubric.seed, interpreter, rubric.question_names)
    stored = ledger.get("homework", digest)
    if stored is None:
        try:
            built = oracle.build(source.reference, rubric.question_names, rubric.seed, interpreter)
        except UnknownQuestionsError as error:
            raise RubricError("\n".join(_unknown(source, error))) from error
        ledger.put_many([("homework", digest, dump(built))])
    else:
        built = load(stored)
    built = _with_aliases(built, rubric)
    limits = {"": rubric.limits, **{name: rubric.limits_for(name) for name in rubric.question_names}}
    rules = rules_of(source, built)
    _expect_reference_right(source, built, rules)
    by_code = tuple((address(part, one), one.question) for _, part, one in rubric.walk() if one.question)
    names, earlier = rubric.question_names, earlier_questions(rubric, rules, built)
    beside = {name: rules_beside(name, rules, by_code, built) for name in names}
    calls = {one.name: one.digest for one in built.calls.questions}
    by = {
        place: compared_by(rules[place], built.wants.question(name).digest, beside[name])
        for place, name in by_code
        if place in rules
    }
    return Homework(
        *(source, built, interpreter, limits, rules, digest, names, by_code, beside, calls, earlier, by)
    )


def rules_beside(
    question: str, rules: Mapping[str, Rule], by_code: Sequence[tuple[str, str]], built: Built
) -> tuple[Rule, ...]:
    """The rules of a question that share one reading of it: none where there is nothing to settle."""
    if not built.wants.question(question).conventions:
        return ()
    of_question = [rules[place] for place, asked in by_code if asked == question]
    by_value = tuple(rule for rule in of_question if rule.check.kind != "property")
    return by_value if len(by_value) > 1 else ()


def _unknown(source: LoadedRubric, error: UnknownQuestionsError) -> Iterator[str]:
    """A sentence for each, with the line of the rubric that asks for it."""
    for _, part, criterion in source.rubric.walk():
        name = criterion.question or ""
        if name in error.sentences:
            yield f"{source.path}:{source.lines.get(address(part, criterion), 1)}: {error.sentences[name]}"


def _with_aliases(built: Built, rubric: Rubric) -> Built:
    near = rubric.accept_near_names
    questions = tuple(
        replace(question, aliases=rubric.aliases_for(question.name), near=near)
        for question in built.calls.questions
    )
    exhibits = tuple(
        replace(one, calls=replace(one.calls, aliases=(one.question, *rubric.aliases_for(one.question))))
        for one in built.exhibits
    )
    return replace(built, calls=replace(built.calls, questions=questions), exhibits=exhibits)


def rules_of(source: LoadedRubric, built: Built) -> dict[str, Rule]:
    """How each criterion compares; every fault of the rubric against the reference is said at once."""
    rules, faults = {}, []
    for _, part, criterion in source.rubric.walk():
        place = address(part, criterion)
        if criterion.question is None or criterion.check is None:
            continue
        fault = _fault(criterion, built)
        if fault:
            faults.append(f"{source.path}:{source.lines.get(place, 1)}: {place} {fault}")
            continue
        call = built.calls.question(criterion.question)
        labels = tuple(c.label for c in call.cases if not criterion.cases or c.group in criterion.cases)
        rules[place] = Rule(criterion.check, source.rubric.tolerance, labels, criterion.key)
    if faults:
        raise RubricError("\n".join(faults))
    return rules


def _expect_reference_right(source: LoadedRubric, built: Built, rules: Mapping[str, Rule]) -> None:
    """The reference's own answers must pass every check before anyone else's are held against it."""
    faults = []
    for _, part, criterion in source.rubric.walk():
        place = address(part, criterion)
        if place not in rules or rules[place].check.kind == "property" or criterion.question is None:
            continue
        wants = built.wants.question(criterion.question)
        evidence = Evidence(wants.name, {label: _returned(value) for label, value in wants.want.items()})
        where = f"{source.path}:{source.lines.get(place, 1)}: {place}"
        try:
            cases = compare(rules[place], evidence, wants, _nobody).cases
        except (OracleError, KeyError, TypeError) as error:
            faults.append(f"{where} cannot compare what {wants.name} returns: {error}")
            continue
        failing = next((case for case in cases if not case.match.equal), None)
        if failing is not None:
            faults.append(f"{where} does not accept the reference's own answer ({failing.match.say})")
    if faults:
        raise RubricError("\n".join(faults))


def _returned(want: object) -> Outcome:
    """The reference's answer as evidence: an exception that is an answer was raised."""
    raising = read_raising(want)
    if raising is None:
        return Returned(want)
    return Raised(raising.lineage[0], raising.message, lineage=raising.lineage)


def _nobody(*_: object) -> Mapping[str, bool | str]:
    raise AssertionError("no property is asked here")


def _raising_fault(criterion: Criterion, kind: str, built: Built) -> str:
    """Where the reference raises, `raises` compares, and where it returns, another kind."""
    wants = built.wants.question(criterion.question or "")
    counted = {
        label: read_raising(want)
        for label, want in wants.want.items()
        if not criterion.cases or label.rpartition("/")[0] in criterion.cases
    }
    for label, raising in counted.items():
        if raising is not None and kind != "raises":
            return (
                f"looks at {label}, on which {wants.name} raises {raising.lineage[0]}; "
                "use `check: {kind: raises}`, or choose other `cases`."
            )
        if raising is None and kind == "raises":
            return (
                f"expects an exception, but {wants.name} returns something on {label}; choose with `cases` "
                f"those on which it raises (the reference declares it: {wants.name}.raises(ValueError))."
            )
    return ""


def _fault(criterion: Criterion, built: Built) -> str:
    call = built.calls.question(criterion.question or "")
    unknown = [name for name in criterion.cases if name not in call.groups]
    if unknown:
        return f"asks for the cases {unknown[0]}, but {call.name} has {', '.join(call.groups)}."
    earns = criterion.follow_through if "follow_through" in criterion.model_fields_set else 0
    if earns and not built.wants.question(call.name).follows:
        return f"says what follow_through earns, but in the reference {call.name} follows from nothing."
    check = criterion.check
    if check is not None and (fault := _raising_fault(criterion, check.kind, built)):
        return fault
    if check is not None and check.kind == "property":
        known = built.wants.question(call.name).properties
        if check.name not in known:
            return f"asks for the property {check.name}, but {call.name} has {', '.join(known) or 'none'}."
    return ""
