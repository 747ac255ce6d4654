"""Students' processes started one by one, for machines where none may be forked from a warm one (macOS).

While one works the next is getting warm. They are limited and measured from outside, and no more: `floor`.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import subprocess  # noqa: TID251 - this room starts the processes that run student code
import sys
import time
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from grader.errors import SandboxError
from grader.model.interpreter import Interpreter
from grader.sandbox.guests.baiting import bait
from grader.sandbox.guests.clearing import remove
from grader.sandbox.isolation.cgroup import MemoryBound
from grader.sandbox.line import SIZE
from grader.sandbox.spawned import Spawned, kill, sweep
from grader.sandbox.stored import StoredCalls
from grader.sandbox.zygote import REPLY_SECONDS, START_SECONDS, execute, start_message

__all__ = ["Spawner"]

ROOM = 1 << 20  # bytes that may be on their way
CLEARING_SECONDS = 2.0
RSS_UNITS = 1024 if sys.platform == "darwin" else 1  # there bytes are counted, elsewhere kilobytes


class Spawner:
    """Starts a process for each child, one ahead; one child at a time."""

    def __init__(
        self,
        interpreter: Interpreter,
        calls: StoredCalls,
        scratch: Path,
        isolation: Mapping[str, Any],
        starter: Executor,
        memory: MemoryBound | None = None,
    ) -> None:
        self.busy, self.on_disk, self.threads = False, str(scratch), 0
        self.tier, self.uid = str(isolation["tier"]), isolation["uid"]
        self.interpreter, self.calls, self.scratch, self.memory = interpreter, calls, scratch, memory
        self.starter, self.closed, self.count = starter, False, 0
        self.current: _Started | None = None
        self.next = self._ahead()
        self.warm: _Started | None = self._warm()
        self.process = self.warm.process

    def fork(self, request: Mapping[str, Any]) -> tuple[Spawned, socket.socket]:
        """A process that was started ahead, and the channel to it. Raises SandboxError."""
        if self.busy:
            self.ended()
        started = self.warm or self._warm()
        self.warm, self.current, self.process = None, started, started.process
        self.next = self._ahead()
        text = json.dumps(request).encode()
        try:
            child = Spawned(psutil.Process(started.process.pid))
            started.channel.sendall(SIZE.pack(len(text)) + text)
        except (OSError, psutil.Error) as error:
            self.ended()
            raise SandboxError("a process for students' code ended before its time") from error
        return child, started.channel

    def let_go(self) -> None:
        """The last child was ended; how, is heard when another is needed."""
        self.busy = True

    def ended(self) -> dict[str, Any]:
        """How the child ended: its wait status and peak kilobytes. Raises SandboxError."""
        self.busy = False
        started, self.current = self.current, None
        if started is None or self.closed:
            raise SandboxError("the process that ran students' code is gone")
        report = started.end()
        sweep(self.scratch, started.began)
        return report

    def bait(self) -> AbstractContextManager[dict[str, Any]]:
        """What attempts are to find, on this machine."""
        return bait(self.uid)

    def close(self) -> None:
        """End the child and the one that is getting warm."""
        self.closed = True
        current, self.current = self.current, None
        if current is not None:
            with suppress(SandboxError):
                current.end()
            sweep(self.scratch, current.began)
        with suppress(SandboxError):
            if not self.next.cancel():
                self.next.result().end()

    def _ahead(self) -> Future[_Started]:
        try:
            return self.starter.submit(self._start)
        except RuntimeError as error:  # the run is over
            raise SandboxError("the run was stopped") from error

    def _start(self) -> _Started:
        """A process that begins to get warm. Raises SandboxError."""
        if self.closed:
            raise SandboxError("the run was stopped")
        self.count += 1
        folder = self.scratch / f"work-{self.count}"
        ours, theirs = socket.socketpair()
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            theirs.setsockopt(socket.SOL_SOCKET, option, ROOM)
        descriptors = [theirs.fileno(), self.calls.descriptor]
        config = {
            "preload": self.interpreter.preload,
            "questions": self.calls.index,
            "calls": self.calls.descriptor,
            "scratch": str(folder),
        }
        message = start_message("spawned", self.interpreter.path, config)
        with theirs:
            try:
                process = execute(self.interpreter, self.scratch, descriptors)
            except OSError as error:
                ours.close()
                raise SandboxError(
                    f"no process for students' code can be started: {error.strerror}"
                ) from error
        if self.memory is not None:
            self.memory.add(process.pid)
        started = _Started(process, ours, folder, time.time())
        ours.settimeout(START_SECONDS)
        try:
            ours.sendall(SIZE.pack(len(message)) + message)
        except OSError as error:
            started.end()
            raise SandboxError("the process that starts students' code has ended") from error
        return started

    def _warm(self) -> _Started:
        """The process started ahead, once it says that it is ready. Raises SandboxError."""
        started = self.next.result()
        try:
            told = started.heard()
        except SandboxError:
            self.close()
            raise
        if "error" in told:
            self.close()
            raise SandboxError(str(told["error"]))
        return started


@dataclass(frozen=True, slots=True)
class _Started:
    """A process of ours, the line to it, and the folder it may write in."""

    process: subprocess.Popen[bytes]
    channel: socket.socket
    folder: Path
    began: float

    def heard(self) -> dict[str, Any]:
        """What it says when it is warm, or why it is not. Raises SandboxError."""
        try:
            head = self.channel.recv(SIZE.size, socket.MSG_WAITALL)
            return dict(json.loads(self.channel.recv(SIZE.unpack(head)[0], socket.MSG_WAITALL)))
        except (OSError, ValueError, struct.error) as error:
            raise SandboxError("the process that starts students' code has ended") from error

    def end(self) -> dict[str, Any]:
        """End it with its group, and say how it ended. Raises SandboxError."""
        with suppress(psutil.Error):
            kill(psutil.Process(self.process.pid))
        self.channel.close()
        until = time.monotonic() + REPLY_SECONDS
        pause = 0.0002
        while True:
            try:
                pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            except ChildProcessError as error:
                raise SandboxError("how students' code ended cannot be told") from error
            if pid:
                break
            if time.monotonic() > until:
                raise SandboxError("a process that runs students' code cannot be ended")
            time.sleep(pause)
            pause = min(2 * pause, 0.01)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        remove(str(self.folder), CLEARING_SECONDS)
        return {"status": status, "rss": usage.ru_maxrss // RSS_UNITS}
