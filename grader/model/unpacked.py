"""What came out of an archive: files under names of our own, and what they were called inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Bounds", "Member", "Unpack", "Unpacked"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an archive may hold, packed out: how many members, bytes altogether, bytes in one."""

    members: int
    total: int
    single: int


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name inside, made safe to show, and where its bytes lie now."""

    name: str
    place: Path
    size: int


@dataclass(frozen=True, slots=True)
class Unpacked:
    """An archive's files, the members that were refused, each with why, or why nothing came of it at all."""

    members: tuple[Member, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()  # names that were made others
    error: str = ""


Unpack = Callable[[Path, Bounds], Unpacked]
