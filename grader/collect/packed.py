"""A student's zip, opened while it is read: its files count as if they lay in a folder of its name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.collect import walk
from grader.model.unpacked import Bounds, Unpack, Unpacked

__all__ = ["Budget", "Keep", "Packed"]

Keep = Callable[[Path, str, bytes], str]  # place, digest and bytes: where it lies from then on

MAX_TOTAL = 512 << 20  # bytes in one student's zip, with the zips in it
MAX_MEMBERS = 2000
MAX_SINGLE = 200 << 20
SAID = 3  # members that are named
DEEPEST = 2  # a zip, and a zip in it


@dataclass(slots=True)
class Budget:
    """What is left for one student's zip and for the zips in it."""

    total: int = MAX_TOTAL
    members: int = MAX_MEMBERS

    @property
    def bounds(self) -> Bounds:
        """What the next zip may hold."""
        return Bounds(max(self.members, 0), max(self.total, 0), MAX_SINGLE)


@dataclass(frozen=True, slots=True)
class Packed:
    """How zips are opened, and which of their files are code."""

    unpack: Unpack
    patterns: tuple[str, ...]
    keep: Keep | None = None  # of written files that will be gone

    @contextmanager
    def opened(self, found: walk.Found, budget: Budget, depth: int) -> Iterator[tuple[walk.Listing, str]]:
        """The files in a zip, or why it is not opened; they are gone when the `with` ends."""
        if depth >= DEEPEST:
            yield walk.Listing(), "it is a zip in a zip in a zip"
            return
        try:
            came = self.unpack(found.place, budget.bounds)
        except OSError as error:
            yield walk.Listing(), walk.why(error)
            return
        budget.total -= sum(one.size for one in came.members)
        budget.members -= len(came.members) + len(came.refused)
        try:
            yield self._listing(found, came)
        finally:
            for place in {one.place.parent.parent for one in came.members}:
                shutil.rmtree(place, ignore_errors=True)

    def _listing(self, found: walk.Found, came: Unpacked) -> tuple[walk.Listing, str]:
        if came.error:
            return walk.Listing(), came.error
        path = found.path or found.name
        listing = walk.inside(came.members, self.patterns, f"{found.name[:-4]}/", f"{path}/")
        if not listing.files and not came.refused:
            return listing, "it holds no file"
        lost = tuple((f"{path}/{name}", why) for name, why in came.refused)
        flags = [f"{name} in {found.name} was not taken: {why}" for name, why in came.refused[:SAID]]
        if len(came.refused) > SAID:
            flags.append(f"{len(came.refused) - SAID} more files in {found.name} were not taken")
        return walk.Listing(
            listing.files, lost, (*flags, *(f"in {found.name}: {one}" for one in came.notes))
        ), ""
