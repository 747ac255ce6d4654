"""How students' processes come about here: forked from a warm one, or each started afresh."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import IsolationError
from grader.model.interpreter import Interpreter
from grader.sandbox.isolation.plan import TIERS, plan
from grader.sandbox.warm import Warm
from grader.sandbox.zygote import Zygote

__all__ = ["FORK", "Way", "here"]

VARIABLE = "GRADER_POOL"
FLOOR_ALONE = (
    "Here students' code would be limited in time and memory, but not shut off from this machine's files and "
    "network: use --container, or, for students you trust, --trust-students."
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to start students' processes: what makes them, and the forms of isolation it can have."""

    make: Callable[..., Warm]
    tiers: tuple[str, ...] = TIERS
    lack: str = ""  # what to say to who asks for another
    sealed: bool = True  # calls lie in sealed memory, which Linux alone has
    plan: Callable[[str, Interpreter, int, Path], dict[str, Any] | None] = plan


FORK = Way(Zygote)


def here() -> Way:
    """This system's way; on Linux the variable GRADER_POOL may ask for `spawn`. Raises IsolationError."""
    if sys.platform not in ("linux", "darwin"):
        raise IsolationError("Students' code runs on Linux and macOS only (on Windows, use WSL2).")
    asked = os.environ.get(VARIABLE) or ("spawn" if sys.platform == "darwin" else "fork")
    if asked not in ("fork", "spawn"):
        raise IsolationError(f"{VARIABLE} can be fork or spawn, and is {asked!r}; unset it.")
    return FORK if asked == "fork" and sys.platform == "linux" else _spawn()


def _spawn() -> Way:
    try:
        from grader.sandbox.spawn import Spawner
    except ImportError as error:
        raise IsolationError(
            "Starting students' processes one by one needs psutil: type "
            f"`{sys.executable} -m pip install psutil`."
        ) from error
    return Way(Spawner, ("floor",), FLOOR_ALONE, sealed=False)
