"""A student's process that we started ourselves, looked at and ended in the way that every system has."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

__all__ = ["Spawned", "kill", "sweep"]

SWEEPS = 5  # something that goes on starting processes is not to keep us for ever


@dataclass(frozen=True, slots=True)
class Spawned:
    """A child of our own; psutil keeps its number from meaning another process."""

    process: psutil.Process

    @property
    def pid(self) -> int:
        """Its number: nobody else's, until we have heard how it ended."""
        return self.process.pid

    def kill(self) -> None:
        """End it with all it started, as far as that is still known to be its own."""
        kill(self.process)

    def has_ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        until = time.monotonic() + seconds
        while not self._over():
            if time.monotonic() > until:
                return False
            time.sleep(0.002)
        return True

    def cpu(self) -> float | None:
        """The processor seconds it has used; None when it is gone, and its clock with it."""
        try:
            times = self.process.cpu_times()
        except (psutil.Error, OSError):
            return None
        return float(times.user + times.system)

    def resident(self) -> int:
        """The bytes of memory it occupies; 0 when it is gone."""
        try:
            return int(self.process.memory_info().rss)
        except (psutil.Error, OSError):
            return 0

    def close(self) -> None:
        """Nothing was taken."""

    def _over(self) -> bool:
        try:
            return self.process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
        except (psutil.Error, OSError):
            return True


def kill(process: psutil.Process) -> None:
    """End a process, its descendants and its group, unless its number has become another's."""
    try:
        started = process.children(recursive=True)
        if process.is_running():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
    except (psutil.Error, OSError):
        started = []
    for one in started:
        with suppress(psutil.Error, OSError):
            one.kill()


def sweep(home: Path, began: float) -> None:
    """End what earlier children left behind: orphans that were begun since, with the home we gave them."""
    for _ in range(SWEEPS):
        ours = {one.pid: one for one in psutil.process_iter() if _begun_in(one, home, began)}
        parents = {pid: _parent(one) for pid, one in ours.items()}
        orphans = [pid for pid, parent in parents.items() if parent not in {*ours, os.getpid(), 0}]
        if not orphans:
            return
        for pid in orphans:
            kill(ours[pid])


def _begun_in(process: psutil.Process, home: Path, began: float) -> bool:
    try:
        return process.create_time() >= began - 1 and process.environ().get("HOME") == str(home)
    except (psutil.Error, OSError):
        return False


def _parent(process: psutil.Process) -> int:
    try:
        return int(process.ppid())
    except (psutil.Error, OSError):
        return 0
