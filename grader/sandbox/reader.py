"""The reader's host: hands a file's bytes to a process of its own and takes back plain blocks.

Nothing a student wrote is taken apart here. A reader that hangs or dies is replaced; a file that does it
twice is said to be unreadable, and the class goes on.
"""

from __future__ import annotations

import hashlib
import json
import socket
import sys
import tempfile
import threading
import time
import unicodedata
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from grader.errors import RubricError, SandboxError
from grader.model.submission import Block, CodeFile
from grader.sandbox.interpreter import probe
from grader.sandbox.served import HEADER, NoAnswerError, Served, take

__all__ = ["Reader"]

T = TypeVar("T")
PACKAGES = ("nbformat", "ipython", "charset-normalizer")
GUEST = Path(__file__).parent / "guests" / "reader.py"
MAX_ANSWER = 8 << 20
SECONDS = 10.0  # for one file


class Reader:
    """Reads code files in a long-lived process; `with Reader() as reader: reader.read(path, data, asked)`."""

    def __init__(self, executable: str = sys.executable, seconds: float = SECONDS) -> None:
        self._command = [executable, "-I", "-S", "-B", str(GUEST)]
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._seconds = seconds
        self._lock = threading.Lock()
        self._served: Served | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The process, if there is one."""
        return self._served.pid if self._served else None

    def read(self, path: str, data: bytes, asked: frozenset[str]) -> CodeFile:
        """The file as plain blocks; whatever is wrong with it stands in its `error`. Raises SandboxError."""
        digest = hashlib.sha256(data).hexdigest()
        head = json.dumps({"path": path, "asked": sorted(asked)}).encode()
        request = HEADER.pack(len(head), len(data)) + head + data
        with self._lock:
            for _ in range(2):  # a reader may have been killed for someone else's reasons: once is no proof
                line = self._started()
                try:
                    answer = _exchange(line, request, self._seconds)
                    if isinstance(answer, dict) and "needs" in answer:
                        self._give_packages()
                        answer = _exchange(line, request, self._seconds)
                    return _code_file(path, digest, answer)
                except NoAnswerError as error:
                    why = str(error)
                    self._stop()
                except BaseException:  # interrupted half-way: the next answer would be another file's
                    self._stop()
                    raise
        return _unreadable(path, digest, why)

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()
            if self._folder is not None:
                self._folder.cleanup()
            self._folder = self._served = None

    def _started(self) -> socket.socket:
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="grader-reader-")
        self._served = self._served or Served(
            [*self._command, self._folder.name],
            "The process that reads students' files did not start; run the command again.",
        )
        return self._served.line()

    def _give_packages(self) -> None:
        """Put what notebooks need within the reader's reach, and no more. Raises SandboxError."""
        if self._folder is not None and not any(Path(self._folder.name).iterdir()):
            try:
                probe(None, PACKAGES, Path(self._folder.name))
            except RubricError as error:
                raise SandboxError(
                    f"Notebooks are read with {', '.join(PACKAGES)}, and one of them is missing: "
                    f"`{sys.executable} -m pip install {' '.join(PACKAGES)}`."
                ) from error

    def _stop(self) -> None:
        if self._served is not None:
            self._served.stop()


def _exchange(line: socket.socket, request: bytes, seconds: float) -> object:
    deadline = time.monotonic() + seconds
    try:
        line.settimeout(seconds)
        line.sendall(request)
        size, extra = HEADER.unpack(take(line, HEADER.size, deadline))
        if size > MAX_ANSWER or extra:
            raise NoAnswerError("what it holds is too large")
        return json.loads(take(line, size, deadline))
    except TimeoutError:
        raise NoAnswerError(f"taking it apart took more than {seconds:g} seconds") from None
    except OSError:
        raise NoAnswerError("taking it apart broke the reader") from None
    except (ValueError, RecursionError):
        raise NoAnswerError("taking it apart gave nothing sensible") from None


def _code_file(path: str, digest: str, answer: Any) -> CodeFile:
    """The answer as a frozen value; every piece is made anew, so that nothing else can ride along."""
    try:
        answer = _kind(answer, dict)
        if "error" in answer:
            return _unreadable(path, digest, _words(answer["error"]))
        student = answer["student"]
        return CodeFile(
            path=path,
            digest=digest,
            blocks=tuple(_block(*block) for block in answer["blocks"]),
            defines=frozenset(_text(name) for name in answer["defines"]),
            untouched=frozenset(_text(name) for name in answer["untouched"]),
            lost=tuple((_text(name), _words(why)) for name, why in answer["lost"]),
            student=None if student is None else _words(student),
            notes=tuple(_words(note) for note in answer["notes"]),
        )
    except (TypeError, KeyError, ValueError):
        raise NoAnswerError("taking it apart gave nothing sensible") from None


def _block(source: object, line: object, cell: object, error: object) -> Block:
    return Block(
        source=_text(source),
        line=_kind(line, int),
        cell=None if cell is None else _kind(cell, int),
        error=None if error is None else _words(error),
    )


def _kind(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError
    return value


def _text(value: object) -> str:
    return _kind(value, str)


def _words(value: object) -> str:
    """A short text on one line without a terminal's control characters."""
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in _text(value)[:400]).strip()


def _unreadable(path: str, digest: str, why: str) -> CodeFile:
    return CodeFile(path=path, digest=digest, error=f"this file could not be read: {why}")
