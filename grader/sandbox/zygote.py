"""The parent's side of one warm process: starts it, asks it for children, hears how they ended."""

from __future__ import annotations

import json
import socket
import subprocess  # noqa: TID251 - this room starts the processes that run student code
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from grader.errors import SandboxError
from grader.model import frames, marked
from grader.model.interpreter import Interpreter
from grader.sandbox.forked import Forked
from grader.sandbox.guests.baiting import bait
from grader.sandbox.isolation.cgroup import MemoryBound
from grader.sandbox.line import Line
from grader.sandbox.stored import StoredCalls

GUESTS = Path(__file__).parent / "guests"
RUNNER = (  # in the order they are loaded
    "clearing kernel landlock namespaces confining refusals statements locating absent importing nearby "
    "converting calling probing reaching escaping knocking bare answering warming runner spawned"
).split()
START_SECONDS = 120.0
REPLY_SECONDS = 20.0
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "JOBLIB_MULTIPROCESSING": "0",
    "MPLBACKEND": "Agg",
}


class Zygote:
    """One warm process; one child at work at a time, and one that waits for the next.

    Where calls are filtered the two belong to two forks of it, each with namespaces and a scratch of its own.

    It dies with the thread that starts it, so `starter` is an executor whose thread lives as long as the run.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        calls: StoredCalls,
        scratch: Path,
        isolation: Mapping[str, Any],
        starter: Executor,
        memory: MemoryBound | None = None,
    ) -> None:
        self.tier, self.uid = str(isolation["tier"]), isolation["uid"]
        self.threads = int(isolation["threads"])  # a child may have, where the kernel does not count
        self.in_memory = bool(isolation["namespaces"])  # lie the files that its children write
        self.ahead: Mapping[str, Any] | None = None  # what the next child will be asked for, by all we know
        # whoever waits is out of reach where calls are filtered: only there one waits beside one that works
        pairs = [socket.socketpair() for _ in ("first", "second")[: 2 if isolation["filter"] else 1]]
        folders = [str(scratch / f"work{number or ''}") for number in range(len(pairs))]
        self.lines = [Line(ours, folder) for (ours, _), folder in zip(pairs, folders, strict=True)]
        theirs = [one.fileno() for _, one in pairs]
        try:
            starting = starter.submit(execute, interpreter, scratch, [*theirs, calls.descriptor])
            self.process = starting.result()
        except OSError as error:
            for line in self.lines:
                line.control.close()
            raise SandboxError(f"no process for students' code can be started: {error.strerror}") from error
        finally:
            for _, one in pairs:
                one.close()
        if memory is not None:
            memory.add(self.process.pid)  # before it starts anything of its own
        config = {
            "preload": interpreter.preload,
            "questions": calls.index,
            "calls": calls.descriptor,
            "scratch": folders[0],
            "beside": [[number, folder] for number, folder in zip(theirs, folders, strict=True)][1:],
            "isolation": isolation,
        }
        self._begin(start_message("runner", interpreter.path, config))

    @property
    def on_disk(self) -> str:
        """Where the files of the child at work lie, unless they are in memory."""
        return "" if self.in_memory else self.lines[0].folder

    def fork(self, request: Mapping[str, Any]) -> tuple[Forked, socket.socket]:
        """A fresh child, and the channel to it. Raises SandboxError."""
        self.lines = self.lines[1:] + self.lines[:1]
        child = self.lines[0].take(request)
        self.ahead = None if "probe" in request else request
        self._have_one_waiting(self.lines[-1] if len(self.lines) > 1 else None)
        return child

    def ended(self) -> dict[str, Any]:
        """How the child ended: status, processor seconds, peak kilobytes. Raises SandboxError."""
        report = self.lines[0].ended()
        self._have_one_waiting(self.lines[0])
        return report

    def let_go(self) -> None:
        """The child was ended; how, is heard when its line is needed again."""
        self.lines[0].owed = True
        self._have_one_waiting(self.lines[0])

    def rest(self) -> None:
        """End whoever waits: what is left then is no child. The next work has to wait for its process."""
        for line in self.lines:
            with suppress(SandboxError):  # whoever needs the line next will see it
                line.rest()

    def bait(self) -> AbstractContextManager[dict[str, Any]]:
        """What attempts are to find, on this machine."""
        return bait(self.uid)

    def close(self) -> None:
        """End the process and all that it started."""
        self.process.kill()
        self.process.wait()
        for line in self.lines:
            line.close()

    def _have_one_waiting(self, line: Line | None) -> None:
        if line is not None and line.waiting is None and self.ahead is not None:
            with suppress(SandboxError):  # whoever needs the line next will see it
                line.ask(self.ahead)

    def _begin(self, message: bytes) -> None:
        """Send texts and configuration, and wait until all of it is warm and shut off."""
        try:
            for line in self.lines:
                line.control.settimeout(START_SECONDS)
            self.lines[0].send(message, [])
            for line in self.lines:
                started, _ = line.receive()
                if "error" in started:
                    raise SandboxError(str(started["error"]))  # noqa: TRY301 - closed with the others
                line.control.settimeout(REPLY_SECONDS)
        except SandboxError:
            self.close()
            raise


def start_message(main: str, path: tuple[str, ...], config: Mapping[str, Any]) -> bytes:
    """What the boot text reads first: the guests' texts, which of them begins, its path and configuration."""
    sources = {name: (GUESTS / f"{name}.py").read_text() for name in RUNNER}
    both = {
        name: Path(str(one.__file__)).read_text() for name, one in (("frames", frames), ("marked", marked))
    }
    sources = {**both, **sources}
    return json.dumps({"sources": sources, "main": main, "path": path, "config": config}).encode()


def execute(interpreter: Interpreter, scratch: Path, descriptors: list[int]) -> subprocess.Popen[bytes]:
    """A process that reads from the first descriptor what to do; it holds these descriptors and no other."""
    boot = (GUESTS / "boot.py").read_text()
    environment = {**ENVIRONMENT, "HOME": str(scratch), "MPLCONFIGDIR": str(scratch / "matplotlib")}
    return subprocess.Popen(  # noqa: S603 - the rubric's interpreter with our own text
        # like -I, but for PYTHONHASHSEED: with it sets of text have one order in every run
        [interpreter.executable, "-s", "-S", "-P", "-B", "-c", boot, str(descriptors[0])],
        pass_fds=descriptors,
        env=environment,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
