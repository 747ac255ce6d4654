"""The same attempts with nothing in their way, in a process that is thrown away."""

from __future__ import annotations

import os
import socket
import struct
import subprocess  # noqa: TID251 - this room starts such processes
from collections.abc import Sequence

from grader.errors import SandboxError
from grader.model import frames
from grader.model.interpreter import Interpreter
from grader.sandbox.guests.baiting import bait
from grader.sandbox.isolation.plan import FIRST_UID
from grader.sandbox.zygote import ENVIRONMENT, GUESTS, start_message

SOMEBODY = FIRST_UID - 1  # as root: a user who owns nothing but the bait
SECONDS = 30.0


def unprotected(interpreter: Interpreter, open_path: Sequence[str] = ()) -> dict[str, bool]:
    """By name, whether each attempt works here without protection. Raises SandboxError.

    `open_path` is where Python would find the harness and the reference, were its path not a private one.
    """
    uid = SOMEBODY if os.getuid() == 0 else None
    ours, theirs = socket.socketpair()
    with ours, bait(uid, owned=True) as facts:
        config = {"uid": uid, "facts": facts, "open_path": [*interpreter.path, *open_path]}
        text = start_message("bare", interpreter.path, config)
        with theirs:
            process = _started(interpreter, theirs.fileno())
        try:
            ours.settimeout(SECONDS)
            ours.sendall(struct.pack("<I", len(text)) + text)
            told = frames.decode(_all(ours))
        except (OSError, frames.FrameError) as error:
            raise SandboxError("the unprotected process did not finish") from error
        finally:
            process.kill()
            process.wait()
    if not isinstance(told, dict) or not isinstance(told.get("works"), dict):
        raise SandboxError("the unprotected process gave no answer")
    return {str(name): worked is True for name, worked in told["works"].items()}


def _started(interpreter: Interpreter, descriptor: int) -> subprocess.Popen[bytes]:
    boot = (GUESTS / "boot.py").read_text()
    return subprocess.Popen(  # noqa: S603 - the rubric's interpreter with our own text
        [interpreter.executable, "-s", "-S", "-P", "-B", "-c", boot, str(descriptor)],
        pass_fds=[descriptor],
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _all(channel: socket.socket) -> bytes:
    """Everything until the other side hangs up, no more than a frame of names can be."""
    received = bytearray()
    while len(received) < 1 << 20 and (data := channel.recv(1 << 16)):
        received += data
    return bytes(received)
