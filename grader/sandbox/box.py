"""The sandbox as the rest of the house sees it: submissions and calls in, evidence out."""

from __future__ import annotations

import queue
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from grader.errors import IsolationError, SandboxError
from grader.model.calls import Calls
from grader.model.evidence import Evidence, NotRun
from grader.model.interpreter import Interpreter
from grader.model.submission import Submission
from grader.rubric.schema import Limits
from grader.sandbox.session import Budget, Session
from grader.sandbox.zygote import StoredCalls, Zygote

ISOLATION = "floor"


class Sandbox:
    """Warm processes, one per worker, for the calls of one homework. A context manager."""

    def __init__(
        self, interpreter: Interpreter, calls: Calls, limits: Mapping[str, Limits], workers: int = 1
    ) -> None:
        if not sys.platform.startswith("linux"):
            raise IsolationError("Students' code runs on Linux only so far (on Windows, use WSL2).")
        self.interpreter, self.calls, self.limits, self.workers = interpreter, calls, limits, workers
        self.slots: queue.SimpleQueue[Zygote | None] = queue.SimpleQueue()
        self.stopped = False

    def __enter__(self) -> Sandbox:
        """Set up shared memory and scratch; warm processes start when they are first needed."""
        self.folder = Path(tempfile.mkdtemp(prefix="grader-"))
        self.stored = StoredCalls(self.calls)
        self.starter = ThreadPoolExecutor(1, thread_name_prefix="starter")
        self.opened: list[Zygote] = []
        for _ in range(self.workers):
            self.slots.put(None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process and leave nothing behind."""
        for zygote in self.opened:
            zygote.close()
        self.starter.shutdown()
        self.stored.close()
        shutil.rmtree(self.folder, ignore_errors=True)

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
    ) -> Mapping[str, Evidence | NotRun]:
        """Evidence for each question; NotRun where our own machinery failed twice.

        `how` is "shared", "alone" or "repeat"; `patience` multiplies the limits of a repeat.
        """
        reason = ""
        for _ in range(2):
            zygote = self.slots.get()
            try:
                zygote = zygote or self._start()
                limits = {name: _patient(one, patience) for name, one in self.limits.items()}
                session = Session(zygote, submission, self.calls, limits, budget, how)
                result = session.run(questions)
            except SandboxError as error:
                reason = str(error)
                if zygote is not None:
                    self._discard(zygote)
                zygote = None
            else:
                return result
            finally:
                self.slots.put(zygote)
        return {name: NotRun(name, reason) for name in questions}

    def _start(self) -> Zygote:
        if self.stopped:
            raise SandboxError("the run was stopped")
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        zygote = Zygote(self.interpreter, self.stored, scratch, self.starter)
        self.opened.append(zygote)
        return zygote

    def _discard(self, zygote: Zygote) -> None:
        with suppress(ValueError):
            self.opened.remove(zygote)
        zygote.close()


def _patient(limits: Limits, patience: float) -> Limits:
    return limits.model_copy(update={"seconds": limits.seconds * patience}) if patience != 1.0 else limits
