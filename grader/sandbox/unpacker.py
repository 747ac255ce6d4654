"""The unpacker's host: a process of its own takes an archive apart, here its files get names of ours.

What the process says is hostile: names are numbers on the disk, sizes are counted as they arrive, and
whatever a file is called inside is only ever shown. A process that hangs or dies costs its archive alone.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from grader.model.unpacked import Bounds, Unpacked
from grader.sandbox.members import Taken
from grader.sandbox.served import HEADER, NoAnswerError, Served, take

__all__ = ["Unpacker"]

GUEST = Path(__file__).parent / "guests" / "unpacker.py"
MAX_HEAD, MAX_PIECE = 1 << 16, 1 << 20
SECONDS = 30.0  # without a byte


class Unpacker:
    """Takes zips apart, each into a folder of its own; they are gone when the `with` ends."""

    def __init__(self, executable: str = sys.executable, seconds: float = SECONDS) -> None:
        command = [executable, "-I", "-S", "-B", str(GUEST)]
        self._served = Served(command, "The process that unpacks zips did not start; run the command again.")
        self._seconds = seconds
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._served.stop()
        if self._folder is not None:
            self._folder.cleanup()
        self._folder = None

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._served.pid

    def holds(self, place: Path) -> bool:
        """Whether a file came out of a zip, and goes with it."""
        return self._folder is not None and place.is_relative_to(self._folder.name)

    def unpack(self, archive: Path, bounds: Bounds) -> Unpacked:
        """Its files; whatever is wrong with it stands in `error`. Raises SandboxError and OSError."""
        with _opened(archive) as stream:
            for _ in range(2):  # it may have been killed for someone else's reasons: once is no proof
                taken = Taken(self._place(), bounds)
                line = self._served.line()
                try:
                    return self._exchange(line, stream, taken)
                except NoAnswerError as error:
                    why = str(error)
                    self._served.stop()
                except BaseException:  # interrupted half-way: the next answer would be another archive's
                    self._served.stop()
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
                        self._served.stop()
                    return done
        except TimeoutError:
            raise NoAnswerError(f"taking it apart stood still for {self._seconds:g} seconds") from None
        except (ValueError, RecursionError, TypeError, KeyError):
            raise NoAnswerError("taking it apart gave nothing sensible") from None
        except ConnectionError:
            raise NoAnswerError("taking it apart broke the unpacker") from None

    def _frame(self, line: socket.socket) -> tuple[dict[str, object], bytes]:
        size, extra = HEADER.unpack(self._take(line, HEADER.size))
        if size > MAX_HEAD or extra > MAX_PIECE:
            raise ValueError
        head = json.loads(self._take(line, size))
        if not isinstance(head, dict):
            raise TypeError
        return head, self._take(line, extra)

    def _take(self, line: socket.socket, size: int) -> bytes:
        return take(line, size, time.monotonic() + self._seconds)


def _opened(archive: Path) -> BinaryIO:
    """A plain file, open for reading; nothing is followed. Raises OSError."""
    handle = os.open(archive, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    stream = os.fdopen(handle, "rb")
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        stream.close()
        raise OSError("it is not a plain file")
    return stream
