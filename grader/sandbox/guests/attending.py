"""Guest: stands beside a warm process in a container, where the grader itself can neither fork nor look.

`python -I -S -B -c <this text>`: over standard input and output it is told what to start, forks and ends
children on request, passes on what they say piece by piece, and tells what they use. It never looks into what
it passes on. Messages: `u8 kind, u32 length, payload`.
"""

from __future__ import annotations

import array
import json
import os
import select
import signal
import socket
import struct
import subprocess  # noqa: TID251 - starts the warm process, as the grader does outside
import sys
import time
from contextlib import ExitStack, suppress
from typing import Any

HEADER = struct.Struct("<cI")
USED = struct.Struct("<dQ")
SIZE = struct.Struct("<I")
PIECE = 1 << 16  # of what a child says; the next one is taken when the grader has this one
TICK = 0.02
PAGE = os.sysconf("SC_PAGE_SIZE")
SEND_SECONDS = 20.0


class Attendant:
    """One warm process and, at most, one child."""

    def __init__(self) -> None:
        told = json.loads(_hear()[1])
        home = told["home"]
        packages = f"{home}/packages"
        for folder in (home, packages):
            os.mkdir(folder, 0o711)
        for name, place in told["entries"].items():
            os.symlink(place, f"{packages}/{name}")
        start = told["start"]
        start["path"].append(packages)
        isolation = start["config"]["isolation"]
        isolation["readable"] += [*start["path"], *map(os.path.realpath, told["entries"].values())]
        if isolation["processes"]:
            isolation["processes"] += _tasks()
        start["config"].update(calls=_stored(_hear()[1]), scratch=f"{home}/work")
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - the grader's own text
                [sys.executable, "-s", "-S", "-P", "-B", "-c", told["boot"], str(theirs.fileno())],
                pass_fds=[theirs.fileno(), start["config"]["calls"]],
                env={**told["environment"], "HOME": home, "MPLCONFIGDIR": f"{home}/matplotlib"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        os.close(start["config"]["calls"])
        text = json.dumps(start).encode()
        self.control.sendall(SIZE.pack(len(text)) + text)
        self.channel: socket.socket | None = None
        self.pid = self.pidfd = -1
        self.heard = True  # the grader has taken the last piece
        self.used = (0.0, 0)
        self.bait = ExitStack()

    def attend(self) -> None:
        """Until the grader hangs up or the warm process ends."""
        watch = select.poll()
        watch.register(0, select.POLLIN)
        watch.register(self.control, select.POLLIN)
        told_at = 0.0
        while True:
            listening = self.channel if self.heard else None
            if listening is not None:
                watch.register(listening, select.POLLIN)
            ready = {number for number, _ in watch.poll(TICK * 1000 if self.pid >= 0 else None)}
            if listening is not None:
                watch.unregister(listening)
                if listening.fileno() in ready:
                    self._pass_on(listening)
            if 0 in ready:
                self._obey(*_hear())
            if self.control.fileno() in ready:
                self._warm_process_says()
            if self.pid >= 0 and time.monotonic() - told_at > TICK:
                told_at = time.monotonic()
                _tell(b"U", self._usage())

    def _obey(self, kind: bytes, payload: bytes) -> None:
        if kind == b"F":
            self._fork(payload)
        elif kind == b"A":
            self.heard = True
        elif kind == b"D" and self.channel is not None:
            with suppress(OSError):
                self.channel.settimeout(SEND_SECONDS)
                self.channel.sendall(payload)
        elif kind == b"B":
            self._put_bait(payload)
        elif kind == b"b":
            self.bait.close()
        elif kind == b"K" and self.pidfd >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def _fork(self, request: bytes) -> None:
        if self.channel is not None:
            self.channel.close()
        ours, theirs = socket.socketpair()
        with theirs:
            for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                theirs.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [theirs.fileno()]))]
            message = SIZE.pack(len(request)) + request
            sent = self.control.sendmsg([message], rights)
            self.control.sendall(message[sent:])
        _, (self.pidfd,) = _from_warm(self.control)
        self.pid, self.channel, self.heard, self.used = _pid_here(self.pidfd), ours, True, (0.0, 0)
        _tell(b"P", self._usage())

    def _put_bait(self, text: bytes) -> None:
        baiting: dict[str, Any] = {"__name__": "baiting"}
        exec(compile(text, "baiting.py", "exec"), baiting)
        _tell(b"R", json.dumps(self.bait.enter_context(baiting["bait"](None))).encode())

    def _pass_on(self, channel: socket.socket) -> None:
        try:
            data = channel.recv(PIECE)
        except OSError:
            data = b""
        if data:
            self.heard = False
            _tell(b"D", self._usage() + data)
        else:
            channel.close()
            self.channel = None
            _tell(b"Z", b"")

    def _warm_process_says(self) -> None:
        message, _ = _from_warm(self.control)
        if "status" not in message:
            _tell(b"R", json.dumps(message).encode())
            return
        os.close(self.pidfd)  # its channel stays open until all that it said is passed on
        self.pid = self.pidfd = -1
        _tell(b"E", json.dumps(message).encode())

    def _usage(self) -> bytes:
        """Processor seconds and bytes of memory, as they are or as they were last seen."""
        with suppress(OSError, ValueError, IndexError), open(f"/proc/{self.pid}/statm", "rb") as file:
            self.used = (time.clock_gettime((~self.pid << 3) | 2), int(file.read().split()[1]) * PAGE)
        return USED.pack(*self.used)


def _hear() -> tuple[bytes, bytes]:
    kind, size = HEADER.unpack(_exactly(HEADER.size))
    return kind, _exactly(size)


def _exactly(size: int) -> bytes:
    parts = []
    while size:
        part = os.read(0, min(size, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _tell(kind: bytes, payload: bytes) -> None:
    view = memoryview(HEADER.pack(kind, len(payload)) + payload)
    while view:
        view = view[os.write(1, view) :]


def _from_warm(control: socket.socket) -> tuple[dict[str, object], list[int]]:
    head, ancillary, _, _ = control.recvmsg(SIZE.size, socket.CMSG_SPACE(4))
    if not head:
        os._exit(1)
    descriptors = array.array("i")
    for _, _, data in ancillary:
        descriptors.frombytes(data[: len(data) - len(data) % 4])
    return json.loads(control.recv(SIZE.unpack(head)[0], socket.MSG_WAITALL)), list(descriptors)


def _stored(calls: bytes) -> int:
    descriptor = os.memfd_create("calls")
    view = memoryview(calls)
    while view:
        view = view[os.write(descriptor, view) :]
    return descriptor


def _tasks() -> int:
    """How many threads of our user's there are: the limit on them counts these, too."""
    count = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError):
            if os.stat(f"/proc/{name}").st_uid == os.getuid():
                count += len(os.listdir(f"/proc/{name}/task"))
    return count


def _pid_here(pidfd: int) -> int:
    with open(f"/proc/self/fdinfo/{pidfd}") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pid:"))


if __name__ == "__main__":
    attendant = Attendant()
    try:
        attendant.attend()
    except BaseException:
        os._exit(1)
