"""Cases that no generator draws: nothing, ones, other signs and sizes in place of one argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.checks.compare import compare
from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import Calls, CaseCall, QuestionCalls
from grader.model.evidence import Evidence, Returned
from grader.model.wants import QuestionWants
from grader.oracle.rules import finite
from grader.rubric.schema import Limits
from grader.sandbox.box import Sandbox
from grader.trials.bench import Bench
from grader.trials.mutants.example import Example, line_of
from grader.trials.mutants.make import Mutant
from grader.trials.mutants.sources import Module, files_of

__all__ = ["beyond", "tweaks"]

GROUP = "beyond"


def beyond(
    bench: Bench, modules: Mapping[str, Module], alive: Sequence[Mutant], limits: Mapping[str, Limits]
) -> dict[Mutant, Example]:
    """By bug, an odd case that would notice it; the reference handed in says what is right there."""
    names = {name for mutant in alive for name in mutant.questions}
    calls = Calls(tuple(_odd(call) for call in bench.homework.built.calls.questions if call.name in names))
    asked = [call.name for call in calls.questions if call.cases]
    built = replace(bench.homework.built, calls=calls)
    homework, found = replace(bench.homework, built=built), dict[Mutant, Example]()
    with Sandbox(homework.interpreter, calls, homework.limits, 1, "trust") as box:
        other = replace(bench, homework=homework, box=box)
        for mutant in alive:
            questions = [name for name in mutant.questions if name in asked]
            files = files_of(modules, questions)
            right = other.ran(other.submission("reference", {}, files), questions, limits)
            wrong = other.ran(other.submission("bug", {mutant.file: mutant.source}, files), questions, limits)
            example = next(
                (one for name in questions for one in _told(other, right[name], wrong[name])), None
            )
            if example is not None:
                found[mutant] = example
    return found


def _told(bench: Bench, right: Evidence, wrong: Evidence) -> Iterator[Example]:
    """The odd cases on which some criterion sees a difference."""
    question, homework = right.question, bench.homework
    for place in [place for place, asked in homework.by_code if asked == question]:
        rule = homework.rules[place]
        for label, outcome in right.outcomes.items():
            if rule.check.kind == "property" or not isinstance(outcome, Returned):
                continue
            got = wrong.outcomes.get(label)
            if finite(outcome.value) and not _equal(bench, place, outcome.value, got):
                yield Example(question, label, place, line_of(homework, question, label), beyond=True)


def _equal(bench: Bench, place: str, want: object, got: object) -> bool:
    rule = replace(bench.homework.rules[place], labels=("odd/0",))
    if not isinstance(got, Returned):
        return False
    evidence = Evidence("odd", {"odd/0": got})
    try:
        return all(
            c.match.equal
            for c in compare(rule, evidence, QuestionWants("odd", "", {"odd/0": want}), _no).cases
        )
    except OracleError:
        return True  # nothing that could be compared


def _no(*_: object) -> Mapping[str, bool | str]:
    raise AssertionError("no property is asked here")


def _odd(call: QuestionCalls) -> QuestionCalls:
    """The question with odd cases alone, made from its smallest one."""
    first = next((case for case in call.cases if case.keep == "all"), None)
    packed = frames.decode(first.packed, writable=True) if first and call.parameters else None
    if not isinstance(packed, dict):
        return replace(call, cases=())
    cases = []
    for number, arguments in enumerate(tweaks(packed["arguments"])):
        frame = frames.encode({"arguments": arguments, "given": packed["given"]})
        cases.append(CaseCall(f"{GROUP}{number}/0", len(frame), frame))
    return replace(call, cases=tuple(cases))


def tweaks(arguments: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """The same arguments with one of them replaced."""
    for name, value in arguments.items():
        for odd in _others(value):
            yield {**arguments, name: odd}


def _others(value: object) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (odd for odd in (0, 1, 2, -1, value + 1, -value) if odd != value)
    elif isinstance(value, float):
        yield from (odd for odd in (0.0, 1.0, -value, 1000 * value) if odd != value)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "if":
        one = np.array(value)
        one.reshape(-1)[:1] = 0
        yield from (0 * value, 0 * value + 1, -value, 1000 * value, one)
    elif isinstance(value, list):
        yield from (value[:1], value[::-1], [*value, *value])
