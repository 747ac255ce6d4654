"""From a folder of submissions to grade cards: walk the stages, going on wherever a result is known."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from grader import engine
from grader.collect import Layout
from grader.ledger.handed import Handed
from grader.ledger.memo import Ledger
from grader.ledger.people import keep_people
from grader.ledger.record import RunRecord
from grader.model.account import Account
from grader.model.answers import Alike
from grader.model.calls import Calls
from grader.model.cleared import Looked
from grader.model.exhibit import Plot
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.model.trail import Head
from grader.model.verdict import Kind
from grader.oracle.ask import Oracle
from grader.pipeline.accounting import account_of
from grader.pipeline.asking import Asking
from grader.pipeline.attempts import chosen, every_attempt
from grader.pipeline.basis import basis_of
from grader.pipeline.collecting import collected_from
from grader.pipeline.difference import Judged
from grader.pipeline.findings import Held
from grader.pipeline.fitting import expect_fitting
from grader.pipeline.gather import Gathered, Gatherer, kept_keys, timed_out
from grader.pipeline.grading import Grading
from grader.pipeline.groups import alike
from grader.pipeline.homes import Homes, homes
from grader.pipeline.homework import Homework, prepare
from grader.pipeline.housing import housed, opening
from grader.pipeline.keys import stage_digest_of
from grader.pipeline.log import run_log
from grader.pipeline.looking import looked_at, settled
from grader.pipeline.placing import placed
from grader.pipeline.plots import Plotter
from grader.pipeline.receipts import with_receipts
from grader.pipeline.recording import begun
from grader.pipeline.roll import called, class_list
from grader.pipeline.sent import hold
from grader.pipeline.standing import Standing
from grader.pipeline.trail import laid
from grader.pipeline.written import laid_by, with_facts
from grader.rubric.load import LoadedRubric, load
from grader.rubric.told import for_teacher
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.plan import weakest

log = logging.getLogger("grader")

Progress = Callable[[str, int, int], None]  # what is going on, done, of how many


@dataclass(frozen=True, slots=True)
class Request:
    """What an instructor asked for."""

    submissions: Path
    rubric: Path
    out: Path
    workers: int = 1
    layout: Layout = "auto"
    roster: Path | None = None
    trust: bool = False  # the instructor answers for the students: any isolation will do
    image: str | None = None  # a container's: there, and only there, students' code runs
    accept: bool = False  # what students were told may change


@dataclass(frozen=True, slots=True)
class Graded:
    """A finished run: cards in order of the students' ids, as the rubric lets them be told, and its notes."""

    cards: tuple[GradeCard, ...]
    source: LoadedRubric
    calls: Calls
    isolation: str
    seconds: float
    notes: tuple[str, ...]
    plots: Mapping[str, tuple[Plot, ...]] = field(default_factory=dict)  # by student
    homes: Homes = field(default_factory=dict)
    looked: Looked = field(default_factory=Looked)
    groups: tuple[Alike, ...] = ()  # what several answered alike
    trail: Head | None = None  # where the decisions by hand end
    account: Account = field(default_factory=Account)  # where everybody and every file went

    @property
    def exit_code(self) -> int:
        """3 when some rows are not graded through no fault of the students', else 0."""
        grades = [grade for card in self.cards for part in card.parts for grade in part.criteria]
        return 3 if any(grade.verdict.kind is Kind.NOT_GRADED for grade in grades) else 0


def run(request: Request, progress: Progress) -> Graded:
    """Grade everything; what an earlier run found out is not found out again. Raises GraderError."""
    began, started = time.monotonic(), datetime.now(UTC).isoformat()
    source = load(request.rubric)
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        Path(folder).chmod(0o711)  # root's students' code runs as somebody else, and imports from here
        interpreter = probe(source.rubric.python, source.rubric.packages, Path(folder) / "packages")
        listed = class_list(request.roster, source)
        progress("Reading submissions", 0, 0)
        collected = collected_from(
            request.submissions, source, request.layout, request.out, spare := Path(folder) / "written"
        )
        expect_fitting(source, collected.submissions)
        with Ledger.open(request.out) as ledger, run_log(request.out):
            roll = called(listed, source, laid_by(collected, spare, request.out), ledger)
            papers = with_facts(roll.collected, source.rubric, ledger, request.workers, progress)
            roll = replace(roll, collected=papers)
            record = begun(request, source, interpreter, roll.everybody, started)
            ledger.record_run(record)
            log.info("%s: %d submissions, rubric %s", request.submissions, len(roll.submissions), source.path)
            progress("Reading the reference", 0, 0)
            homework = prepare(source, interpreter, ledger)
            work = every_attempt(roll, source.rubric)
            cards, tiers, plots, handed = _grade(homework, ledger, work, request, progress)
            counted = chosen(roll, cards, plots, handed, source)
            roll, plots = counted.roll, counted.plots
            cards, handed = placed(counted.cards, counted.handed, roll, source)
            cards, isolation = laid(cards, ledger.trail.decisions(), roll.everybody), weakest(tiers)
            notes, account = (*opening(collected.why, request.image), *roll.notes), account_of(roll, cards)
            done = replace(record, homework=homework.key, isolation=isolation, notes=notes, account=account)
            done = replace(done, students=tuple((one.id, one.digest) for one in roll.everybody))
            stand = _finish(request, ledger, homework, done, cards, handed)
            keep_people(ledger, roll.people)
            groups = alike(stand)
            log.info("finished in %.1f s, trail %s", time.monotonic() - began, head := ledger.trail.head())
            notes += ledger.notes
    told_cards, calls = tuple(for_teacher(card, source.rubric) for card in cards), homework.built.calls
    places = homes(roll.submissions, calls.questions)
    more = plots, places, stand.looked, groups, head, account
    return Graded(told_cards, source, calls, isolation, time.monotonic() - began, notes, *more)


def _finish(
    request: Request,
    ledger: Ledger,
    homework: Homework,
    done: RunRecord,
    cards: tuple[GradeCard, ...],
    handed: tuple[Handed, ...],
) -> Standing:
    """Make these cards the sheet, with the facts that judging again needs."""
    source, basis = homework.source, basis_of(homework)
    record = replace(done, finished=datetime.now(UTC).isoformat(), status="finished")
    hold(ledger, cards, Judged(record, basis), source, accept=request.accept)
    ledger.record_run(record, cards, handed, basis)
    looked = looked_at(ledger.cleared(), cards, [one.submission for one in handed])
    return Standing(request.out, ledger, source, record, cards, handed, looked)


def _grade(
    homework: Homework,
    ledger: Ledger,
    submissions: Sequence[Submission],
    request: Request,
    progress: Progress,
) -> tuple[tuple[GradeCard, ...], set[str], Mapping[str, tuple[Plot, ...]], tuple[Handed, ...]]:
    source, built, workers = homework.source, homework.built, request.workers
    with (
        Oracle(source.reference, built.every_call, source.rubric.seed, homework.interpreter) as oracle,
        housed(homework, request, progress) as (here, box),
    ):
        asking = Asking(oracle)
        plotter = Plotter(here, ledger, box, oracle, asking.turn)
        decided = settled(ledger.cleared(), submissions)
        gatherer = Gatherer(here, ledger, box, asking)
        grading = Grading(gatherer, stage_digest_of(homework), plotter, settled=decided)
        handed = tuple(Handed(one, kept_keys(here, one)) for one in submissions)
        cards: dict[str, GradeCard] = {}
        tiers: set[str] = set()
        again: list[tuple[Submission, Gathered]] = []
        progress("Grading", 0, len(submissions))
        for submission, (held, card) in engine.each(submissions, grading.first, workers, box.stop):
            cards[submission.id] = card
            tiers |= {one.evidence.isolation for one in held.values() if isinstance(one, Held)}
            if timed_out(held):
                again.append((submission, held))
            progress("Grading", len(cards), len(submissions))
        if again:
            progress("Repeating what took too long", 0, len(again))
        repeats = engine.each(again, grading.repeat, workers, box.stop)
        for done, ((submission, _), card) in enumerate(repeats, 1):
            cards[submission.id] = card
            progress("Repeating what took too long", done, len(again))
    ordered = tuple(cards[submission.id] for submission in submissions)
    digests = {submission.id: submission.digest for submission in submissions}
    return with_receipts(ordered, digests, source.rubric), tiers, grading.plots, handed
