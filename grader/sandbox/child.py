"""The parent's watch over one child: frames come in, limits are kept, from outside."""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from dataclasses import dataclass

from grader.model import frames
from grader.model.evidence import Died, Outcome, OutOfMemory, Refused, TimedOut
from grader.sandbox.zygote import Zygote, kill

TICK = 0.02  # seconds between two looks at memory and processor time
PAGE = os.sysconf("SC_PAGE_SIZE")
SLACK_MB = 128  # the child's own limit gives a clean MemoryError first; this watch stands behind it


class Fault(Exception):  # noqa: N818 - not an error of ours: what a student's code did
    """The child is finished with; `outcome` is what that means for the case that was running."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be used until the next mark: processor seconds and megabytes."""

    seconds: float
    memory_mb: int

    @property
    def wall(self) -> float:
        """A child that sleeps is ended too."""
        return 3 * self.seconds + 2


class Child:
    """A forked child and everything the parent knows of it. Close it, always."""

    def __init__(self, zygote: Zygote, memory_mb: int, memory: dict[str, int]) -> None:
        self.zygote = zygote
        self.pid, self.pidfd, self.channel = zygote.fork(memory_mb, memory)
        self.channel.setblocking(False)
        self.buffer = bytearray()
        self.poll = select.poll()
        self.poll.register(self.channel, select.POLLIN)
        self.base = self._resident()
        self.peak = 0
        self.mark_cpu, self.mark_wall, self.looked = self._cpu(), time.monotonic(), 0.0

    def send(self, frame: bytes, allowance: Allowance) -> None:
        """Hand the child its source; one that does not take it is finished with."""
        self.channel.settimeout(allowance.wall)
        try:
            self.channel.sendall(frame)
        except OSError as error:
            raise Fault(self._finish(patience=1.0)) from error
        self.channel.setblocking(False)

    def mark(self) -> float:
        """Begin a new stretch; the processor seconds the last one used."""
        cpu = self._cpu()
        used, self.mark_cpu, self.mark_wall = cpu - self.mark_cpu, cpu, time.monotonic()
        return used

    def frame(self, allowance: Allowance) -> bytearray:
        """The next whole frame. Raises Fault when a limit is passed or the child ends."""
        while True:
            whole = self._cut()
            if whole is not None:
                return whole
            ready = self.poll.poll(TICK * 1000)
            if time.monotonic() - self.looked > TICK:
                self._look(allowance)
            if ready:
                self._read()

    def close(self) -> None:
        """End the child and hear how it ended, so that the warm process is free again."""
        if self.pidfd >= 0:
            self._finish()

    def _cut(self) -> bytearray | None:
        if len(self.buffer) < frames.HEADER.size:
            return None
        head, payload = frames.HEADER.unpack_from(self.buffer)
        if head > frames.MAX_HEAD or payload > frames.MAX_PAYLOAD:
            raise Fault(Refused("what came back was not an answer"))
        size = frames.HEADER.size + head + payload
        if len(self.buffer) < size:
            return None
        whole = self.buffer[:size]
        del self.buffer[:size]
        return whole

    def _read(self) -> None:
        try:
            data = self.channel.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise Fault(self._finish(patience=1.0))
        self.buffer += data

    def _look(self, allowance: Allowance) -> None:
        self.looked = time.monotonic()
        resident = self._resident()
        self.peak = max(self.peak, resident - self.base)
        if self.peak > (allowance.memory_mb + SLACK_MB) << 20:
            raise Fault(OutOfMemory(allowance.memory_mb))
        if self._cpu() - self.mark_cpu > allowance.seconds or self.looked - self.mark_wall > allowance.wall:
            raise Fault(TimedOut(allowance.seconds))

    def _finish(self, patience: float = 0.0) -> Outcome:
        """Kill, reap, and say what the death was: by a signal we did not send, or by its own hand (0)."""
        ended_alone = bool(select.select([self.pidfd], [], [], patience)[0])
        kill(self.pidfd)
        self.channel.close()
        try:
            report = self.zygote.ended()
        finally:
            os.close(self.pidfd)
            self.pidfd = -1
        self.peak = max(self.peak, report["rss"] * 1024 - self.base)
        signal = report["status"] & 0x7F
        return Died(signal if ended_alone else 0)

    def _cpu(self) -> float:
        with suppress(OSError):
            return time.clock_gettime((~self.pid << 3) | 2)
        return self.mark_cpu

    def _resident(self) -> int:
        with suppress(OSError, ValueError, IndexError), open(f"/proc/{self.pid}/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * PAGE
        return 0
