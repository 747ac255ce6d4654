"""Which files lie where, and their bytes: nothing is followed, opened or read that is not a plain file."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from grader.collect.names import clean

__all__ = ["Found", "Listing", "contents", "direct", "is_archive", "kind_of", "subfolders", "tree", "why"]

Kind = Literal["code", "written"]
MAX_FILES = 1000  # in one submission; more is somebody's environment or data
MAX_DEPTH = 12
FOLDERS_PASSED = frozenset({"__pycache__", "__macosx", "node_modules", "site-packages", "venv", "env"})
FILES_PASSED = frozenset({"expect.yaml", "thumbs.db", "desktop.ini"})
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it is, and its name within the submission."""

    place: Path
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds; `passed` are names of other files, `flags` sentences about what was left out."""

    files: tuple[Found, ...] = ()
    passed: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def direct(folder: Path, patterns: Iterable[str]) -> Listing:
    """The files that lie directly in a folder. Raises OSError when it cannot be listed."""
    return _listing(folder, "", tuple(patterns), folder)[0]


def subfolders(folder: Path, apart: Collection[Path] = ()) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The folders that could be somebody's, and the names of those apart. Raises OSError."""
    every = _listing(folder, "", (), folder)[1]
    ours = [kid for kid in every if any(one.is_relative_to(kid.resolve()) for one in apart)]
    return tuple(kid for kid in every if kid not in ours), tuple(clean(kid.name) for kid in ours)


def tree(folder: Path, patterns: Iterable[str]) -> Listing:
    """Every file of a folder and of the folders in it, by name."""
    patterns, whole = tuple(patterns), Listing()
    waiting = [(folder, "", 0)]
    while waiting:
        place, prefix, depth = waiting.pop()
        try:
            listing, inner = _listing(place, prefix, patterns, folder)
        except OSError as error:
            sentence = (
                f"the folder {prefix.rstrip('/') or clean(folder.name)} could not be read: {why(error)}"
            )
            whole = replace(whole, flags=(*whole.flags, sentence))
            continue
        whole = _joined(whole, listing)
        if len(whole.files) > MAX_FILES or (inner and depth == MAX_DEPTH):
            sentence = f"only its first {min(MAX_FILES, len(whole.files))} files were looked at"
            return Listing(whole.files[:MAX_FILES], whole.passed, (*whole.flags, sentence))
        waiting += [(kid, f"{prefix}{clean(kid.name)}/", depth + 1) for kid in reversed(inner)]
    return whole


def _joined(one: Listing, other: Listing) -> Listing:
    return Listing(one.files + other.files, one.passed + other.passed, one.flags + other.flags)


def _listing(folder: Path, prefix: str, patterns: tuple[str, ...], home: Path) -> tuple[Listing, list[Path]]:
    files: list[Found] = []
    passed: list[str] = []
    flags: list[str] = []
    folders: list[Path] = []
    for place in sorted(folder.iterdir(), key=lambda path: (clean(path.name).casefold(), path.name)):
        name = prefix + clean(place.name)
        if _is_passed(place.name):
            continue
        try:
            target, mode = _looked_at(place, home)
        except (OSError, RuntimeError) as error:
            because = error if isinstance(error, LinkError) else "it is a broken link"
            flags.append(f"{name} was passed over: {because}")
            continue
        if stat.S_ISDIR(mode):
            if _is_ours_or_tools(place):
                passed.append(name)
            else:
                folders.append(place)
        elif not stat.S_ISREG(mode):
            flags.append(f"{name} was passed over: it is a pipe or a device, not a file")
        elif (kind := kind_of(name, patterns)) is not None:
            files.append(Found(target, name, kind))
        else:
            passed.append(name)
    return Listing(tuple(files), tuple(passed), tuple(flags)), folders


class LinkError(OSError):
    """A link that is not followed; the text says why."""


def _looked_at(place: Path, home: Path) -> tuple[Path, int]:
    """A name's file and mode; a link counts as the file it leads to if that is the same student's."""
    mode = place.lstat().st_mode
    if not stat.S_ISLNK(mode):
        return place, mode
    target = place.resolve(strict=True)
    if not target.is_relative_to(home.resolve()):
        raise LinkError("it is a link that leads out of its folder")
    mode = target.stat().st_mode
    if stat.S_ISDIR(mode):
        raise LinkError("it is a link to a folder")
    return target, mode


def _is_passed(name: str) -> bool:
    return (
        name.startswith((".", "~$")) or name.casefold() in FILES_PASSED or name.casefold() in FOLDERS_PASSED
    )


def _is_ours_or_tools(folder: Path) -> bool:
    """An output folder of ours, or a virtual environment of any name: neither holds code at its top."""
    try:
        if any(path.suffix in (".py", ".ipynb") for path in folder.iterdir()):
            return False  # a student who put such a file beside their work does not vanish
        return any((folder / name).exists() for name in ("ledger.sqlite", "pyvenv.cfg"))
    except OSError:
        return False


def kind_of(name: str, patterns: Iterable[str]) -> Kind | None:
    """Whether a file of that name is code, a written part, or neither."""
    last = name.rpartition("/")[2].casefold()
    if any(fnmatchcase(last, pattern.casefold()) for pattern in patterns):
        return "code"
    return "written" if last.endswith(".pdf") else None


def is_archive(name: str) -> bool:
    """Whether a file of that name has to be unpacked before anyone can look at it."""
    return name.casefold().endswith(ARCHIVES)


def contents(place: Path, limit: int) -> bytes | None:
    """A plain file's bytes, or None when it has more than `limit`. Raises OSError."""
    handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError("it is not a plain file")
        if facts.st_size > limit:
            return None
        data = stream.read(limit + 1)
    return data if len(data) <= limit else None


def why(error: OSError) -> str:
    """The operating system's reason, in the middle of a sentence."""
    return (error.strerror or str(error)).lower()
