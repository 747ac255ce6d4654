"""A guest that takes students' files apart in a process of its own, shut off as well as this machine can."""

from __future__ import annotations

import base64
import itertools
import json
import os
import platform
import socket
import subprocess  # noqa: TID251 - the guest is a process of its own: that is the point of it
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from grader.errors import RubricError, SandboxError
from grader.model.interpreter import Interpreter
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation import plan, seccomp
from grader.sandbox.isolation.syscalls import machine
from grader.sandbox.line import SIZE
from grader.sandbox.served import HEADER, START_SECONDS, NoAnswerError, end, take
from grader.sandbox.shared import SharedBytes
from grader.sandbox.zygote import GUESTS, execute

__all__ = ["Enclosed", "NoAnswerError"]

MAX_HEAD = 8 << 20
MAX_PAYLOAD = 128 << 20
FIRST_SLOT = 400  # students' processes have the users below
SLOTS = itertools.count()
BESIDE = ("clearing", "kernel", "landlock", "namespaces", "confining")


class Enclosed:
    """One such process at a time, started when it is needed; whoever uses it keeps others waiting."""

    def __init__(self, guests: Sequence[str], packages: Sequence[str], room: int, memory_mb: int) -> None:
        self._guests, self._packages = tuple(guests), tuple(packages)  # the last guest's `main` begins
        self._room, self._memory_mb = room, memory_mb
        self._tiers: tuple[str, ...] = plan.TIERS if sys.platform == "linux" else plan.TIERS[-1:]
        self._slot = FIRST_SLOT + next(SLOTS) % 400
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._interpreter: Interpreter | None = None
        self._starter: ThreadPoolExecutor | None = None  # a guest dies with the thread that starts it
        self._shared: SharedBytes | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    @property
    def tier(self) -> str:
        """How well the process is shut off, once there is one."""
        return self._tiers[0]

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._process.pid if self._process else None

    @property
    def runs(self) -> bool:
        """Whether there is a process to ask."""
        return self._line is not None

    def start(self) -> None:
        """Have a process, as well shut off as this machine allows. Raises SandboxError."""
        if self._line is not None:
            return
        self._prepare()
        while True:
            try:
                self._begin(self._tiers[0])
            except (OSError, NoAnswerError) as error:
                self.stop()
                if len(self._tiers) == 1:
                    raise SandboxError(
                        "The process that opens students' files did not start; run the command again."
                    ) from error
                self._tiers = self._tiers[1:]
            else:
                return

    def put(self, data: bytes) -> None:
        """Lay a file where the process can read it. Raises SandboxError."""
        try:
            self._sharing().put(data)
        except OSError as error:
            raise SandboxError(
                f"There is no room in memory to open a file of {len(data) >> 20} MB ({error.strerror})."
            ) from error

    def ask(self, head: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """The process's answer, within so many seconds. Raises NoAnswerError."""
        if self._line is None:
            raise NoAnswerError("it broke what opens it")
        text = json.dumps(head).encode("ascii")
        return _exchange(self._line, HEADER.pack(len(text), 0) + text, seconds)

    def stop(self) -> None:
        """End the process, if there is one."""
        end(self._process, self._line)
        self._line = self._process = None

    def close(self) -> None:
        """End the process, and give back what it needed."""
        self.stop()
        if self._starter is not None:
            self._starter.shutdown()
        if self._shared is not None:
            self._shared.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = self._interpreter = self._starter = self._shared = None

    def _sharing(self) -> SharedBytes:
        self._shared = self._shared or SharedBytes(self._room)
        return self._shared

    def _prepare(self) -> None:
        if self._interpreter is not None:
            return
        self._folder = tempfile.TemporaryDirectory(prefix="grader-")
        home = Path(self._folder.name)
        home.chmod(0o711)
        (home / "scratch").mkdir(0o711)
        (home / f"root-{self._slot}").mkdir()
        self._starter = ThreadPoolExecutor(1)
        try:
            self._interpreter = probe(None, self._packages, home / "packages")
        except RubricError as error:
            names = " ".join(self._packages)
            raise SandboxError(
                f"Students' files are opened with {names}, which is missing: "
                f"`{sys.executable} -m pip install {names}`."
            ) from error

    def _begin(self, tier: str) -> None:
        if self._interpreter is None or self._folder is None or self._starter is None:
            raise NoAnswerError("nothing is prepared")
        home = Path(self._folder.name)
        shared = self._sharing().reader()
        ours, theirs = socket.socketpair()
        self._line = ours
        with theirs:
            config = {
                "isolation": _shut_off(tier, self._interpreter, self._slot, home),
                "scratch": str(home / "scratch" / "work"),
                "memory_mb": self._memory_mb,
                "shared": shared,
                "room": self._room,
            }
            descriptors = [theirs.fileno(), shared]
            try:
                started = self._starter.submit(execute, self._interpreter, home / "scratch", descriptors)
                self._process = started.result()
            finally:
                os.close(shared)
        message = self._message(config)
        answer, _ = _exchange(ours, SIZE.pack(len(message)) + message, START_SECONDS)
        if answer.get("ready") is not True:
            raise NoAnswerError("it did not start")

    def _message(self, config: Mapping[str, Any]) -> bytes:
        names = (*BESIDE, *self._guests)
        sources = {name: (GUESTS / f"{name}.py").read_text(encoding="utf-8") for name in names}
        path = self._interpreter.path if self._interpreter else ()
        told = {"sources": sources, "main": self._guests[-1], "path": path, "config": config}
        return json.dumps(told).encode("ascii")


def _shut_off(tier: str, interpreter: Interpreter, slot: int, folder: Path) -> dict[str, Any]:
    """A tier's instructions for a process that is fully loaded: it opens nothing and starts nothing more."""
    made, here = plan.plan(tier, interpreter, slot, folder), machine(platform.machine())
    if made is None:
        raise NoAnswerError("this kind of processor is not known here")
    if tier == plan.TIERS[-1] or here is None:
        return made
    program = seccomp.build(here, paths=False, threads=False)
    return {
        **made,
        "filter": {"code": base64.b64encode(program.code).decode(), "own": list(program.own)},
        "uid": plan.FIRST_UID + slot if os.getuid() == 0 else None,
        "processes": 1,
        "binds": [["/dev/null", "/dev/null"]],
        "readable": [],
    }


def _exchange(line: socket.socket, request: bytes, seconds: float) -> tuple[dict[str, Any], bytes]:
    deadline = time.monotonic() + seconds
    try:
        line.settimeout(seconds)
        line.sendall(request)
        size, more = HEADER.unpack(take(line, HEADER.size, deadline))
        if size > MAX_HEAD or more > MAX_PAYLOAD:
            raise NoAnswerError("what it holds is too large")
        head = json.loads(take(line, size, deadline))
        payload = take(line, more, deadline)
    except TimeoutError:
        raise NoAnswerError(f"opening it took more than {seconds:g} seconds") from None
    except OSError:
        raise NoAnswerError("it broke what opens it") from None
    except (ValueError, RecursionError):
        raise NoAnswerError("it gave nothing sensible") from None
    if not isinstance(head, dict):
        raise NoAnswerError("it gave nothing sensible")
    return head, payload
