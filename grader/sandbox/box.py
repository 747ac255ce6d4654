"""The sandbox as the rest of the house sees it: submissions and calls in, evidence out."""

from __future__ import annotations

import queue
import tempfile
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from grader.errors import IsolationError, SandboxError
from grader.model.calls import Calls
from grader.model.evidence import Evidence, NotRun
from grader.model.interpreter import Interpreter
from grader.model.submission import Submission
from grader.rubric.schema import Limits
from grader.sandbox import ways
from grader.sandbox.budget import Budget
from grader.sandbox.child import SLACK_MB
from grader.sandbox.guests.clearing import remove
from grader.sandbox.isolation.cgroup import bound
from grader.sandbox.isolation.plan import STRONG, TIERS
from grader.sandbox.isolation.probe import Probed, probe
from grader.sandbox.session import Session
from grader.sandbox.stored import StoredCalls
from grader.sandbox.warm import Warm
from grader.sandbox.ways import Way

WARM_MB = 1024  # for the warm process itself, with all its packages
ACCEPTED = {  # by what a rubric and its user ask for, the tiers to try, strongest first
    "full": ("full",),
    "strong": STRONG,
    "trust": TIERS,
    **{tier: (tier,) for tier in TIERS if tier != "full"},
}


class Sandbox:
    """Warm processes, one per worker, for the calls of one homework. A context manager."""

    def __init__(
        self,
        interpreter: Interpreter,
        calls: Calls,
        limits: Mapping[str, Limits],
        workers: int = 1,
        require: str = "strong",
        way: Way | None = None,
    ) -> None:
        self.way = way or ways.here()
        self.interpreter, self.calls, self.limits, self.workers = interpreter, calls, limits, workers
        self.slots: queue.SimpleQueue[_Slot] = queue.SimpleQueue()
        self.candidates = self._candidates(require)
        self.tier: str | None = None  # settled by the first warm process
        self.refused: dict[str, str] = {}  # why not a stronger one
        self.settling = threading.Lock()
        self.stopped = False

    def __enter__(self) -> Sandbox:
        """Set up shared memory and scratch; warm processes start when they are first needed."""
        self.folder = Path(tempfile.mkdtemp(prefix="grader-"))
        self.stored = StoredCalls(self.calls, self.way.sealed)
        self.memory = bound(memory_mb(self.limits, self.workers))
        self.starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        self.opened: list[Warm] = []
        for number in range(self.workers):
            self.slots.put(_Slot(number))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process and leave nothing behind."""
        for zygote in self.opened:
            zygote.close()
        self.starter.shutdown()
        if self.memory is not None:
            self.memory.close()
        self.stored.close()
        remove(str(self.folder))

    def stop(self) -> None:
        """End every process now: whatever still runs is not graded, and no new one starts."""
        self.stopped = True
        for zygote in list(self.opened):
            zygote.close()

    def budget(self) -> Budget:
        """A fresh submission's processor time: for its first run, and for all that repeats it."""
        seconds = self.limits[""].submission_seconds
        return Budget(seconds, seconds)

    def run(
        self,
        submission: Submission,
        questions: Sequence[str],
        budget: Budget,
        how: str = "shared",
        patience: float = 1.0,
        limits: Mapping[str, Limits] | None = None,
    ) -> Mapping[str, Evidence | NotRun]:
        """Evidence for each question; NotRun where our own machinery failed twice.

        `how` is "shared", "alone" or "repeat"; `patience` multiplies the limits of a repeat;
        `limits` stand in place of the homework's.
        """
        reason, left = "", (budget.first, budget.again)
        for _ in range(2):
            slot = self.slots.get()
            try:
                slot.zygote = slot.zygote or self._start(slot.number)
                patient = {name: _patient(one, patience) for name, one in (limits or self.limits).items()}
                session = Session(slot.zygote, submission, self.calls, patient, budget, how)
                return session.run(questions)
            except IsolationError:
                raise
            except SandboxError as error:
                reason = str(error)
                budget.first, budget.again = left  # what our own trouble took is not the student's
                if slot.zygote is not None:
                    self._discard(slot.zygote)
                slot.zygote = None
            finally:
                self.slots.put(slot)
        return {name: NotRun(name, reason) for name in questions}

    def _candidates(self, require: str) -> tuple[str, ...]:
        """The forms of isolation that will do and that this way can have. Raises IsolationError."""
        able = tuple(tier for tier in ACCEPTED[require] if tier in self.way.tiers)
        if not able:
            raise IsolationError(self.way.lack)
        return able

    def _start(self, number: int) -> Warm:
        """A warm process of the settled tier; the first one settles it. Raises IsolationError."""
        with self.settling:
            if self.tier is None:
                return self._settle(number)
        return self._warm(number, self.tier)

    def _settle(self, number: int) -> Warm:
        """The strongest tier that this machine can set up, and that its own probe does not break."""
        for tier in self.candidates:
            for _ in range(2):  # once more, so that a passing trouble does not weaken the whole run
                zygote = self._sound(number, tier)
                if zygote is not None:
                    self.tier = tier
                    return zygote
                if self.stopped:
                    raise SandboxError("the run was stopped")
        reasons = "; ".join(dict.fromkeys(self.refused.values()))
        raise IsolationError(
            f"This machine cannot shut students' code off as the rubric asks ({reasons}). Type "
            "`grader doctor` for what would help, or, for students you trust, run with --trust-students."
        )

    def _sound(self, number: int, tier: str) -> Warm | None:
        """A warm process that its own probe does not break; none, and why, where it does."""
        zygote = None
        try:
            zygote = self._warm(number, tier)
            probed = Probed({}) if tier == "floor" else probe(zygote)
        except SandboxError as error:
            self.refused[tier] = str(error)
        else:
            if probed.sound:
                return zygote
            self.refused[tier] = _unsound(probed)
        if zygote is not None:
            self._discard(zygote)
        return None

    def _warm(self, number: int, tier: str) -> Warm:
        if self.stopped:
            raise SandboxError("the run was stopped")
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        (self.folder / f"root-{number}").mkdir(exist_ok=True)
        self.folder.chmod(0o711)
        scratch.chmod(0o711)
        isolation = self.way.plan(tier, self.interpreter, number, self.folder)
        if isolation is None:
            raise SandboxError("this kind of processor is not known here")
        zygote = self.way.make(self.interpreter, self.stored, scratch, isolation, self.starter, self.memory)
        self.opened.append(zygote)
        if self.stopped:  # meanwhile: nobody else would end it
            zygote.close()
            raise SandboxError("the run was stopped")
        return zygote

    def _discard(self, zygote: Warm) -> None:
        with suppress(ValueError):
            self.opened.remove(zygote)
        zygote.close()


@dataclass(slots=True)
class _Slot:
    """A worker's place: its number, and its warm process once it has one."""

    number: int
    zygote: Warm | None = None


def memory_mb(limits: Mapping[str, Limits], workers: int) -> int:
    """What all workers may use together, their students' code and the warm processes themselves."""
    return workers * (max(one.memory_mb for one in limits.values()) + SLACK_MB + WARM_MB)


def _unsound(probed: Probed) -> str:
    if probed.holes:
        return f"students' code could {', could '.join(probed.holes)}"
    return f"students' code could not {', could not '.join(probed.lacks)}"


def _patient(limits: Limits, patience: float) -> Limits:
    return limits.model_copy(update={"seconds": limits.seconds * patience}) if patience != 1.0 else limits
