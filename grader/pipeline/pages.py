"""Pages of written files as pictures: drawn when asked for, and kept in the grades folder within bounds."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path

from grader.errors import SubmissionError
from grader.model import files
from grader.model.submission import WrittenFile
from grader.pipeline.written import bytes_of
from grader.sandbox.png import png
from grader.sandbox.renderer import Renderer, renderer_digest

__all__ = ["FOLDER", "Pages", "forget_pages"]

FOLDER = "pages"
ROOM = 1 << 30  # bytes; what was looked at longest ago goes first
LEFT = 3 / 4  # of the room, once it was full


class Pages:
    """The pictures of one grades folder; every method may be called from any thread."""

    def __init__(self, out: Path, renderer: Renderer, room: int = ROOM) -> None:
        self._home, self._renderer, self._room = out / FOLDER, renderer, room
        self._turn = threading.Lock()
        self._last: tuple[str, bytes] = ("", b"")  # turning pages reads a file once
        self._used = sum(size for _, size, _ in self._kept())

    def page(self, file: WrittenFile, number: int, width_px: int, rotate: int = 0) -> bytes:
        """A page as a PNG picture. Raises SubmissionError, SandboxError and GraderError with one sentence."""
        name = f"{renderer_digest()[:12]}-{number}-{width_px}-{rotate % 360}.png"
        place = self._home / file.digest / name
        with contextlib.suppress(OSError):
            picture = place.read_bytes()
            os.utime(place)
            return picture
        picture = png(self._renderer.page(self._bytes(file), number, width_px, rotate))
        files.write(place, picture)
        self._keep_within(len(picture))
        return picture

    def _bytes(self, file: WrittenFile) -> bytes:
        with self._turn:
            if self._last[0] != file.digest:
                data = bytes_of(file)
                if data is None:
                    raise SubmissionError(
                        f"{file.path} is not what was handed in any more, or not there; put it back, or run "
                        "`grader run` again."
                    )
                self._last = file.digest, data
            return self._last[1]

    def _keep_within(self, more: int) -> None:
        with self._turn:
            self._used += more
            if self._used <= self._room:
                return
            kept = sorted(self._kept())
            self._used = sum(size for _, size, _ in kept)
            for _, size, place in kept:
                if self._used <= LEFT * self._room:
                    return
                place.unlink(missing_ok=True)
                self._used -= size

    def _kept(self) -> list[tuple[int, int, Path]]:
        """When each picture was looked at last, its size, and where it is."""
        found = []
        for place in self._home.glob("*/*.png"):
            with contextlib.suppress(OSError):
                facts = place.stat()
                found.append((facts.st_mtime_ns, facts.st_size, place))
        return found


def forget_pages(out: Path, written: Iterable[WrittenFile]) -> None:
    """Take away every picture of these files."""
    for file in written:
        shutil.rmtree(out / FOLDER / file.digest, ignore_errors=True)
