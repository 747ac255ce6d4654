"""Judge a class again from what its code did before: the walk of a run, with execution forbidden."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.ledger.handed import Handed
from grader.ledger.record import RunRecord
from grader.model.evidence import Evidence, NotRun
from grader.model.grade import GradeCard, Moved
from grader.model.submission import Submission
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.gather import Gatherer, kept_keys
from grader.pipeline.groups import alike
from grader.pipeline.homes import homes
from grader.pipeline.homework import Homework, prepare
from grader.pipeline.keys import stage_digest_of
from grader.pipeline.looking import looked_at, settled
from grader.pipeline.naming import UNKNOWN
from grader.pipeline.plots import Plotter
from grader.pipeline.receipts import with_receipts
from grader.pipeline.run import Graded, Grading, Progress
from grader.pipeline.standing import Standing
from grader.pipeline.trail import laid
from grader.rubric.schema import Limits
from grader.rubric.told import for_teacher
from grader.sandbox.budget import Budget
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.plan import TIERS

NEEDS_A_RUN = "it needs a run"


@dataclass(frozen=True, slots=True)
class Rejudged:
    """The class as it would stand now: who moved, and which questions need a run, with their students."""

    graded: Graded
    cards: tuple[GradeCard, ...]  # whole, as they are kept
    moves: tuple[Moved, ...]
    needs_run: Mapping[str, tuple[str, ...]]
    record: RunRecord
    handed: tuple[Handed, ...]


def rejudge(stand: Standing, progress: Progress = lambda *_: None) -> Rejudged:
    """Walk all stages but running. The sheet stays as it is until `keep`; raises GraderError."""
    began = time.monotonic()
    ledger, source = stand.ledger, stand.source
    submissions = [one.submission for one in stand.handed]
    progress("Reading the reference", 0, 0)
    with prepared(stand) as homework:
        built = homework.built
        with Oracle(source.reference, built.every_call, source.rubric.seed, homework.interpreter) as oracle:
            asking, nowhere = Asking(oracle), NothingRuns(tiers(stand))
            grading = Grading(
                Gatherer(homework, ledger, nowhere, asking),
                stage_digest_of(homework),
                Plotter(homework, ledger, nowhere, oracle, asking.turn),
                settled=settled(ledger.cleared(), submissions),
            )
            cards, needs = _walk(grading, submissions, progress)
        handed = tuple(Handed(one, kept_keys(homework, one)) for one in submissions)
    before = {card.student: card for card in stand.cards}
    whole = tuple(_with_name(card, before[card.student]) for card in cards)
    coded = with_receipts(whole, {one.id: one.digest for one in submissions}, source.rubric)
    named = laid(coded, ledger.trail.decisions(), submissions)
    looked = looked_at(ledger.cleared(), named, submissions)
    record = replace(stand.record, rubric=str(source.path.resolve()), homework=homework.key)
    notes = (*record.notes, *ledger.notes)
    groups = alike(replace(stand, record=record, cards=named, handed=handed))
    graded = Graded(
        cards=tuple(for_teacher(card, source.rubric) for card in named),
        source=source,
        calls=built.calls,
        isolation=record.isolation,
        seconds=time.monotonic() - began,
        notes=notes,
        plots=grading.plots,
        homes=homes(submissions, built.calls.questions),
        looked=looked,
        groups=groups,
        trail=ledger.trail.head(),
    )
    return Rejudged(graded, named, moves(stand.cards, named), needs, record, handed)


def keep(stand: Standing, rejudged: Rejudged) -> None:
    """Make it the sheet."""
    stand.ledger.record_run(rejudged.record, rejudged.cards, rejudged.handed)


@contextmanager
def prepared(stand: Standing) -> Iterator[Homework]:
    """The homework as rubric and reference are today, in the students' Python."""
    rubric = stand.source.rubric
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        interpreter = probe(rubric.python, rubric.packages, Path(folder) / "packages")
        yield prepare(stand.source, interpreter, stand.ledger)


class NothingRuns:
    """In the sandbox's place: no student code runs here, so whatever is not known already needs a run."""

    def __init__(self, candidates: Sequence[str]) -> None:
        self.candidates = tuple(candidates)

    def budget(self) -> Budget:
        """Nothing to spend."""
        return Budget(0, 0)

    def run(
        self,
        submission: Submission,
        questions: Sequence[str],
        budget: Budget,
        how: str = "shared",
        patience: float = 1.0,
        limits: Mapping[str, Limits] | None = None,
    ) -> Mapping[str, Evidence | NotRun]:
        """Never any evidence."""
        del submission, budget, how, patience, limits
        return {name: NotRun(name, NEEDS_A_RUN) for name in questions}


def tiers(stand: Standing) -> tuple[str, ...]:
    """Whose evidence holds: the isolation of that run and stronger, unless the rubric insists on the best."""
    ran = stand.record.isolation
    if stand.source.rubric.isolation == "full" and ran != TIERS[-1]:
        return TIERS[:1]
    return TIERS[: TIERS.index(ran) + 1] if ran in TIERS else TIERS


def moves(before: Sequence[GradeCard], after: Sequence[GradeCard]) -> tuple[Moved, ...]:
    """Every part whose points are others now, student by student."""
    old = {card.student: {part.id: part.points for part in card.parts} for card in before}
    return tuple(
        Moved(card.student, part.id, old.get(card.student, {}).get(part.id), part.points, card.total)
        for card in after
        for part in card.parts
        if old.get(card.student, {}).get(part.id) != part.points
    )


def _walk(
    grading: Grading, submissions: Sequence[Submission], progress: Progress
) -> tuple[list[GradeCard], dict[str, tuple[str, ...]]]:
    cards: list[GradeCard] = []
    needs: dict[str, tuple[str, ...]] = {}
    for submission in submissions:
        progress("Judging", len(cards), len(submissions))
        held, card = grading.first(submission)
        cards.append(card)
        for name, one in held.items():
            if isinstance(one, NotRun):
                needs[name] = (*needs.get(name, ()), submission.id)
    return cards, needs


def _with_name(card: GradeCard, before: GradeCard) -> GradeCard:
    flags = (*card.flags, UNKNOWN) if UNKNOWN in before.flags else card.flags
    return replace(card, name=before.name, email=before.email, flags=flags)
