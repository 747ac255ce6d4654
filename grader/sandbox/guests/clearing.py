"""Guest: takes away a folder that a student's code has written to, however deep it was made.

shutil.rmtree calls itself once a level and so ends with a RecursionError; here each level moves up first.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from itertools import islice

BATCH = 1000  # entries looked at together


def remove(folder: str) -> None:
    """Remove a folder and all below it; what cannot be removed stays. Nobody else may be writing there."""
    with suppress(OSError):
        os.rmdir(folder)
    if os.path.isdir(folder):
        with suppress(OSError):
            _remove(folder)


def _remove(folder: str) -> None:
    heap = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(folder)))
    waiting, number = [folder], 0
    while waiting:
        place = waiting.pop()
        while entries := _some(place):
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)
                    continue
                number += 1
                moved = f"{heap}/{number}"
                os.chmod(entry.path, 0o700)
                os.rename(entry.path, moved)
                waiting.append(moved)
        os.rmdir(place)
    os.rmdir(heap)


def _some(folder: str) -> list[os.DirEntry[str]]:
    os.chmod(folder, 0o700)
    with os.scandir(folder) as entries:
        return list(islice(entries, BATCH))
