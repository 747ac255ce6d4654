"""A process of ours that answers on a socket: had when needed, ended when lost, read by a deadline."""

from __future__ import annotations

import contextlib
import socket
import struct
import subprocess  # noqa: TID251 - whatever takes students' bytes apart is a process of its own
import time
from collections.abc import Sequence

from grader.errors import SandboxError

__all__ = ["HEADER", "START_SECONDS", "NoAnswerError", "Served", "end", "take"]

HEADER = struct.Struct("<IQ")  # of an answer: the length of its head, and of what follows that
START_SECONDS = 60.0  # a machine under load still starts an interpreter in that time
MOST = 1 << 20  # bytes set aside before they have come


class NoAnswerError(Exception):
    """The process gave no answer worth the name; the text says what happened."""


class Served:
    """One such process at a time, the socket its standard input; `lack` is said when there is none."""

    def __init__(self, command: Sequence[str], lack: str) -> None:
        self._command, self._lack = tuple(command), lack
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._process.pid if self._process else None

    def line(self) -> socket.socket:
        """The line to a living process. Raises SandboxError when none can be had: that is no file's fault."""
        if self._line is not None:
            return self._line
        ours, theirs = socket.socketpair()
        cause: Exception | None = None
        try:
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own file, and no shell
                    self._command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd="/",
                    env={},
                    start_new_session=True,
                )
            if take(ours, 5, time.monotonic() + START_SECONDS) == b"ready":
                self._line = ours
                return ours
        except OSError as error:
            cause = error
        ours.close()
        self.stop()
        raise SandboxError(self._lack) from cause

    def stop(self) -> None:
        """End the process, if there is one; the next question has a new one."""
        end(self._process, self._line)
        self._line = self._process = None


def end(process: subprocess.Popen[bytes] | None, line: socket.socket | None) -> None:
    """Close the line, kill the process, and wait for it."""
    if line is not None:
        line.close()
    if process is not None:
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()


def take(line: socket.socket, size: int, deadline: float) -> bytes:
    """Exactly `size` bytes. TimeoutError at the deadline, ConnectionError at the end of the line."""
    whole = bytearray()
    while len(whole) < size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        part = line.recv(min(size - len(whole), MOST))
        if not part:
            raise ConnectionError("the process is gone")
        whole += part
    return bytes(whole)
