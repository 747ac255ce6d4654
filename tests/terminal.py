"""A pseudo-terminal with a screen that can be read, and a command in it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess  # noqa: TID251 - types commands as an instructor does
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte
from grading import environment

START = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); from grader.cli import main; main()"


class Terminal:
    """One command in a terminal of so many lines, whose screen is read as a person sees it."""

    def __init__(self, words: tuple[str, ...], cwd: Path, lines: int, columns: int) -> None:
        self.screen = pyte.HistoryScreen(columns, lines, history=1000)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.handle, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.before = termios.tcgetattr(inner)
        env = environment(TERM="xterm-256color", LINES=str(lines), COLUMNS=str(columns))
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-c", START, *words],
            cwd=cwd,
            env=env,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        self.inner = inner

    def read(self, seconds: float) -> None:
        """Show what is written within so many seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            ready, _, _ = select.select([self.handle], [], [], left)
            if ready:
                data = os.read(self.handle, 65536)
                self.raw += data
                self.stream.feed(data)

    def until(self, seen: Callable[[str], bool], seconds: float = 60.0) -> str:
        """Wait for a screen and give it; an AssertionError with what there is instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.1)
            if seen(self.text):
                return self.text
        raise AssertionError(f"not seen in {seconds:g} s; the screen is:\n{self.text}")

    @property
    def text(self) -> str:
        """The screen, without blanks at the ends of lines and below."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def press(self, keys: bytes) -> None:
        """Type at it."""
        os.write(self.handle, keys)

    @property
    def is_as_before(self) -> bool:
        """Whether the terminal echoes and edits lines as it did."""
        return termios.tcgetattr(self.inner) == self.before


@contextmanager
def terminal(*words: str, cwd: Path, lines: int = 24, columns: int = 200) -> Iterator[Terminal]:
    """A command in a terminal of its own, ended with the block."""
    one = Terminal(words, cwd, lines, columns)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            one.process.kill()
        one.process.wait()
        os.close(one.handle)
        os.close(one.inner)
