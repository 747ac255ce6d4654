"""The unpacker's host: a process of its own takes an archive apart, here its files get names of ours.

What the process says is hostile: names are numbers on the disk, sizes are counted as they arrive, and
whatever a file is called inside is only ever shown. A process that hangs or dies costs its archive alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import struct
import subprocess  # noqa: TID251 - the unpacker is a process of its own: that is the point of it
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from grader.errors import SandboxError
from grader.model.unpacked import Bounds, Unpacked
from grader.sandbox.members import Taken

__all__ = ["Unpacker"]

GUEST = Path(__file__).parent / "guests" / "unpacker.py"
HEADER = struct.Struct("<IQ")
MAX_HEAD, MAX_PIECE = 1 << 16, 1 << 20
SECONDS = 30.0  # without a byte
START_SECONDS = 60.0  # a machine under load still starts an interpreter in that time


class Unpacker:
    """Takes zips apart, each into a folder of its own; they are gone when the `with` ends."""

    def __init__(self, executable: str = sys.executable, seconds: float = SECONDS) -> None:
        self._command = [executable, "-I", "-S", "-B", str(GUEST)]
        self._seconds = seconds
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None

    def holds(self, place: Path) -> bool:
        """Whether a file came out of a zip, and goes with it."""
        return self._folder is not None and place.is_relative_to(self._folder.name)

    def unpack(self, archive: Path, bounds: Bounds) -> Unpacked:
        """Its files; whatever is wrong with it stands in `error`. Raises SandboxError and OSError."""
        with _opened(archive) as stream:
            for _ in range(2):  # it may have been killed for someone else's reasons: once is no proof
                taken = Taken(self._place(), bounds)
                line = self._started()
                try:
                    return self._exchange(line, stream, taken)
                except _NoAnswerError as error:
                    why = str(error)
                    self._stop()
                except BaseException:  # interrupted half-way: the next answer would be another archive's
                    self._stop()
                    raise
                finally:
                    taken.close()
        return Unpacked(error=why)

    def _place(self) -> Path:
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="grader-unpacked-")
        self._count += 1
        place = Path(self._folder.name) / str(self._count)
        place.mkdir()
        return place

    def _exchange(self, line: socket.socket, stream: BinaryIO, taken: Taken) -> Unpacked:
        bounds = {name: getattr(taken.bounds, name) for name in ("members", "total", "single")}
        try:
            line.settimeout(self._seconds)
            socket.send_fds(line, [json.dumps(bounds).encode()], [stream.fileno()])
            while True:
                head, data = self._frame(line)
                done = taken.frame(head, data)
                if done is not None:
                    if taken.broken:
                        self._stop()
                    return done
        except TimeoutError:
            raise _NoAnswerError(f"taking it apart stood still for {self._seconds:g} seconds") from None
        except (ValueError, RecursionError, TypeError, KeyError):
            raise _NoAnswerError("taking it apart gave nothing sensible") from None
        except ConnectionError:
            raise _NoAnswerError("taking it apart broke the unpacker") from None

    def _frame(self, line: socket.socket) -> tuple[dict[str, object], bytes]:
        size, extra = HEADER.unpack(_take(line, HEADER.size, self._seconds))
        if size > MAX_HEAD or extra > MAX_PIECE:
            raise ValueError
        head = json.loads(_take(line, size, self._seconds))
        if not isinstance(head, dict):
            raise TypeError
        return head, _take(line, extra, self._seconds)

    def _started(self) -> socket.socket:
        """The line to a living unpacker. Raises SandboxError when none can be had."""
        if self._line is not None:
            return self._line
        ours, theirs = socket.socketpair()
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
            if _take(ours, 5, START_SECONDS) == b"ready":
                self._line = ours
                return ours
            cause: Exception | None = None
        except (OSError, _NoAnswerError) as error:
            cause = error
        ours.close()
        self._stop()
        raise SandboxError("The process that unpacks zips did not start; run the command again.") from cause

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.kill()
            self._process.wait()
        self._line = self._process = None


class _NoAnswerError(Exception):
    """The unpacker gave no answer worth the name; the text says what happened."""


def _opened(archive: Path) -> BinaryIO:
    """A plain file, open for reading; nothing is followed. Raises OSError."""
    handle = os.open(archive, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    stream = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        stream.close()
        raise OSError("it is not a plain file")
    return stream


def _take(line: socket.socket, size: int, seconds: float) -> bytes:
    """Exactly `size` bytes, or TimeoutError when they do not come, or _NoAnswerError at the line's end."""
    parts: list[bytes] = []
    deadline = time.monotonic() + seconds
    while size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        line.settimeout(left)
        part = line.recv(min(size, 1 << 20))
        if not part:
            raise _NoAnswerError("taking it apart broke the unpacker")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
