"""Where a check remembers what it found out: a folder of the user's own, which may be deleted at any time."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.ledger.opening import FILE

__all__ = ["cache", "place"]

LARGEST = 256 << 20  # a file that has grown beyond this is begun anew


def place(rubric: Path) -> Path:
    """The folder for one rubric: in $XDG_CACHE_HOME, else in ~/.cache."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "grader" / hashlib.sha256(str(rubric.resolve()).encode()).hexdigest()[:16]


@contextmanager
def cache(rubric: Path) -> Iterator[Ledger]:
    """What is remembered for a rubric; where the folder cannot be used, something that forgets."""
    with ExitStack() as stack:
        try:
            folder = place(rubric)
            with suppress(OSError):
                if (folder / FILE).stat().st_size > LARGEST:
                    (folder / FILE).unlink()
            ledger = stack.enter_context(Ledger.open(folder))
        except (GraderError, OSError, RuntimeError):  # another check is busy there, or there is no home
            forgets = stack.enter_context(tempfile.TemporaryDirectory(prefix="grader-check-"))
            ledger = stack.enter_context(Ledger.open(Path(forgets)))
        yield ledger
