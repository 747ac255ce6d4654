"""Guest: takes away a folder that a student's code has written to, however deep or full it was made.

shutil.rmtree calls itself once a level and so ends with a RecursionError; here each level moves up first.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from itertools import islice

BATCH = 1000  # entries looked at together


def remove(folder: str, seconds: float = float("inf")) -> None:
    """Remove a folder and all below it, nobody else writing there; what cannot be removed in time stays."""
    with suppress(OSError):
        os.rmdir(folder)
    if os.path.isdir(folder):
        with suppress(OSError):
            _remove(folder, time.monotonic() + seconds)


def set_aside(folder: str, seconds: float) -> None:
    """Free the folder's name at once, and remove what can be removed in so many seconds."""
    with suppress(OSError):
        aside = tempfile.mkdtemp(dir=os.path.dirname(folder))
        if not os.path.islink(folder):
            os.chmod(folder, 0o700)
        os.rename(folder, f"{aside}/old")
        remove(aside, seconds)


def _remove(folder: str, until: float) -> None:
    heap = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(folder)))
    waiting, number = [folder], 0
    while waiting and time.monotonic() < until:
        place = waiting[-1]
        entries = _some(place)
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            number += 1
            moved = f"{heap}/{number}"
            os.chmod(entry.path, 0o700)
            os.rename(entry.path, moved)
            waiting.insert(-1, moved)
        if not entries:
            os.rmdir(waiting.pop())
    if not waiting:
        os.rmdir(heap)


def _some(folder: str) -> list[os.DirEntry[str]]:
    os.chmod(folder, 0o700)
    with os.scandir(folder) as entries:
        return list(islice(entries, BATCH))
