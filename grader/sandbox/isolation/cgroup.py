"""Where control groups may be written, one bounds the memory of all children together.

Version 2 (memory.max) or 1 (memory.limit_in_bytes); see Documentation/admin-guide/cgroup-v2.rst and
cgroup-v1/memory.rst. Elsewhere each child's own limit must do, so that at most workers × limit is used.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class MemoryBound:
    """A control group of our own; processes added to it, and theirs, share one amount of memory."""

    folder: Path

    def add(self, pid: int) -> None:
        """From now on this process and all it starts count."""
        with suppress(OSError):  # it has ended already
            (self.folder / "cgroup.procs").write_text(str(pid))

    def close(self) -> None:
        """Take the group away, once the last process in it has gone."""
        for _ in range(50):
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.02)
            else:
                return


def bound(megabytes: int, root: Path = ROOT) -> MemoryBound | None:
    """A new group with that much memory, or None where nobody lets us make one."""
    for parent, file in ((_own_v2(root), "memory.max"), (_own_v1(root), "memory.limit_in_bytes")):
        if parent is None or not os.access(parent, os.W_OK):
            continue
        folder = parent / f"grader-{os.getpid()}-{time.monotonic_ns()}"
        try:
            folder.mkdir()
        except OSError:
            continue
        try:
            (folder / file).write_text(str(megabytes << 20))
        except OSError:  # the memory controller is not ours to use here
            folder.rmdir()
            continue
        return MemoryBound(folder)
    return None


def _own_v2(root: Path) -> Path | None:
    """The group this process lives in, where version 2 is mounted with a memory controller."""
    with suppress(OSError):
        if "memory" in (root / "cgroup.controllers").read_text().split():
            return root / _own("0::").lstrip("/")
    return None


def _own_v1(root: Path) -> Path | None:
    """The memory group this process lives in; below a container's own root that is the root it sees."""
    own = root / "memory" / _own(":memory:").lstrip("/")
    return own if own.is_dir() else root / "memory"


def _own(mark: str) -> str:
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            if mark in line:
                return line.partition(mark)[2]
    return ""
