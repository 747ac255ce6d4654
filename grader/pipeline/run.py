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
from grader.collect import Layout, Roster, read_roster
from grader.errors import GraderError
from grader.judge import judge
from grader.ledger.handed import Handed
from grader.ledger.memo import Ledger
from grader.ledger.record import RunRecord
from grader.model.answers import Alike
from grader.model.calls import Calls
from grader.model.cleared import Looked
from grader.model.evidence import NotRun
from grader.model.exhibit import Plot
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.model.trail import Head
from grader.model.verdict import Kind
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.basis import basis_of
from grader.pipeline.collecting import collected_from
from grader.pipeline.difference import Judged
from grader.pipeline.findings import Held, find
from grader.pipeline.fitting import expect_fitting
from grader.pipeline.gather import Gathered, Gatherer, kept_keys, timed_out
from grader.pipeline.groups import alike
from grader.pipeline.homes import Homes, homes
from grader.pipeline.homework import Homework, prepare
from grader.pipeline.housing import housed, opening
from grader.pipeline.keys import card_key, stage_digest_of
from grader.pipeline.log import run_log
from grader.pipeline.looking import looked_at, settled
from grader.pipeline.naming import named
from grader.pipeline.plots import Plotter
from grader.pipeline.receipts import with_receipts
from grader.pipeline.recording import begun
from grader.pipeline.sent import hold
from grader.pipeline.standing import Standing
from grader.pipeline.telling import told
from grader.pipeline.trail import laid, without_forgotten
from grader.pipeline.written import with_facts
from grader.rubric.load import LoadedRubric, load
from grader.rubric.told import for_teacher
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.plan import weakest
from grader.score import score

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
        roster = read_roster(request.roster) if request.roster else Roster()
        progress("Reading submissions", 0, 0)
        collected = collected_from(request.submissions, source, request.layout, request.out)
        expect_fitting(source, collected.submissions)
        with Ledger.open(request.out) as ledger, run_log(request.out):
            collected = without_forgotten(collected, ledger.trail)
            collected = with_facts(collected, source.rubric, ledger, request.workers, progress)
            record = begun(request, source, interpreter, collected.submissions, started)
            ledger.record_run(record)
            log.info(
                "%s: %d submissions, rubric %s", request.submissions, len(collected.submissions), source.path
            )
            progress("Reading the reference", 0, 0)
            homework = prepare(source, interpreter, ledger)
            cards, tiers, plots, handed = _grade(homework, ledger, collected.submissions, request, progress)
            cards, missing = named(cards, collected.submissions, roster)
            cards = laid(cards, ledger.trail.decisions(), collected.submissions)
            isolation = weakest(tiers)
            notes = (*opening(collected.why, request.image), *collected.notes, *missing)
            done = replace(record, homework=homework.key, isolation=isolation, notes=notes)
            stand = _finish(request, ledger, homework, done, cards, handed)
            groups = alike(stand)
            log.info("finished in %.1f s, trail %s", time.monotonic() - began, head := ledger.trail.head())
            notes += ledger.notes
    told_cards, calls = tuple(for_teacher(card, source.rubric) for card in cards), homework.built.calls
    places = homes(collected.submissions, calls.questions)
    seconds = time.monotonic() - began
    more = plots, places, stand.looked, groups, head
    return Graded(told_cards, source, calls, isolation, seconds, notes, *more)


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


@dataclass(frozen=True, slots=True)
class Grading:
    """One submission through all stages; a failure of ours costs nobody a point."""

    gatherer: Gatherer
    rubric_digest: str
    plotter: Plotter | None = None
    plots: dict[str, tuple[Plot, ...]] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()  # students whose open work stays as it is

    def first(self, submission: Submission) -> tuple[Gathered, GradeCard]:
        """Gather, compare, judge and score; keep it all in one go."""
        try:
            held, rows = self.gatherer.gather(submission)
            card = self._card(submission, held, rows)
        except GraderError:
            raise
        except Exception:
            log.exception("grading %s failed", submission.id)
            held = {
                name: NotRun(name, "an internal error, see run.log")
                for name in self.gatherer.homework.questions
            }
            return held, self._card(submission, held, [])
        if self.plotter is not None:
            self.plots[submission.id] = self.plotter.plots(submission, held)
        return held, card

    def repeat(self, pair: tuple[Submission, Gathered]) -> GradeCard:
        """The end of the run: what timed out, once more."""
        submission, held = pair
        after, rows = self.gatherer.repeat(submission, held, self.gatherer.box.budget())
        return self._card(submission, after, rows)

    def _card(self, submission: Submission, held: Gathered, rows: list) -> GradeCard:  # type: ignore[type-arg]
        homework, ledger = self.gatherer.homework, self.gatherer.ledger
        decided = submission.id in self.settled
        found = find(homework, ledger, self.gatherer.ask, submission, held, decided)
        faultless = not any(isinstance(one, NotRun) for one in held.values())
        key = card_key(submission, found.keys, self.rubric_digest, submission.id)
        card = ledger.card(key) if faultless and not found.new and not rows else None
        if card is not None:
            return card
        verdicts = judge(homework.rubric, found.findings, homework.built.wants)
        card = score(homework.rubric, submission.id, verdicts, **told(submission, held, verdicts))
        ledger.put_many([*rows, *found.new])
        if faultless:
            ledger.keep(cards={key: card})
        return card
