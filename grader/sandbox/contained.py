"""The grader's side of a warm process in a container: everything goes over one pair of pipes, in pieces."""

from __future__ import annotations

import json
import os
import queue
import socket
import struct
import subprocess  # noqa: TID251 - this room starts the processes that run student code
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from grader.errors import SandboxError
from grader.sandbox.guests.attending import HEADER, USED
from grader.sandbox.stored import StoredCalls
from grader.sandbox.zygote import ENVIRONMENT, GUESTS, REPLY_SECONDS, START_SECONDS, start_message

__all__ = ["Contained"]

PIECE = 1 << 16
MOST = 1 << 20  # bytes of one message; whoever sends more is not our guest
Message = dict[str, Any]


class Contained:
    """A warm process in a container and whoever stands beside it; one child at a time."""

    def __init__(
        self,
        begin: Callable[[str], subprocess.Popen[bytes]],
        path: tuple[str, ...],
        entries: Mapping[str, str],
        preload: tuple[str, ...],
        calls: StoredCalls,
        isolation: Mapping[str, Any],
    ) -> None:
        self.busy, self.on_disk, self.threads = False, "", 0
        self.tier, self.uid = str(isolation["tier"]), isolation["uid"]
        self.sending = threading.Lock()
        self.replies: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.reports: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self.child: Inside | None = None
        self.coming: Inside | None = None
        self.process = begin((GUESTS / "attending.py").read_text())
        threading.Thread(target=self._hear, daemon=True).start()
        config = {"preload": preload, "questions": calls.index, "isolation": isolation}
        start = json.loads(start_message("runner", path, config))
        told = {
            "start": start,
            "home": f"/tmp/{os.urandom(8).hex()}",  # noqa: S108 - in the container, and nobody else's
            "entries": dict(entries),
            "boot": (GUESTS / "boot.py").read_text(),
            "environment": ENVIRONMENT,
        }
        try:
            self.tell(b"S", json.dumps(told).encode())
            self.tell(b"C", os.pread(calls.descriptor, os.fstat(calls.descriptor).st_size, 0))
            reply = self._reply(START_SECONDS)
            if "error" in reply:
                raise SandboxError(str(reply["error"]))  # noqa: TRY301 - closed with the others
        except SandboxError:
            self.close()
            raise

    def fork(self, request: Mapping[str, Any]) -> tuple[Inside, socket.socket]:
        """A fresh child, and the channel to it. Raises SandboxError."""
        if self.busy:
            self.ended()
        ours, theirs = socket.socketpair()
        child = self.coming = Inside(self, theirs)
        try:
            self.tell(b"F", json.dumps(request).encode())
            self._reply(REPLY_SECONDS)
        except SandboxError:
            ours.close()
            theirs.close()
            raise
        threading.Thread(target=child.feed, daemon=True).start()
        return child, ours

    def let_go(self) -> None:
        """The last child was ended; how, is heard when another is needed."""
        self.busy = True

    def ended(self) -> Message:
        """How the last child ended: its wait status and peak kilobytes. Raises SandboxError."""
        self.busy = False
        with suppress(queue.Empty):
            report = self.reports.get(timeout=REPLY_SECONDS)
            if report is not None:
                return report
        raise SandboxError("the process that starts students' code in the container has ended")

    @contextmanager
    def bait(self) -> Iterator[Message]:
        """What attempts are to find, in the container. Raises SandboxError."""
        self.tell(b"B", (GUESTS / "baiting.py").read_bytes())
        try:
            yield self._reply(REPLY_SECONDS)
        finally:
            with suppress(SandboxError):
                self.tell(b"b", b"")

    def close(self) -> None:
        """End the process that stands beside it: with it everything ends that it started."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def tell(self, kind: bytes, payload: bytes) -> None:
        """One message. Raises SandboxError."""
        assert self.process.stdin is not None  # noqa: S101 - we asked for it
        try:
            with self.sending:
                self.process.stdin.write(HEADER.pack(kind, len(payload)) + payload)
                self.process.stdin.flush()
        except (OSError, ValueError) as error:
            raise SandboxError("the process that starts students' code in the container has ended") from error

    def _reply(self, seconds: float) -> Message:
        with suppress(queue.Empty):
            reply = self.replies.get(timeout=seconds)
            if reply is not None:
                return reply
            raise SandboxError("the process that starts students' code in the container has ended")
        raise SandboxError("the process that starts students' code in the container does not answer")

    def _hear(self) -> None:
        """All that comes out of the container, until nothing does."""
        with suppress(OSError, ValueError, struct.error, SandboxError):
            while True:
                kind, size = HEADER.unpack(self._read(HEADER.size))
                if size > MOST:
                    break
                self._take(kind, self._read(size))
        self.replies.put(None)
        self.reports.put(None)
        if self.child is not None:
            self.child.over.set()
            self.child.take(b"")

    def _read(self, size: int) -> bytes:
        assert self.process.stdout is not None  # noqa: S101 - we asked for it
        return self.process.stdout.read(size)

    def _take(self, kind: bytes, payload: bytes) -> None:
        child = self.child
        if kind == b"P":
            child = self.child = self.coming
            self.replies.put({})
        elif kind == b"R":
            self.replies.put(json.loads(payload))
        elif kind == b"E":
            if child is not None:
                child.over.set()
            self.reports.put(json.loads(payload))
        elif kind == b"D" and self.coming is child and child is not None:
            child.take(payload[USED.size :])
        elif kind == b"Z" and self.coming is child and child is not None:
            child.take(b"")
        if kind in (b"P", b"D", b"U") and child is not None:
            child.used = USED.unpack_from(payload)
        if kind == b"D":
            self.tell(b"A", b"")


class Inside:
    """A child in the container, as we are told of it."""

    def __init__(self, warm: Contained, channel: socket.socket) -> None:
        self.warm, self.channel = warm, channel
        self.pid = 0  # it means nothing here
        self.used: tuple[float, int] = (0.0, 0)
        self.over = threading.Event()

    def feed(self) -> None:
        """Pass on what the child is sent, until its channel is closed."""
        with self.channel, suppress(OSError, SandboxError):
            while data := self.channel.recv(PIECE):
                self.warm.tell(b"D", data)

    def take(self, data: bytes) -> None:
        """What the child has said; nothing when that was all."""
        with suppress(OSError):
            if data:
                self.channel.sendall(data)
            else:
                self.channel.shutdown(socket.SHUT_WR)

    def kill(self) -> None:
        """End it; it may have ended by itself."""
        with suppress(SandboxError):
            self.warm.tell(b"K", b"")

    def has_ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""
        return self.over.wait(seconds)

    def cpu(self) -> float | None:
        """The processor seconds it had used when we were told last."""
        return self.used[0]

    def resident(self) -> int:
        """The bytes of memory it occupied when we were told last."""
        return self.used[1]

    def close(self) -> None:
        """Nothing was taken."""
