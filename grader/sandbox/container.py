"""One container for a run, and nothing in it but the processes that run students' code.

It is given no file of this machine, no network and no powers. What goes in and out goes over the standard
input and output of `docker exec`, one for each worker, so that it works where the container is on a virtual
machine (macOS), too. When its own input closes, because we close it or are no more, the container ends.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess  # noqa: TID251 - talks to Docker or Podman
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import IsolationError
from grader.model.interpreter import Interpreter
from grader.sandbox.contained import Contained
from grader.sandbox.interpreter import ASK, WARM
from grader.sandbox.isolation.cgroup import MemoryBound
from grader.sandbox.isolation.plan import FIRST_UID, STRONG, THREADS, call_filter
from grader.sandbox.isolation.syscalls import machine
from grader.sandbox.stored import SEALS, StoredCalls
from grader.sandbox.ways import Way

__all__ = ["IMAGE", "Container"]

IMAGE = "quay.io/jupyter/scipy-notebook:python-3.12"
PROGRAMS = ("docker", "podman")
TIERS = ("mid", "no-open", "floor")
PYTHON = ("python3", "-I", "-S", "-B", "-c")
PUBLIC = ("/usr", "/opt", "/lib", "/lib64", "/etc")  # of the image: nothing of this machine is in there
NOT_FULL = (
    "`isolation: full` cannot be had in a container, which may not make others: leave --container out, or "
    "ask for `isolation: strong` in the rubric."
)
WARM_TASKS = 8  # what a worker needs beside a student's threads
KEEP = (
    "import signal, sys\nsignal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
    f"{ASK}\nprint(json.dumps(os.uname().machine), flush=True)\nsys.stdin.read()\n"
)
END_SECONDS = 10.0


class Container:
    """The container while it runs; a context manager."""

    def __init__(self, image: str, packages: Sequence[str], workers: int, memory_mb: int) -> None:
        self.program, self.image, self.packages, self.workers = _program(), image, packages, workers
        self.name = f"grader-{os.urandom(6).hex()}"
        self.command = command(self.program, image, self.name, workers, memory_mb)

    def __enter__(self) -> Container:
        """Start it, and ask its Python what is there. Raises IsolationError."""
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(  # noqa: S603 - a command of ours
            [*self.command, *PYTHON[1:], KEEP, *self.packages],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,  # a pull may have much to say
            start_new_session=True,  # Ctrl-C is for us
        )
        assert self.process.stdout is not None  # noqa: S101 - we asked for it
        try:
            self.facts = json.loads(self.process.stdout.readline())
            self.machine = str(json.loads(self.process.stdout.readline()))
        except ValueError:
            said = self._ended()
            raise IsolationError(
                f"{Path(self.program).name} could not start the container from {self.image}: {said}"
            ) from None
        if self.facts["missing"]:
            self._ended()
            raise IsolationError(
                f"The image {self.image} lacks {', '.join(self.facts['missing'])}, which the rubric lets "
                "students import; name another with --image."
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it and everything in it."""
        self._ended()

    @property
    def interpreter(self) -> Interpreter:
        """The Python in the container; the last of its path is made for each worker there."""
        return Interpreter(
            executable="python3",
            version=self.facts["version"],
            path=tuple(self.facts["stdlib"]),
            packages=tuple((name, version) for name, version in sorted(self.facts["packages"])),
            preload=tuple(" ".join(WARM.get(name.lower(), "") for name in self.packages).split()),
        )

    @property
    def way(self) -> Way:
        """How students' processes come about: forked from a warm one in here."""
        return Way(self._warm, TIERS, NOT_FULL, SEALS, self._plan)

    def _warm(
        self,
        interpreter: Interpreter,
        calls: StoredCalls,
        scratch: Path,
        isolation: Mapping[str, Any],
        starter: Executor,
        memory: MemoryBound | None = None,
    ) -> Contained:
        del scratch, starter, memory  # there, it has its own
        entries = self.facts["entries"]
        return Contained(self._begin, interpreter.path, entries, interpreter.preload, calls, isolation)

    def _begin(self, text: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - a command of ours
            [self.program, "exec", "--interactive", self.name, *PYTHON, text],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _plan(self, tier: str, interpreter: Interpreter, slot: int, folder: Path) -> dict[str, Any] | None:
        del slot, folder
        here = machine(self.machine)
        if tier != "floor" and here is None:
            return None
        tasks = (WARM_TASKS + THREADS) * self.workers  # beside those that are there already
        return {
            "tier": tier,
            "namespaces": False,
            "landlock": tier in STRONG,
            "filter": call_filter(tier, here, owns_scratch_only=False),
            "uid": None,
            "processes": 0 if tier == "floor" else tasks,
            "readable": [*PUBLIC, *interpreter.path],
        }

    def _ended(self) -> str:
        """Close its input, wait, insist; the last it said of what went wrong."""
        assert self.process.stdin is not None  # noqa: S101 - we asked for it
        assert self.process.stdout is not None  # noqa: S101 - likewise
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            subprocess.run([self.program, "rm", "--force", self.name], check=False, capture_output=True)  # noqa: S603
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        with self.errors:
            self.errors.seek(0)
            said = self.errors.read().decode(errors="replace").split("\n")
        told = [line.strip()[:300] for line in said if line.strip() and not line.startswith(ADVICE)]
        return told[-1] if told else "it said nothing"


ADVICE = ("Run '", "See '")  # what docker says last, and tells nothing of what went wrong


def command(program: str, image: str, name: str, workers: int, memory_mb: int) -> list[str]:
    """The whole command line but for what Python is to run. No file of this machine is mounted."""
    scratch = f"/tmp:rw,nosuid,nodev,noexec,mode=1777,size={64 * (workers + 1)}m"  # noqa: S108 - in there
    return [
        *(program, "run", "--rm", "--interactive", "--name", name),
        *("--network", "none", "--ipc", "none", "--hostname", "grader", "--log-driver", "none"),
        *("--read-only", "--tmpfs", scratch),
        *("--user", f"{FIRST_UID}:{FIRST_UID}", "--cap-drop", "ALL"),
        *("--security-opt", "no-new-privileges"),
        *("--pids-limit", str(WARM_TASKS + (WARM_TASKS + THREADS) * workers)),
        *("--memory", f"{memory_mb}m", "--memory-swap", f"{memory_mb}m"),
        *("--ulimit", "core=0", "--workdir", "/", "--env", "HOME=/tmp"),
        *("--entrypoint", PYTHON[0], image),
    ]


def _program() -> str:
    for name in PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    raise IsolationError(
        "--container needs Docker or Podman, and there is neither a `docker` nor a `podman` to call: install "
        "one, or leave --container out."
    )
