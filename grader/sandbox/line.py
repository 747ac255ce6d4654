"""One line to a warm process: a child is asked for ahead of its work, and stands ready when work comes.

It has confined itself by then, and nothing of any student has been sent to it. On one line a child is made
only after the one before has ended and been cleared away.
"""

from __future__ import annotations

import array
import json
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from grader.errors import SandboxError
from grader.sandbox.forked import Forked, pid_here

__all__ = ["SIZE", "Line"]

SIZE = struct.Struct("<I")
LAST_SECONDS = 2.0


class Line:
    """What is said over one control channel, in order; `folder` is where its children write, if on disk."""

    def __init__(self, control: socket.socket, folder: str) -> None:
        self.control, self.folder = control, folder
        self.owed = False  # a child was ended, and we have not heard of it yet
        self.waiting: tuple[Mapping[str, Any], socket.socket] | None = None  # what for, and its channel

    def ask(self, request: Mapping[str, Any]) -> None:
        """Have a child made that waits. Raises SandboxError."""
        ours, theirs = socket.socketpair()
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            theirs.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
        try:
            with theirs:
                self.send(json.dumps(request).encode(), [theirs.fileno()])
        except SandboxError:
            ours.close()
            raise
        self.waiting = dict(request), ours

    def take(self, request: Mapping[str, Any]) -> tuple[Forked, socket.socket]:
        """A child: the one that waits, if it was made for the same and lives. Raises SandboxError."""
        if self.owed:
            self.ended()
        if self.waiting is not None:
            fits = self.waiting[0] == request
            child, channel = self._come()
            if fits and not child.has_ended(0):
                return child, channel
            self._put_away(child, channel)
        self.ask(request)
        return self._come()

    def rest(self) -> None:
        """End whoever waits, so that nobody is left. Raises SandboxError."""
        if self.owed:
            self.ended()
        if self.waiting is not None:
            self._put_away(*self._come())

    def ended(self) -> dict[str, Any]:
        """How the last child ended: status and peak kilobytes. Raises SandboxError."""
        self.owed = False
        return self.receive()[0]

    def close(self) -> None:
        """Hang up when the other end is gone; what lives in a namespace ends a moment after its parent."""
        if self.waiting is not None:
            self.waiting[1].close()
        with suppress(OSError):
            self.control.settimeout(LAST_SECONDS)
            while self.control.recv(4096):
                continue
        self.control.close()

    def send(self, text: bytes, descriptors: list[int]) -> None:
        """One message, with descriptors beside it. Raises SandboxError."""
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        message = SIZE.pack(len(text)) + text
        try:
            sent = self.control.sendmsg([message], rights if descriptors else [])
            self.control.sendall(message[sent:])
        except OSError as error:
            raise SandboxError("the process that starts students' code has ended") from error

    def receive(self) -> tuple[dict[str, Any], list[int]]:
        """One message, and what came with it. Raises SandboxError."""
        try:
            head, ancillary, _, _ = self.control.recvmsg(SIZE.size, socket.CMSG_SPACE(4))
            text = self.control.recv(SIZE.unpack(head)[0], socket.MSG_WAITALL) if head else b""
        except (OSError, struct.error) as error:
            raise SandboxError("the process that starts students' code does not answer") from error
        if not text:
            raise SandboxError("the process that starts students' code has ended")
        descriptors = array.array("i")
        for _, _, data in ancillary:
            descriptors.frombytes(data[: len(data) - len(data) % 4])
        return json.loads(text), list(descriptors)

    def _put_away(self, child: Forked, channel: socket.socket) -> None:
        child.kill()
        child.close()
        channel.close()
        self.ended()

    def _come(self) -> tuple[Forked, socket.socket]:
        assert self.waiting is not None  # noqa: S101 - asked for before
        channel, self.waiting = self.waiting[1], None
        try:
            reply, descriptors = self.receive()
            if "pid" not in reply or not descriptors:
                raise SandboxError("the process that starts students' code gave no answer")  # noqa: TRY301
            return Forked(pid_here(descriptors[0]), descriptors[0]), channel
        except SandboxError:
            channel.close()
            raise
