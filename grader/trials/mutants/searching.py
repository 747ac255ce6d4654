"""Looks for a case that would notice a bug among those that the generators draw with other seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.errors import GraderError
from grader.model.verdict import Kind
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.homework import Homework, prepare
from grader.rubric.schema import Limits
from grader.sandbox.box import Sandbox
from grader.trials.bench import Bench, Progress
from grader.trials.mutants.example import Example, line_of
from grader.trials.mutants.make import Mutant
from grader.trials.mutants.sources import Module, files_of

__all__ = ["search"]

STAGE = "Looking for cases that would notice"
SEEDS = 3


def search(
    bench: Bench,
    modules: Mapping[str, Module],
    alive: Sequence[Mutant],
    limits: Mapping[str, Limits],
    progress: Progress,
) -> dict[Mutant, Example]:
    """An example for each bug for which one is found."""
    found: dict[Mutant, Example] = {}
    for number in range(1, SEEDS + 1):
        left = [mutant for mutant in alive if mutant not in found]
        homework = _other(bench, number) if left else None
        if homework is None:
            continue
        calls, rubric = homework.built.calls, homework.rubric
        reference, interpreter = homework.source.reference, homework.interpreter
        with (
            Oracle(reference, calls, rubric.seed, interpreter) as oracle,
            Sandbox(interpreter, calls, homework.limits, 1, "trust") as box,
        ):
            other = replace(bench, homework=homework, box=box, asking=Asking(oracle))
            for done, mutant in enumerate(left):
                progress(STAGE, (number - 1) * len(left) + done, SEEDS * len(left))
                example = _example(other, modules, mutant, limits)
                if example is not None:
                    found[mutant] = example
    return found


def _other(bench: Bench, number: int) -> Homework | None:
    """The same homework with another seed; nothing where its reference does not answer for it."""
    source = bench.source
    seed = source.rubric.seed + 7919 * number
    rubric = source.rubric.model_copy(update={"seed": seed})
    try:
        return prepare(replace(source, rubric=rubric), bench.homework.interpreter, bench.ledger)
    except GraderError:
        return None


def _example(
    bench: Bench, modules: Mapping[str, Module], mutant: Mutant, limits: Mapping[str, Limits]
) -> Example | None:
    files = files_of(modules, mutant.questions)
    handed_in = bench.submission("bug", {mutant.file: mutant.source}, files)
    for name, evidence in bench.ran(handed_in, mutant.questions, limits).items():
        for place, verdict in bench.judged(evidence).items():
            if verdict.kind is not Kind.RIGHT:
                return Example(name, verdict.case, place, line_of(bench.homework, name, verdict.case))
    return None
