"""Holds a warm process to what its tier promises: a thrown-away child tries what must not work."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import SandboxError
from grader.model import frames
from grader.model.evidence import Died
from grader.sandbox.child import Allowance, Child, Fault
from grader.sandbox.zygote import Zygote

ALLOWANCE = Allowance(seconds=10, memory_mb=256, watched=False)  # it only tries whether the kernel bounds it
BAITS = ("secret", "spare", "doomed", "movable")
TOLERATED = {  # what a tier cannot hold back, and docs/security.md says so
    "mid": ("see that a file of the instructor's exists", "write more than 32 MB in many files"),
}


@dataclass(frozen=True, slots=True)
class Probed:
    """What a confined child could do that it must not, and could not do that it must."""

    works: Mapping[str, bool]
    lacks: tuple[str, ...] = ()
    tolerated: tuple[str, ...] = ()  # not promised by this tier

    @property
    def holes(self) -> tuple[str, ...]:
        """The attempts that worked and must not."""
        return tuple(name for name, worked in self.works.items() if worked and name not in self.tolerated)

    @property
    def sound(self) -> bool:
        """Nothing works that must not, and everything that must."""
        return not self.holes and not self.lacks


def probe(zygote: Zygote) -> Probed:
    """Try every attempt in children of this warm process. Raises SandboxError when it could not be tried."""
    with bait(zygote.uid) as facts:
        facts["writes"] = zygote.tier != "no-open"
        last = _asked(zygote, facts)
        works = {str(name): worked is True for name, worked in last["works"].items()}
        for name in map(str, last["ending"]):
            works[name] = _works_alone(zygote, facts, name)
    return Probed(works, tuple(map(str, last["lacks"])), TOLERATED.get(zygote.tier, ()))


def _works_alone(zygote: Zygote, facts: Mapping[str, Any], name: str) -> bool:
    """An attempt that may end the child: only a refusal, or the filter's own blow, means blocked."""
    try:
        return _asked(zygote, {**facts, "only": name})["works"].get(name) is True
    except _EndedError as ended:
        if ended.signal == signal.SIGKILL:  # from outside: it says nothing
            raise
        return ended.signal != signal.SIGSYS


class _EndedError(SandboxError):
    """The child ended instead of answering."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"the probe of this machine's isolation did not finish ({fault.outcome})")
        self.signal = fault.outcome.signal if isinstance(fault.outcome, Died) else None


def _asked(zygote: Zygote, facts: Mapping[str, Any]) -> dict[str, Any]:
    """One child's report. Raises SandboxError."""
    request = {"memory_mb": ALLOWANCE.memory_mb, "memory": {}, "probe": facts}
    child = Child(zygote, request)
    try:
        first = frames.decode(child.frame(ALLOWANCE))
        if not isinstance(first, dict) or first.get("at") != "confined":
            why = first.get("error") if isinstance(first, dict) else first
            raise SandboxError(f"a process could not be shut off: {why}")
        last = frames.decode(child.frame(ALLOWANCE))
    except frames.FrameError as error:
        raise SandboxError("the probe of this machine's isolation gave no answer") from error
    except Fault as fault:
        raise _EndedError(fault) from fault
    finally:
        child.close()
    if not isinstance(last, dict):
        raise SandboxError("the probe of this machine's isolation gave no answer")
    return last


@contextmanager
def bait(user: int | None, *, owned: bool = False) -> Iterator[dict[str, Any]]:
    """What an attempt may find where nothing else holds it back: files, sockets, our own number.

    A user other than ours may read and write them all: plain permissions would hide that the isolation has
    a hole. Only changing modes takes an owner, and a child's user owns nothing but its scratch.
    """
    with (
        tempfile.TemporaryDirectory(prefix="bait-") as name,
        socket.socket() as server,
        socket.socket(socket.AF_UNIX) as local,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as letters,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        folder = Path(name)
        for file in BAITS:
            (folder / file).write_text(file)
        server.bind(("127.0.0.1", 0))
        server.listen()
        local.bind(str(folder / "socket"))
        local.listen()
        letters.bind(str(folder / "letters"))
        abstract.bind(f"\0{folder.name}")
        abstract.listen()
        if user is not None:
            for path in (*folder.iterdir(), folder):
                os.chown(path, user if owned else -1, user)
                path.chmod(0o770 if path == folder else 0o660)
        yield {
            "folder": name,
            **{file: str(folder / file) for file in (*BAITS, "socket", "letters")},
            "abstract": f"\0{folder.name}",
            "port": server.getsockname()[1],
            "parent": os.getpid(),
        }
