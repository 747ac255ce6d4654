"""Holds a warm process to what its tier promises: a thrown-away child tries what must not work."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import SandboxError
from grader.model import frames
from grader.model.evidence import Died
from grader.sandbox.child import Allowance, Child, Fault
from grader.sandbox.warm import Warm

ALLOWANCE = Allowance(seconds=10, memory_mb=256, watched=False)  # it only tries whether the kernel bounds it
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


def probe(zygote: Warm) -> Probed:
    """Try every attempt in children of this warm process. Raises SandboxError when it could not be tried."""
    with zygote.bait() as facts:
        facts["writes"] = zygote.tier != "no-open"
        last = _asked(zygote, facts)
        works = {str(name): worked is True for name, worked in last["works"].items()}
        for name in map(str, last["ending"]):
            works[name] = _works_alone(zygote, facts, name)
    return Probed(works, tuple(map(str, last["lacks"])), TOLERATED.get(zygote.tier, ()))


def _works_alone(zygote: Warm, facts: Mapping[str, Any], name: str) -> bool:
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


def _asked(zygote: Warm, facts: Mapping[str, Any]) -> dict[str, Any]:
    """One child's report. Raises SandboxError."""
    request = {"memory_mb": ALLOWANCE.memory_mb, "probe": facts}
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
