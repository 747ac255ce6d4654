"""How much a student's code holds on the disk, where its scratch folder is not bounded by the kernel."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

__all__ = ["FULL", "overfull"]

MAX_MB, MAX_FILES = 32, 1024  # what a scratch in memory holds, too
FULL = f"it kept more than {MAX_MB} MB or {MAX_FILES} files on the disk"
BLOCK = 512  # bytes in which stat counts


def overfull(folder: str, pid: int) -> bool:
    """Whether there is more than one may keep: in the folder, or in files that are open and have no name."""
    files, blocks, waiting = 0, _nameless(pid), [folder]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with suppress(OSError):  # gone meanwhile
                    blocks += entry.stat(follow_symlinks=False).st_blocks
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                files += 1
                if files > MAX_FILES or blocks * BLOCK > MAX_MB << 20:
                    return True
    return blocks * BLOCK > MAX_MB << 20


def _nameless(pid: int) -> int:
    """Blocks of files that were deleted and are still open."""
    blocks = 0
    with suppress(OSError), os.scandir(f"/proc/{pid}/fd") as entries:
        for entry in entries:
            with suppress(OSError):
                of = entry.stat()
                blocks += of.st_blocks if stat.S_ISREG(of.st_mode) and of.st_nlink == 0 else 0
    return blocks
