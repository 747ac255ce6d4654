"""The parent's watch over one child: frames come in, limits are kept, from outside."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from grader.model import frames
from grader.model.evidence import Cost, Died, Outcome, OutOfMemory, Refused, TimedOut
from grader.sandbox import disk
from grader.sandbox.warm import Warm

SMALL, LARGE = 1 << 17, 1 << 20  # bytes taken at once: of many small frames, or of one large
TICK = 0.02  # seconds between two looks at memory and processor time
SLACK_MB = 128  # the child's own limit gives a clean MemoryError first; this watch stands behind it


class Fault(Exception):  # noqa: N818 - not an error of ours: what a student's code did
    """The child is finished with; `outcome` is what that means for the case that was running."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Allowance:
    """What may be used until the next mark: processor seconds, megabytes."""

    seconds: float
    memory_mb: int
    watched: bool = True  # whether disk and threads are bounded from here, where the kernel does not do it

    @property
    def wall(self) -> float:
        """A child that sleeps is ended too."""
        return 3 * self.seconds + 2


class Child:
    """A forked child and everything the parent knows of it. Close it, always."""

    def __init__(self, zygote: Warm, request: Mapping[str, Any]) -> None:
        self.zygote = zygote
        self.process, self.channel = zygote.fork(request)
        self.open = True
        self.channel.setblocking(False)
        self.buffer = bytearray()
        self.missing = 0  # of the frame that is coming in
        self.poll = select.poll()
        self.poll.register(self.channel, select.POLLIN)
        self.base = self.process.resident()
        self.peak = 0
        self.mark_cpu = 0.0  # stands where the child has ended already, and its clock with it
        self.mark_cpu, self.mark_wall, self.looked = self._cpu(), time.monotonic(), 0.0

    def send(self, frame: bytes, allowance: Allowance) -> None:
        """Hand the child its source; one that does not take it is finished with."""
        self.channel.settimeout(allowance.wall)
        try:
            self.channel.sendall(frame)
        except OSError as error:
            raise Fault(self._finish(patience=1.0)) from error
        self.channel.setblocking(False)

    def mark(self) -> Cost:
        """Begin a new stretch; what the last one used."""
        cpu = self._cpu()
        used = Cost(cpu - self.mark_cpu, self.peak / (1 << 20))
        self.mark_cpu, self.mark_wall, self.peak = cpu, time.monotonic(), 0
        return used

    def frame(self, allowance: Allowance) -> bytearray:
        """The next whole frame. Raises Fault when a limit is passed or the child ends."""
        fault: Outcome | None = None
        while True:
            whole = self._cut()
            if whole is not None:
                return whole
            if fault is not None:
                raise Fault(fault)
            if time.monotonic() - self.looked > TICK:
                fault = self._look(allowance)
            # what was sent in time counts, however late we come to read it
            if self.poll.poll(0 if fault else TICK * 1000):
                self._read()

    def close(self) -> None:
        """End the child; how it ended is heard when the warm process is needed again."""
        if self.open:
            self.open = False
            self.process.kill()
            self.channel.close()
            self.process.close()
            self.zygote.let_go()

    def _cut(self) -> bytearray | None:
        self.missing = 0
        if len(self.buffer) < frames.HEADER.size:
            return None
        head, payload = frames.HEADER.unpack_from(self.buffer)
        if head > frames.MAX_HEAD or payload > frames.MAX_PAYLOAD:
            raise Fault(Refused("what came back was not an answer"))
        size = frames.HEADER.size + head + payload
        self.missing = size - len(self.buffer)
        if self.missing > 0:
            return None
        if self.missing == 0:
            whole, self.buffer = self.buffer, bytearray()
            return whole
        whole = self.buffer[:size]
        del self.buffer[:size]
        return whole

    def _read(self) -> None:
        """Take what is there: never more than a large frame lacks, so that it is whole without a copy."""
        try:
            data = self.channel.recv(min(self.missing, LARGE) if self.missing > SMALL else SMALL)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise Fault(self._finish(patience=1.0))
        self.buffer += data
        self.missing -= len(data)

    def _look(self, allowance: Allowance) -> Outcome | None:
        self.looked = time.monotonic()
        grown = self.process.resident() - self.base
        self.peak = max(self.peak, grown)
        if grown > (allowance.memory_mb + SLACK_MB) << 20:
            return OutOfMemory(allowance.memory_mb)
        if self._cpu() - self.mark_cpu > allowance.seconds or self.looked - self.mark_wall > allowance.wall:
            return TimedOut(allowance.seconds)
        return self._too_much() if allowance.watched else None

    def _too_much(self) -> Outcome | None:
        """What the kernel bounds in other forms of isolation."""
        if self.zygote.on_disk and disk.overfull(self.zygote.on_disk, self.process.pid):
            return Refused(disk.FULL)
        if self.zygote.threads and self._threads() > self.zygote.threads:
            return Refused(f"it kept more than {self.zygote.threads} threads running")
        return None

    def _finish(self, patience: float = 0.0) -> Outcome:
        """Kill, reap, and say what the death was: by a signal we did not send, or by its own hand (0)."""
        ended_alone = self.process.has_ended(patience)
        self.process.kill()
        self.channel.close()
        self.open = False
        try:
            report = self.zygote.ended()
        finally:
            self.process.close()
        self.peak = max(self.peak, report["rss"] * 1024 - self.base)
        signal = report["status"] & 0x7F
        return Died(signal if ended_alone else 0)

    def _cpu(self) -> float:
        used = self.process.cpu()
        return self.mark_cpu if used is None else used

    def _threads(self) -> int:
        with suppress(OSError):
            return os.stat(f"/proc/{self.process.pid}/task").st_nlink - 2  # noqa: PTH116 - fifty times a second
        return 0
