"""Everything that lies where submissions are given, by name: a folder, a zip, or the parts of a split one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.collect import names, walk
from grader.errors import SubmissionError
from grader.model.unpacked import Bounds, Member, Unpack

__all__ = ["Kid", "Place", "archives_of", "place_of_archives", "place_of_folder"]

CLASS = Bounds(members=250_000, total=16 << 30, single=200 << 20)
PART = re.compile(r"(?i)(?P<whole>.+)-(?P<number>\d{3})\.zip")
DRIVE = re.compile(r"(?i)(?P<folder>.+?)-\d{8}T\d{6}Z(?:-\d+)?")


@dataclass(frozen=True, slots=True)
class Kid:
    """A folder among the submissions, and all that lies in it."""

    name: str
    listing: walk.Listing
    origin: str


@dataclass(frozen=True, slots=True)
class Place:
    """What lies directly there, and the folders beside it; `apart` are this homework's own."""

    name: str
    origin: str
    loose: walk.Listing
    kids: tuple[Kid, ...] = ()
    apart: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    drive: str = ""  # the archive as Google Drive names it

    @property
    def whole(self) -> walk.Listing:
        """All of it as one listing."""
        inner = [
            replace(one, name=f"{kid.name}/{one.name}") for kid in self.kids for one in kid.listing.files
        ]
        lost = [*self.loose.lost, *(one for kid in self.kids for one in kid.listing.lost)]
        flags = [*self.loose.flags, *(one for kid in self.kids for one in kid.listing.flags)]
        return walk.Listing((*self.loose.files, *inner), tuple(lost), tuple(flags))

    @property
    def only_kid(self) -> Place | None:
        """The one folder as a place of its own, if nothing lies beside it."""
        if len(self.kids) != 1 or self.loose.files:
            return None
        kid = self.kids[0]
        loose, kids = _sorted_out(kid.listing, kid.origin)
        loose = replace(loose, lost=(*self.loose.lost, *loose.lost), flags=(*self.loose.flags, *loose.flags))
        return replace(self, name=kid.name, loose=loose, kids=kids)


def place_of_folder(root: Path, patterns: Sequence[str], apart: Collection[Path]) -> Place:
    """A folder's. Raises OSError when it cannot be listed."""
    inner, ours = walk.subfolders(root, apart)
    kids = tuple(
        Kid(name, walk.tree(kid, patterns, f"{name}/"), str(kid))
        for kid, name in ((kid, names.clean(kid.name)) for kid in inner)
    )
    return Place(
        names.clean(root.resolve().name) or "submission", str(root), walk.direct(root, patterns), kids, ours
    )


def archives_of(root: Path) -> tuple[Path, ...]:
    """The zips that stand for a folder of submissions: the one given, with its brothers, or a folder's only.

    Raises OSError when the folder cannot be listed.
    """
    if root.is_file():
        return _brothers(root) if walk.is_zip(root.name) else ()
    inside = [path for path in sorted(root.iterdir()) if not walk.is_hidden(path.name)]
    if not inside or not all(walk.is_zip(path.name) and path.is_file() for path in inside):
        return ()
    if len(inside) == 1:
        return tuple(inside)
    wholes = {part["whole"].casefold() if (part := PART.fullmatch(path.name)) else "" for path in inside}
    return tuple(inside) if len(wholes) == 1 and "" not in wholes else ()


def _brothers(archive: Path) -> tuple[Path, ...]:
    """The parts of what was split into several archives, in order."""
    part = PART.fullmatch(archive.name)
    if part is None:
        return (archive,)
    found = [
        path
        for path in archive.resolve().parent.iterdir()
        if (one := PART.fullmatch(path.name)) and one["whole"] == part["whole"] and path.is_file()
    ]
    return tuple(sorted(found, key=lambda path: path.name))


def place_of_archives(archives: Sequence[Path], unpack: Unpack, patterns: Sequence[str]) -> Place:
    """What is in the parts of one download, as if in one folder. Raises SubmissionError and OSError."""
    members: dict[str, Member] = {}
    notes, lost = _gaps(archives), list[tuple[str, str]]()
    for archive in archives:
        came = unpack(archive.resolve(), CLASS)
        if came.error:
            raise SubmissionError(
                f"{archive} could not be unpacked: {came.error}. Download it again, or unpack it "
                "yourself and give the folder."
            )
        lost += came.refused
        notes += [f"{archive.name}: {name} was not taken: {why}" for name, why in came.refused]
        notes += [f"{archive.name}: {note}" for note in came.notes]
        for one in came.members:
            members.setdefault(name := _free(one.name, members), replace(one, name=name))
    part = PART.fullmatch(archives[0].name)
    whole = part["whole"] if part else archives[0].name[:-4]
    drive = DRIVE.fullmatch(whole)
    called = names.clean(drive["folder"] if drive else whole)
    listing = walk.inside(members.values(), patterns)
    loose, kids = _sorted_out(listing, str(archives[0]))
    place = Place(called, str(archives[0]), replace(loose, lost=tuple(lost)), kids, notes=tuple(notes))
    place = place.only_kid or place  # an archive of one folder is that folder
    return replace(place, drive=archives[0].name if drive else "")


def _gaps(archives: Sequence[Path]) -> list[str]:
    """A sentence for each part of a split archive that is not there, as far as that can be told."""
    numbers = {int(part["number"]) for one in archives if (part := PART.fullmatch(one.name))}
    gone = [number for number in range(1, max(numbers, default=0)) if number not in numbers]
    part = PART.fullmatch(archives[0].name)
    return [f"{part['whole']}-{number:03}.zip is not there: download it, too" for number in gone if part]


def _free(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    stem, tail = (stem, dot + ending) if dot and "/" not in ending else (name, "")
    number = 1
    while f"{stem} ({number}){tail}" in taken:
        number += 1
    return f"{stem} ({number}){tail}"


def _sorted_out(listing: walk.Listing, origin: str) -> tuple[walk.Listing, tuple[Kid, ...]]:
    """What lies directly in a listing, and its folders."""
    loose: list[walk.Found] = []
    kids: dict[str, list[walk.Found]] = {}
    for one in listing.files:
        folder, slash, rest = one.name.partition("/")
        if not slash or not rest:
            loose.append(one)
        else:
            kids.setdefault(folder, []).append(replace(one, name=rest))
    folders = tuple(Kid(name, walk.Listing(tuple(files)), origin) for name, files in sorted(kids.items()))
    return replace(listing, files=tuple(loose)), folders
