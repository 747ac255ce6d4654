"""Holds a warm process to what its tier promises: a thrown-away child tries what must not work."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import SandboxError
from grader.model import frames
from grader.model.evidence import Died
from grader.sandbox.child import Allowance, Child, Fault
from grader.sandbox.zygote import Zygote

ALLOWANCE = Allowance(seconds=10, memory_mb=256)


EXEC = "run another program"


@dataclass(frozen=True, slots=True)
class Probed:
    """What a confined child could do that it must not, and could not do that it must."""

    works: dict[str, bool]
    lacks: tuple[str, ...] = ()

    @property
    def holes(self) -> tuple[str, ...]:
        """The attempts that worked."""
        return tuple(name for name, worked in self.works.items() if worked)

    @property
    def sound(self) -> bool:
        """Nothing works that must not, and everything that must."""
        return not self.holes and not self.lacks


def probe(zygote: Zygote) -> Probed:
    """Try every attempt in a child of this warm process. Raises SandboxError when it could not be tried."""
    with bait() as facts:
        request = {"memory_mb": ALLOWANCE.memory_mb, "memory": {}}
        child = Child(zygote, {**request, "probe": {**facts, "writes": zygote.tier != "no-open"}})
        try:
            first = frames.decode(child.frame(ALLOWANCE))
            if not isinstance(first, dict) or first.get("at") != "confined":
                raise SandboxError(f"a process could not be shut off: {first}")
            last = frames.decode(child.frame(ALLOWANCE))
        except frames.FrameError as error:
            raise SandboxError("the probe of this machine's isolation gave no answer") from error
        except Fault as fault:  # it became another program, and that is the hole
            return Probed({EXEC: True}) if isinstance(fault.outcome, Died) else _unfinished(fault)
        finally:
            child.close()
    if not isinstance(last, dict):
        raise SandboxError("the probe of this machine's isolation gave no answer")
    works = {str(name): worked is True for name, worked in last["works"].items()}
    return Probed(works, tuple(map(str, last["lacks"])))


def _unfinished(fault: Fault) -> Probed:
    raise SandboxError(f"the probe of this machine's isolation did not finish ({fault.outcome})") from fault


@contextmanager
def bait() -> Iterator[dict[str, Any]]:
    """What an attempt may find where nothing holds it back: a secret, a folder, a port, our own number."""
    with (
        tempfile.TemporaryDirectory(prefix="bait-") as name,
        socket.socket() as server,
        socket.socket(socket.AF_UNIX) as local,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        folder = Path(name)
        for file in ("secret", "spare", "doomed"):
            (folder / file).write_text(file)
        hidden = f"\0{folder.name}"
        server.bind(("127.0.0.1", 0))
        server.listen()
        local.bind(str(folder / "socket"))
        local.listen()
        abstract.bind(hidden)
        abstract.listen()
        yield {
            "folder": name,
            **{file: str(folder / file) for file in ("secret", "spare", "doomed", "socket")},
            "abstract": hidden,
            "port": server.getsockname()[1],
            "parent": os.getpid(),
        }
