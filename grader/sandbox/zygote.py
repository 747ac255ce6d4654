"""The parent's side of one warm process: starts it, asks it for children, hears how they ended."""

from __future__ import annotations

import array
import json
import socket
import struct
import subprocess  # noqa: TID251 - this room starts the processes that run student code
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from grader.errors import SandboxError
from grader.model import frames, marked
from grader.model.interpreter import Interpreter
from grader.sandbox.forked import Forked, pid_here
from grader.sandbox.guests.baiting import bait
from grader.sandbox.isolation.cgroup import MemoryBound
from grader.sandbox.stored import StoredCalls

SIZE = struct.Struct("<I")
GUESTS = Path(__file__).parent / "guests"
RUNNER = (  # in the order they are loaded
    "clearing kernel landlock namespaces confining refusals statements locating absent importing nearby "
    "converting calling probing reaching escaping knocking bare answering warming runner spawned"
).split()
START_SECONDS = 120.0
REPLY_SECONDS = 20.0
LAST_SECONDS = 2.0
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "JOBLIB_MULTIPROCESSING": "0",
    "MPLBACKEND": "Agg",
}


class Zygote:
    """One warm process; one child at a time.

    It dies with the thread that starts it, so `starter` is an executor whose thread lives as long as the run.
    """

    def __init__(
        self,
        interpreter: Interpreter,
        calls: StoredCalls,
        scratch: Path,
        isolation: Mapping[str, Any],
        starter: Executor,
        memory: MemoryBound | None = None,
    ) -> None:
        self.busy = False  # a child was ended, and we have not heard of it yet
        self.tier, self.uid = str(isolation["tier"]), isolation["uid"]
        self.on_disk = "" if isolation["namespaces"] else str(scratch / "work")  # else it is in memory
        self.threads = int(isolation["threads"])  # a child may have, where the kernel does not count
        ours, theirs = socket.socketpair()
        with theirs:
            descriptors = [theirs.fileno(), calls.descriptor]
            try:
                self.process = starter.submit(execute, interpreter, scratch, descriptors).result()
            except OSError as error:
                ours.close()
                raise SandboxError(
                    f"no process for students' code can be started: {error.strerror}"
                ) from error
        if memory is not None:
            memory.add(self.process.pid)  # before it starts anything of its own
        self.control = ours
        config = {
            "preload": interpreter.preload,
            "questions": calls.index,
            "calls": calls.descriptor,
            "scratch": str(scratch / "work"),
            "isolation": isolation,
        }
        self._begin(start_message("runner", interpreter.path, config))

    def fork(self, request: Mapping[str, Any]) -> tuple[Forked, socket.socket]:
        """A fresh child, and the channel to it. Raises SandboxError."""
        if self.busy:
            self.ended()
        ours, theirs = socket.socketpair()
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            theirs.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
        try:
            with theirs:
                self._send(json.dumps(request).encode(), [theirs.fileno()])
            reply, descriptors = self._receive()
            if "pid" not in reply or not descriptors:
                raise SandboxError("the process that starts students' code gave no answer")  # noqa: TRY301
            return Forked(pid_here(descriptors[0]), descriptors[0]), ours
        except SandboxError:
            ours.close()
            raise

    def ended(self) -> dict[str, Any]:
        """How the child ended: status, processor seconds, peak kilobytes. Raises SandboxError."""
        self.busy = False
        return self._receive()[0]

    def bait(self) -> AbstractContextManager[dict[str, Any]]:
        """What attempts are to find, on this machine."""
        return bait(self.uid)

    def close(self) -> None:
        """End the process and any child; what lives in a namespace ends a moment after its parent."""
        self.process.kill()
        self.process.wait()
        with suppress(OSError):
            self.control.settimeout(LAST_SECONDS)
            while self.control.recv(4096):
                continue
        self.control.close()

    def _begin(self, message: bytes) -> None:
        """Send texts and configuration, and wait until the process is warm and shut off."""
        self.control.settimeout(START_SECONDS)
        try:
            self._send(message, [])
            started, _ = self._receive()
            if "error" in started:
                raise SandboxError(str(started["error"]))  # noqa: TRY301 - closed with the others
        except SandboxError:
            self.close()
            raise
        self.control.settimeout(REPLY_SECONDS)

    def _send(self, text: bytes, descriptors: list[int]) -> None:
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        message = SIZE.pack(len(text)) + text
        try:
            sent = self.control.sendmsg([message], rights if descriptors else [])
            self.control.sendall(message[sent:])
        except OSError as error:
            raise SandboxError("the process that starts students' code has ended") from error

    def _receive(self) -> tuple[dict[str, Any], list[int]]:
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


def start_message(main: str, path: tuple[str, ...], config: Mapping[str, Any]) -> bytes:
    """What the boot text reads first: the guests' texts, which of them begins, its path and configuration."""
    sources = {name: (GUESTS / f"{name}.py").read_text() for name in RUNNER}
    both = {
        name: Path(str(one.__file__)).read_text() for name, one in (("frames", frames), ("marked", marked))
    }
    sources = {**both, **sources}
    return json.dumps({"sources": sources, "main": main, "path": path, "config": config}).encode()


def execute(interpreter: Interpreter, scratch: Path, descriptors: list[int]) -> subprocess.Popen[bytes]:
    """A process that reads from the first descriptor what to do; it holds these descriptors and no other."""
    boot = (GUESTS / "boot.py").read_text()
    environment = {**ENVIRONMENT, "HOME": str(scratch), "MPLCONFIGDIR": str(scratch / "matplotlib")}
    return subprocess.Popen(  # noqa: S603 - the rubric's interpreter with our own text
        # like -I, but for PYTHONHASHSEED: with it sets of text have one order in every run
        [interpreter.executable, "-s", "-S", "-P", "-B", "-c", boot, str(descriptors[0])],
        pass_fds=descriptors,
        env=environment,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
