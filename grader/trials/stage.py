"""The stage on which an attack is tried: a real homework, a real sandbox, and two honest neighbours."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.collect import Collected, collect
from grader.errors import GraderError, IsolationError
from grader.ledger.memo import Ledger
from grader.model.evidence import Cost
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.oracle.ask import Oracle
from grader.pipeline.asking import Asking
from grader.pipeline.findings import Held
from grader.pipeline.fitting import asked_names
from grader.pipeline.gather import Gathered, Gatherer, timed_out
from grader.pipeline.grading import Grading
from grader.pipeline.homework import Homework, prepare
from grader.pipeline.run import Graded
from grader.rubric.load import load
from grader.rubric.schema import Limits
from grader.sandbox.box import Sandbox
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.plan import STRONG
from grader.sandbox.reader import Reader
from grader.trials import findings, inert, traces
from grader.trials.attack import Attack
from grader.trials.hostile import AFTER, BEFORE, attacked, honest, lay_out

__all__ = ["Stage", "Trial"]

SECONDS, IMPORT_SECONDS, MEMORY_MB = 0.3, 0.6, 128  # enough for honest answers, and attacks end soon
PATIENCE = 4.0  # times what the honest answer took
VARIABLE = "GRADER_TRIAL_SECRET"
Results = Mapping[str, tuple[Gathered, GradeCard]]


@dataclass(frozen=True, slots=True)
class Trial:
    """How one attack went: what it managed (nothing, when it was blocked), and what became of its answers."""

    attack: Attack
    questions: tuple[str, ...]
    holes: tuple[str, ...]
    came_to: str
    seconds: float

    @property
    def blocked(self) -> bool:
        """Whether it managed nothing."""
        return not self.holes


class Stage:
    """Everything that is made once for all attacks; `attempt` tries one. A context manager."""

    def __init__(self, rubric: Path, require: str | None = None) -> None:
        self.path, self.require = rubric, require
        self.secret = f"grader-secret-{secrets.token_hex(16)}"

    def __enter__(self) -> Self:
        """Build the homework, start the sandbox, and see what the honest students get. Raises GraderError."""
        with ExitStack() as stack:
            self.place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-trial-")))
            self.place.chmod(0o711)  # as a run's own folder: the students' user must reach the packages
            if self.require not in (None, "strong", *STRONG):
                raise IsolationError("Attacks are tried only where students' code is shut off.")
            self.source = load(self.path)
            rubric = self.source.rubric
            self.require = self.require or rubric.isolation
            interpreter = probe(rubric.python, rubric.packages, self.place / "packages")
            with Ledger.open(self.place / "reference") as ledger:
                self.homework = prepare(self.source, interpreter, ledger)
            self.reader = stack.enter_context(Reader())
            calls, seed = self.homework.built.calls, rubric.seed
            self.oracle = stack.enter_context(Oracle(self.source.reference, calls, seed, interpreter))
            self.server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            os.environ[VARIABLE] = self.secret  # what a student must not find in any memory it can read
            stack.callback(os.environ.pop, VARIABLE, None)
            stack.callback(self._close_box)
            self.box = self._opened(self.homework)
            self._learn_what_is_honest()
            self.stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the stage down."""
        self.stack.close()

    @property
    def isolation(self) -> str:
        """The tier in force."""
        return str(self.box.tier)

    def attempt(self, attack: Attack) -> Trial:
        """Hand the attack in between two honest students and see what it gains, costs others, and leaves."""
        if self.box.stopped:
            self._close_box()
            self.box = self._opened(self.homework)
        rubric, questions = self.source.rubric, attacked(attack, self.source.rubric)
        with tempfile.TemporaryDirectory(prefix="try-", dir=self.place) as name:
            room, mark = Path(name), f"mark-{secrets.token_hex(8)}"
            room.chmod(0o711)
            lay_out(room / "class", attack, self.source.reference, questions, self._targets(room, mark))
            (room / "sheet.csv").write_text("student,total\nanna,0\n", encoding="utf-8")
            watched = (room / "class", room / "sheet.csv", self.source.reference, self.source.path)
            before, shared = traces.digests(*watched), traces.segments()
            began, bound = time.monotonic(), self._bound(questions)
            results, graded = self._batch(room, bound)
            seconds = time.monotonic() - began
            student = next((who for who in results if who not in (BEFORE, AFTER)), None)
            if student is None:
                return Trial(attack, questions, ("vanished from the class",), "", seconds)
            held, card = results[student]
            right, sacrifice = self.honest[BEFORE][1], bool(attack.harms_itself)
            holes = [
                *findings.of_points(card, right, rubric, questions, sacrifice),
                *findings.of_neighbours(self.expected, _bytes(results)),
                *findings.of_loot(held),
                *([f"ran for {seconds:.0f} s"] if seconds > bound else []),
                *traces.left_behind(self.box, mark, [room, room / "class", room / "class" / BEFORE]),
                *traces.changed(before, traces.digests(*watched)),
                *([] if traces.segments() <= shared else ["left shared memory"]),
                *inert.alive(graded, room / "grades"),
            ]
        came_to = findings.came_to(card, rubric, questions)
        return Trial(attack, questions, tuple(dict.fromkeys(holes)), came_to, seconds)

    def _targets(self, room: Path, mark: str) -> dict[str, Any]:
        """What the best informed student could know; the secret only by how it begins."""
        return {
            "reference": str(self.source.reference),
            "rubric": str(self.source.path.resolve()),
            "grades": str(room / "grades"),
            "sheet": str(room / "sheet.csv"),
            "neighbour": str(room / "class" / BEFORE),
            "class": str(room / "class"),
            "head": os.getpid(),
            "port": self.server.getsockname()[1],
            "mark": mark,
            "secret": ["grader-", "secret-"],
        }

    def _batch(self, room: Path, bound: float) -> tuple[dict[str, tuple[Gathered, GradeCard]], Graded]:
        """The three graded one after the other in one warm process, as a run does it."""
        collected = self._collected(room / "class")
        neighbours = {one.id: one for one in collected.submissions}
        first, last = neighbours.pop(BEFORE), neighbours.pop(AFTER)
        order = [first, *neighbours.values(), last]
        with Ledger.open(room / "grades") as ledger:
            watch = threading.Timer(bound, self.box.stop)
            watch.start()
            try:
                results = self._graded(order, ledger)
            finally:
                watch.cancel()
        cards = tuple(card for _, card in results.values())
        calls, notes = self.homework.built.calls, collected.notes
        return results, Graded(cards, self.source, calls, self.isolation, 0.0, notes)

    def _graded(self, order: Sequence[Submission], ledger: Ledger) -> dict[str, tuple[Gathered, GradeCard]]:
        gatherer = Gatherer(self.homework, ledger, self.box, Asking(self.oracle))
        grading = Grading(gatherer, "trial")
        results = {one.id: grading.first(one) for one in order}
        for one in order:
            held, _ = results[one.id]
            if timed_out(held):
                results[one.id] = held, grading.repeat((one, held))
        return results

    def _collected(self, place: Path) -> Collected:
        asked = asked_names(self.source.rubric)
        rule = self.source.rubric.submission
        return collect(place, rule, asked, lambda path, data: self.reader.read(path, data, asked), "folders")

    def _learn_what_is_honest(self) -> None:
        """What the neighbours get without anybody hostile among them, and what that costs."""
        place = self.place / "honest"
        honest(place / BEFORE, self.source.reference)
        honest(place / AFTER, self.source.reference, "handed in by another student")
        found = []
        for number in range(2):
            submissions = self._collected(place).submissions
            with Ledger.open(self.place / f"honest-{number}") as ledger:
                self.honest = self._graded(submissions, ledger)
            found.append(_bytes(self.honest))
            self.homework = replace(self.homework, limits=_tight(self.homework, self.honest[BEFORE][0]))
            self.box.limits = self.homework.limits  # the warm processes do not know them
        if found[0] != found[1]:
            raise GraderError(
                f"The reference of {self.path} does not answer alike twice, so nobody could tell what an "
                "attack changes; look for a clock or an unseeded random number in it."
            )
        self.expected = found[1]

    def _bound(self, questions: Sequence[str]) -> float:
        """By when even the slowest attack is over: each group hangs, alone and again, at import and after."""
        limits = self.homework.limits
        groups = sum(len(self.homework.built.calls.question(name).groups) for name in questions)
        once = 3 * (limits[""].import_seconds + max(limits[name].seconds for name in questions)) + 4
        return 60 + 4 * groups * once

    def _opened(self, homework: Homework) -> Sandbox:
        box = Sandbox(homework.interpreter, homework.built.calls, homework.limits, 1, str(self.require))
        return box.__enter__()

    def _close_box(self) -> None:
        self.box.__exit__(None, None, None)


def _bytes(results: Results) -> dict[str, dict[str, bytes]]:
    """The neighbours' evidence as it is kept, but for what it cost."""
    from grader.ledger.codec import pack_evidence

    return {
        who: {
            name: pack_evidence(replace(one.evidence, cost=Cost())) if isinstance(one, Held) else b""
            for name, one in results[who][0].items()
        }
        for who in (BEFORE, AFTER)
    }


def _tight(homework: Homework, held: Gathered) -> dict[str, Limits]:
    """Limits that leave honest answers room and end attacks soon."""
    limits = {}
    for name, own in homework.limits.items():
        one = held.get(name)
        cost = one.evidence.cost if isinstance(one, Held) else Cost()
        changed = {
            "seconds": min(own.seconds, max(SECONDS, PATIENCE * cost.seconds)),
            "import_seconds": min(own.import_seconds, IMPORT_SECONDS),
            "memory_mb": min(own.memory_mb, max(MEMORY_MB, int(2 * cost.megabytes))),
        }
        limits[name] = own.model_copy(update=changed)
    return limits
