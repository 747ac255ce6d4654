"""Who has started whom, as Linux tells it, while any of them may end between two lines."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

PROCESSES = Path("/proc")


def started_by(pid: int) -> list[int]:
    """The processes that one has started and that are still there, whatever namespace they live in."""
    found: list[int] = []
    with suppress(OSError):
        for thread in (PROCESSES / str(pid) / "task").iterdir():
            with suppress(OSError):
                children = thread / "children"
                found += map(int, children.read_text().split())
    return found


def below(pid: int) -> list[int]:
    """Every process that one has started, and theirs."""
    return [one for child in started_by(pid) for one in (child, *below(child))]
