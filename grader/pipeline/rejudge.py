"""Judge a class again from what its code did before: the walk of a run, with execution forbidden.

The next sheet is made beside the one that stands, some students at a time, and of each only what an edit
touched; it counts from `keep` on.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from grader.ledger.kept import KeptCard, changes, moves
from grader.ledger.people import kept_people
from grader.ledger.record import Basis, RunRecord
from grader.ledger.sheets import Sheet
from grader.model.evidence import Evidence, NotRun
from grader.model.grade import Change, Moved, Place
from grader.model.submission import Submission
from grader.oracle.ask import Oracle
from grader.pipeline.accounting import listed_now, recounted
from grader.pipeline.asking import Asking
from grader.pipeline.basis import basis_of, waiting
from grader.pipeline.gather import NEEDS_A_RUN, Gatherer
from grader.pipeline.homework import Homework, prepare
from grader.pipeline.judging_again import Again
from grader.pipeline.looking import settled
from grader.pipeline.run import Progress
from grader.pipeline.standing import Opened
from grader.pipeline.trail import last_words
from grader.rubric.load import LoadedRubric
from grader.rubric.schema import Limits
from grader.sandbox.budget import Budget
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.plan import TIERS


@dataclass(frozen=True, slots=True)
class Rejudged:
    """The class as it would stand now: what changed, and which questions need a run, with their students."""

    changes: tuple[Change, ...]
    moves: tuple[Moved, ...]
    needs_run: Mapping[str, tuple[str, ...]]
    record: RunRecord
    basis: Basis
    seconds: float


def rejudge(
    stand: Opened, progress: Progress = lambda *_: None, ready: Callable[[], None] = lambda: None
) -> Rejudged:
    """Walk all stages but running. The sheet stays as it is until it is adopted; raises GraderError.

    `ready` is called when all is read that does not depend on the number of students.
    """
    progress("Reading the reference", 0, 0)
    began = time.monotonic()
    with (
        prepared(stand) as homework,
        Oracle(
            stand.source.reference,
            homework.built.every_call,
            stand.source.rubric.seed,
            homework.interpreter,
        ) as oracle,
        _young_alone(),
    ):
        again = _again(stand, homework, Asking(oracle))
        ready()
        changed, moved, places = list[Change](), list[Moved](), list[tuple[str, Place]]()
        for before, after in _walk(stand, again, progress):
            changed += changes(before, after)
            moved += moves(before, after)
            places.append((after.student, after.place))
    account = recounted(stand.record.account, places, listed_now(stand), stand.source)
    path = str(stand.source.path.resolve())
    record = replace(stand.record, rubric=path, homework=homework.key, account=account)
    basis = waiting(again.after, homework, again.needs)
    needs = {name: tuple(students) for name, students in again.needs.items()}
    return Rejudged(tuple(changed), tuple(moved), needs, record, basis, time.monotonic() - began)


@contextmanager
def prepared(stand: Opened) -> Iterator[Homework]:
    """The homework as rubric and reference are today, in the students' Python."""
    rubric = stand.source.rubric
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        Path(folder).chmod(0o711)  # root's students' code runs as somebody else, and imports from here
        interpreter = probe(rubric.python, rubric.packages, Path(folder) / "packages")
        yield prepare(stand.source, interpreter, stand.ledger)


@contextmanager
def _young_alone() -> Iterator[None]:
    """What lasts is not looked through for cycles again and again: that would grow with the class."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class NothingRuns:
    """In the sandbox's place: no student code runs here, so whatever is not known already needs a run."""

    def __init__(self, candidates: Sequence[str]) -> None:
        self.candidates = tuple(candidates)

    @classmethod
    def standing(cls, record: RunRecord, source: LoadedRubric) -> NothingRuns:
        """Whose evidence holds: that run's isolation and stronger, unless the rubric insists on the best."""
        ran = record.isolation
        if source.rubric.isolation == "full" and ran != TIERS[-1]:
            return cls(TIERS[:1])
        return cls(TIERS[: TIERS.index(ran) + 1] if ran in TIERS else TIERS)

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


def _again(stand: Opened, homework: Homework, asking: Asking) -> Again:
    ledger = stand.ledger
    cleared = ledger.cleared()
    submissions = [one.submission for one in Sheet(ledger).handed({row.student for row in cleared})]
    return Again(
        gatherer=Gatherer(homework, ledger, NothingRuns.standing(stand.record, stand.source), asking),
        before=ledger.basis(stand.record),
        after=basis_of(homework),
        settled=settled(cleared, submissions),
        digests=dict(stand.record.students),
        words=last_words(ledger.trail.decisions()),
        statuses={person.id: person.status for person in kept_people(ledger)},
    )


def _walk(stand: Opened, again: Again, progress: Progress) -> Iterator[tuple[KeptCard, KeptCard]]:
    sheet, done, total = Sheet(stand.ledger), 0, len(stand.record.students)
    sheet.begin()
    for some in sheet:
        progress("Judging", done, total)
        before = [one.card for one in some]
        staged = [again.card(one, card) for one, card in zip(some, before, strict=True)]
        sheet.stage(staged)
        again.write()
        for old, new in zip(before, staged, strict=True):
            yield old, new.card
        done += len(some)
        gc.collect(0)  # what these left behind
