"""What a layout is told, names and small side files, and what it makes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from grader.collect import walk
from grader.model.submission import Attempt, Identity

__all__ = ["Arranged", "Piece", "Seen", "mostly", "said_at"]

NOBODY, ONCE = Identity(), Attempt()
MOST = 0.8  # of the files that could be graded must be named as the system names them


@dataclass(frozen=True, slots=True)
class Seen:
    """Every file's path and kind, the folders directly there, and the zone of times that name none."""

    names: tuple[str, ...]
    kinds: tuple[walk.Kind, ...]
    places: tuple[Path, ...]
    folders: tuple[str, ...] = ()
    zone: tzinfo | None = None

    def bytes_of(self, index: int, limit: int) -> bytes | None:
        """A side file's bytes; None when it has more than `limit`, or cannot be read."""
        try:
            return walk.contents(self.places[index], limit)
        except OSError:
            return None

    def find(self, name: str) -> int | None:
        """Where a file of exactly that path is."""
        return self.names.index(name) if name in self.names else None


@dataclass(frozen=True, slots=True)
class Piece:
    """One handing in by one student, or by a group: which files, under which names, and who and when.

    `key` tells this student of the download from all others; `name` is what the system calls them, and
    `order` sorts their attempts. `members` are everybody of a group that is known.
    """

    key: str
    name: str
    who: Identity = NOBODY
    attempt: Attempt = ONCE
    files: tuple[tuple[int, str], ...] = ()
    order: str = ""
    members: tuple[Identity, ...] = ()
    flags: tuple[str, ...] = ()
    digests: tuple[tuple[int, str], ...] = ()  # SHA-256 as the system says it
    lacking: tuple[tuple[str, str], ...] = ()  # files that are said to be there, each with who says so


@dataclass(frozen=True, slots=True)
class Arranged:
    """The pieces, which files are the system's own, each with why, and sentences for the instructor."""

    pieces: tuple[Piece, ...]
    passed: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def mostly(seen: Seen, named: Sequence[bool]) -> int:
    """How many files carry the system's names, if nearly all do that could be graded; else 0."""
    graded = [fits for fits, kind in zip(named, seen.kinds, strict=True) if kind != "other"]
    if not any(named) or sum(graded) < MOST * len(graded):
        return 0
    return sum(named)


def said_at(local: datetime | None, seen: Seen, source: str, late: bool | None = None) -> Attempt:
    """When something was received by a clock that names no zone: read in the due date's, or left out."""
    if local is None or seen.zone is None:
        return Attempt(source=source, late=late)
    zone = getattr(seen.zone, "key", None) or str(seen.zone)
    try:
        moment = local.replace(tzinfo=seen.zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return Attempt(source=source, late=late)
    return Attempt(received=moment.isoformat(), source=f"{source}, its clock read as {zone}", late=late)
