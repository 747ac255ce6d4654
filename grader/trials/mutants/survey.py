"""Hands in every deliberate bug as a student would, and sees which of them the rubric notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from grader import engine
from grader.model.verdict import Comparison, Kind, Verdict
from grader.pipeline.findings import outlook
from grader.rubric.schema import Limits
from grader.trials.bench import Bench, Progress
from grader.trials.mutants import sources
from grader.trials.mutants.acknowledged import Acknowledged, acknowledged
from grader.trials.mutants.beyond import beyond
from grader.trials.mutants.example import Example
from grader.trials.mutants.make import Mutant, mutants
from grader.trials.mutants.searching import search

__all__ = ["STAGE", "Fate", "Survey", "survey"]

STAGE = "Trying deliberate bugs"
SECONDS = 1.0  # honest answers take milliseconds; a bug that takes longer is noticed as too slow
Status = Literal["caught", "survived", "reading", "acknowledged", "refuted"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a bug.

    `status`: "caught"; "survived"; "reading", right by one of the reference's conventions; "acknowledged", no
    answer changes and the instructor says why; "refuted", she says so, but a case shows the difference.
    `by` are the criteria that noticed it, or should have; `example` is a case that would.
    """

    mutant: Mutant
    status: Status
    by: tuple[str, ...]
    words: str = ""
    example: Example | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """All bugs and what became of them, and the acknowledgements that speak of no bug that survives."""

    fates: tuple[Fate, ...]
    stale: tuple[tuple[Acknowledged, str, str], ...]  # with the line it may become and why it is not needed
    originals: Mapping[str, str]  # the reference's files

    def of(self, *status: Status) -> tuple[Fate, ...]:
        """Those of which this became."""
        return tuple(fate for fate in self.fates if fate.status in status)

    @property
    def caught(self) -> int:
        """How many were noticed."""
        return len(self.of("caught"))

    @property
    def counted(self) -> int:
        """How many should be: all that change an answer which is not right by another reading."""
        return len(self.of("caught", "survived", "refuted"))

    @property
    def score(self) -> float:
        """The share that was noticed."""
        return self.caught / self.counted if self.counted else 1.0


def survey(bench: Bench, progress: Progress, workers: int = 1) -> Survey:
    """Every bug through sandbox and judge; what was tried before is remembered. Raises GraderError."""
    modules = sources.read(bench.source.reference)
    known = acknowledged(bench.source.reference)
    every = mutants(modules, bench.homework.questions)
    limits = _limits(bench)
    progress(STAGE, 0, len(every))
    found: dict[Mutant, Fate] = {}
    done = engine.each(every, lambda one: tried(bench, modules, one, limits), workers, bench.box.stop)
    for number, (mutant, fate) in enumerate(done, 1):
        found[mutant] = fate
        progress(STAGE, number, len(every))
    fates = [found[mutant] for mutant in every]
    alive = [fate.mutant for fate in fates if fate.status == "survived"]
    examples = search(bench, modules, alive, limits, progress) if alive else {}
    left = [one for one in alive if one not in examples and not any(ack.covers(one) for ack in known)]
    examples |= beyond(bench, modules, left, limits) if left else {}
    settled = tuple(_settled(fate, examples.get(fate.mutant), known) for fate in fates)
    originals = {file: module.source for file, module in modules.items()}
    return Survey(settled, tuple(_stale(known, settled)), originals)


def tried(
    bench: Bench, modules: Mapping[str, sources.Module], mutant: Mutant, limits: Mapping[str, Limits]
) -> Fate:
    """One bug: caught as soon as one criterion is not fully right."""
    files = sources.files_of(modules, mutant.questions)
    handed_in = bench.submission("bug", {mutant.file: mutant.source}, files)
    verdicts: dict[str, Verdict] = {}
    readings: set[str] = set()
    for evidence in bench.ran(handed_in, mutant.questions, limits).values():
        compared = outlook(bench.homework, evidence, bench.asking)
        readings |= {one.reading for one in compared.values() if isinstance(one, Comparison) and one.reading}
        verdicts |= bench.by_itself(compared)
    noticed = {place: one for place, one in verdicts.items() if one.kind is not Kind.RIGHT}
    if noticed:
        first = next(iter(noticed.values()))
        return Fate(mutant, "caught", tuple(noticed), first.say)
    if readings:
        return Fate(mutant, "reading", tuple(verdicts), ", ".join(sorted(readings)))
    return Fate(mutant, "survived", tuple(verdicts))


def _limits(bench: Bench) -> dict[str, Limits]:
    """The rubric's, but for an end that comes sooner."""
    return {
        name: own.model_copy(update={"seconds": min(own.seconds, SECONDS)})
        for name, own in bench.homework.limits.items()
    }


def _settled(fate: Fate, example: Example | None, known: Sequence[Acknowledged]) -> Fate:
    """A survivor that is acknowledged is none, unless an example shows that an answer changes."""
    if fate.status != "survived":
        return fate
    words = next((one.because for one in known if one.covers(fate.mutant)), None)
    if words is None:
        return replace(fate, example=example)
    return replace(fate, status="refuted" if example else "acknowledged", words=words, example=example)


def _stale(known: Sequence[Acknowledged], fates: Sequence[Fate]) -> Iterator[tuple[Acknowledged, str, str]]:
    """Acknowledgements of what is noticed by now, or is no bug of ours any more."""
    for one in known:
        for line in one.becomes:
            only = one.model_copy(update={"becomes": (line,)})
            status = {fate.status for fate in fates if only.covers(fate.mutant)}
            if not status:
                yield one, line, "there is no such bug"
            elif not status & {"acknowledged", "refuted"}:
                yield (
                    one,
                    line,
                    "the rubric notices it" if "caught" in status else "it is another right reading",
                )
