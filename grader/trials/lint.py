"""What can be seen in a rubric and its reference without running an answer."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import numpy as np

from grader.checks.compare import Rule
from grader.model.calls import QuestionCalls
from grader.model.wants import QuestionWants
from grader.oracle.catalogue import Declared, declared, import_all
from grader.oracle.process import Worker
from grader.oracle.rules import same
from grader.pipeline.homework import Homework
from grader.rubric.points import shown
from grader.rubric.schema import Criterion, address
from grader.trials.mutants.sources import Module
from grader.trials.remark import Level, Looked, Remark

__all__ = ["lint"]


def lint(homework: Homework, modules: Mapping[str, Module]) -> Looked:
    """Reads what is there: what is never used, what can be guessed, what cannot tell right from wrong."""
    remarks = [
        *_unused_questions(homework),
        *_unused_functions(modules),
        *_guessed(homework),
        *(one for call in homework.built.calls.questions for one in _twice(call)),
        *_accidents(homework),
    ]
    rubric = homework.rubric
    parts = [part for problem in rubric.problems for part in problem.parts]
    extra = sum(part.points for part in parts if part.extra)
    beside = f" and {shown(extra)} of extra credit" if extra else ""
    criteria = sum(len(part.criteria) for part in parts)
    said = f"adds up to {shown(rubric.possible)}{beside}: {len(parts)} parts, {criteria} criteria, "
    return Looked("rubric", "The rubric", f"{said}{len(homework.questions)} questions", tuple(remarks))


def _unused_questions(homework: Homework) -> Iterator[Remark]:
    """Questions, groups of cases and properties that no criterion looks at."""
    source = homework.source
    with Worker(source.reference, homework.interpreter, source.rubric.seed) as worker:
        known = import_all(worker)
        asked = [declared(worker, name, known) for name in homework.questions]
    for name in known:
        if name not in homework.questions:
            yield Remark("warning", name, f"The reference answers {name}, but no criterion asks for it.")
    for said in asked:
        yield from _unused_inside(homework, said)


def _unused_inside(homework: Homework, said: Declared) -> Iterator[Remark]:
    rules = [homework.rules[place] for place, question in homework.by_code if question == said.name]
    looked = {label.rpartition("/")[0] for rule in rules for label in rule.labels}
    claims = {rule.check.name for rule in rules if rule.check.kind == "property"}
    for group, *_ in said.groups:
        if group not in looked:
            words = f"No criterion looks at the cases `{group}` of {said.name}."
            yield Remark("warning", said.name, words)
    for claim in said.properties:
        if claim not in claims:
            yield Remark(
                "warning", said.name, f"No criterion asks for the property `{claim}` of {said.name}."
            )


def _unused_functions(modules: Mapping[str, Module]) -> Iterator[Remark]:
    """Plain functions of the reference whose name stands nowhere else."""
    trees = {file: ast.parse(module.source) for file, module in modules.items()}
    used = Counter(
        word
        for tree in trees.values()
        for node in ast.walk(tree)
        for word in (getattr(node, "id", None), getattr(node, "attr", None), *_imported(node))
        if word
    )
    for file, tree in trees.items():
        if file.startswith(("starter", "_")):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.decorator_list and not used[node.name]:
                yield Remark("warning", f"{file}:{node.lineno}", f"Nothing uses the function {node.name}.")


def _imported(node: ast.AST) -> Iterable[str]:
    return (alias.name for alias in node.names) if isinstance(node, ast.ImportFrom) else ()


def _guessed(homework: Homework) -> Iterator[Remark]:
    """Answers that are earned by saying the same thing every time."""
    for _, part, criterion in homework.rubric.walk():
        place = address(part, criterion)
        if place not in homework.rules or criterion.needs or not criterion.question:
            continue
        rule, wants = homework.rules[place], homework.built.wants.question(criterion.question)
        want = [wants.want[label] for label in rule.labels]
        if rule.check.kind == "property":
            continue
        points = f"{shown(criterion.points)} {'point' if criterion.points == 1 else 'points'}"
        if all(isinstance(one, bool | np.bool_) for one in want):
            say = f"A yes or no is a coin toss worth {points}: say with `needs` which work it belongs to."
            yield Remark("warning", place, say)
        elif len(want) > 1 and all(same(want[0], one) for one in want[1:]):
            say = f"The same answer is right on all {len(want)} cases, so {points} can be had by a guess."
            yield Remark("warning", place, say)


def _twice(call: QuestionCalls) -> Iterator[Remark]:
    """Cases with the very same arguments."""
    first: dict[bytes, str] = {}
    for case in call.cases:
        other = first.setdefault(case.packed, case.label)
        if other != case.label:
            say = f"The cases {other} and {case.label} of {call.name} are the same call."
            yield Remark("warning", call.name, say)


def _accidents(homework: Homework) -> Iterator[Remark]:
    """Cases on which a named mistake is right by accident, where each case earns by itself; else a note."""
    for _, part, criterion in homework.rubric.walk():
        place = address(part, criterion)
        if place in homework.rules and homework.rules[place].check.kind != "property":
            wants = homework.built.wants.question(criterion.question or "")
            yield from _accident(place, criterion, homework.rules[place], wants)


def _accident(place: str, criterion: Criterion, rule: Rule, wants: QuestionWants) -> Iterator[Remark]:
    found = []
    for mistake in wants.mistakes:
        if mistake.under:
            continue
        agree = [label for label in rule.labels if _equal(rule, wants, label, mistake.results[label])]
        if agree and len(agree) < len(rule.labels):
            found += [(label, mistake.name) for label in agree]
    level: Level = "warning" if criterion.credit == "per_case" else "note"
    for label, pairs in groupby(sorted(found), key=lambda pair: pair[0]):
        names = [name for _, name in pairs]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        say = f"On {label} who {names[0]}{more} is right by accident; other cases show it."
        yield Remark(level, place, say)


def _equal(rule: Rule, wants: QuestionWants, label: str, got: object) -> bool:
    want = wants.want[label]
    if rule.key is not None and isinstance(want, Mapping) and isinstance(got, Mapping):
        want, got = want[rule.key], got.get(rule.key)
    return rule.check.compare(want, got, rule.tolerance, wants.scales.get(label)).equal
