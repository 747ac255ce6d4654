"""The seam between the ways of starting students' processes and all that watches them.

A way is a class that is called with what `Zygote` is called with and answers as `Warm` says: `Zygote` forks a
child from a warm process, `Spawner` starts each child afresh, `Contained` asks a warm process in a container.
"""

from __future__ import annotations

import socket
import subprocess  # noqa: TID251 - named as a type alone
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

__all__ = ["Process", "Warm"]


class Process(Protocol):
    """One child as its parent sees it."""

    @property
    def pid(self) -> int:
        """Its number, as this process counts."""

    def kill(self) -> None:
        """End it; it may have ended by itself."""

    def has_ended(self, seconds: float) -> bool:
        """Whether it ends within so many seconds."""

    def cpu(self) -> float | None:
        """The processor seconds it has used; None when it is gone, and its clock with it."""

    def resident(self) -> int:
        """The bytes of memory it occupies; 0 when it is gone."""

    def close(self) -> None:
        """Give back what it took to look at it."""


class Warm(Protocol):
    """Whatever starts children, one at a time."""

    tier: str
    uid: int | None
    process: subprocess.Popen[bytes]
    threads: int  # how many a child may have, where the kernel does not count them; 0 where it does

    @property
    def on_disk(self) -> str:
        """Where the files of the child at work lie, unless they are bounded in memory."""

    def fork(self, request: Mapping[str, Any]) -> tuple[Process, socket.socket]:
        """A fresh child, and the channel to it. Raises SandboxError."""

    def ended(self) -> dict[str, Any]:
        """How the last child ended: its wait status and peak kilobytes. Raises SandboxError."""

    def let_go(self) -> None:
        """The last child was ended; how, is heard when another is needed."""

    def bait(self) -> AbstractContextManager[dict[str, Any]]:
        """What attempts are to find, put where its children are; see the guest `baiting`."""

    def close(self) -> None:
        """End everything it started."""
