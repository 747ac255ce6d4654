"""A forked child as Linux shows it to its parent: by a descriptor, a clock of its own, and /proc."""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress
from dataclasses import dataclass

from grader.errors import SandboxError

__all__ = ["Forked", "pid_here"]

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Forked:
    """A process number, and the descriptor that keeps it from meaning another process."""

    pid: int
    pidfd: int

    def kill(self) -> None:
        """End it; it may have ended by itself."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def has_ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        ending = select.poll()  # not select(), which cannot take descriptors above 1023
        ending.register(self.pidfd, select.POLLIN)
        return bool(ending.poll(seconds * 1000))

    def cpu(self) -> float | None:
        """The processor seconds it has used; None when it is gone, and its clock with it."""
        with suppress(OSError):
            return time.clock_gettime((~self.pid << 3) | 2)
        return None

    def resident(self) -> int:
        """The bytes of memory it occupies; 0 when it is gone."""
        with suppress(OSError, ValueError, IndexError), open(f"/proc/{self.pid}/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * PAGE
        return 0

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self.pidfd)


def pid_here(pidfd: int) -> int:
    """The child's number as this process counts, whatever namespace it lives in."""
    with open(f"/proc/self/fdinfo/{pidfd}", encoding="ascii") as file:  # noqa: PTH123
        for line in file:
            if line.startswith("Pid:"):
                return int(line.split()[1])
    raise SandboxError("the process that starts students' code gave no answer")
