"""Which files lie where, and their bytes: nothing is followed, opened or read that is not a plain file."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from grader.collect.names import clean
from grader.model.unpacked import Member

__all__ = [
    "Found",
    "Listing",
    "contents",
    "direct",
    "inside",
    "is_archive",
    "is_hidden",
    "is_zip",
    "kind_of",
    "subfolders",
    "tree",
    "why",
]

Kind = Literal["code", "written", "zip", "other"]
MAX_FILES = 1000  # in one submission; more is somebody's environment or data
MAX_DEPTH = 12
TOO_MANY = "more files than are looked at"
FOLDERS_PASSED = frozenset({"__pycache__", "__macosx", "node_modules", "site-packages", "venv", "env"})
FILES_PASSED = frozenset({"expect.yaml", "thumbs.db", "desktop.ini"})
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
DOTTED = re.compile(r"(?:\.(?!_)[^/]*?|\.|~\$[^/]*?)_\d+_assignsubmission_")  # a student's name in Moodle
TOOLS = ("ledger.sqlite", "pyvenv.cfg")


@dataclass(frozen=True, slots=True)
class Found:
    """A file: where it is, its name within the submission, and its path within all that was handed in."""

    place: Path
    name: str
    kind: Kind
    path: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds; `lost` are paths that are not opened, each with why; `flags` are sentences."""

    files: tuple[Found, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def passed(self) -> tuple[str, ...]:
        """The names of files that are neither code nor written work."""
        return tuple(found.name for found in self.files if found.kind in ("zip", "other"))


@dataclass(slots=True)
class _Held:
    """A listing in the making."""

    files: list[Found] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def whole(self) -> Listing:
        return Listing(tuple(self.files), tuple(self.lost), tuple(self.flags))


def direct(folder: Path, patterns: Iterable[str]) -> Listing:
    """The files that lie directly in a folder. Raises OSError when it cannot be listed."""
    held = _Held()
    _list(held, folder, ("", ""), tuple(patterns), folder)
    return held.whole()


def subfolders(folder: Path, apart: Collection[Path] = ()) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The folders that could be somebody's, and the names of those apart. Raises OSError."""
    every = _list(_Held(), folder, ("", ""), (), folder)
    ours = (
        {kid for kid in every if any(one.is_relative_to(kid.resolve()) for one in apart)} if apart else set()
    )
    return tuple(kid for kid in every if kid not in ours), tuple(
        clean(kid.name) for kid in every if kid in ours
    )


def tree(folder: Path, patterns: Iterable[str], below: str = "") -> Listing:
    """Every file of a folder and of the folders in it, by name; `below` is what its paths begin with."""
    patterns, held = tuple(patterns), _Held()
    waiting = [(folder, "", 0)]
    while waiting:
        place, prefix, depth = waiting.pop()
        try:
            inner = _list(held, place, (prefix, below), patterns, folder)
        except OSError as error:
            name = prefix.rstrip("/") or clean(folder.name)
            held.flags.append(f"the folder {name} could not be read: {why(error)}")
            held.lost.append((f"{below}{prefix}", f"this folder could not be read: {why(error)}"))
            continue
        if len(held.files) > MAX_FILES or (inner and depth == MAX_DEPTH):
            rest = [*((one, "") for one in inner), *((one, before) for one, before, _ in waiting)]
            return _cut(held, [f"{below}{before or prefix + clean(one.name) + '/'}" for one, before in rest])
        waiting += [(kid, f"{prefix}{clean(kid.name)}/", depth + 1) for kid in reversed(inner)]
    return held.whole()


def _cut(held: _Held, unseen: Sequence[str]) -> Listing:
    over = [(found.path, TOO_MANY) for found in held.files[MAX_FILES:]]
    lost = (*held.lost, *over, *((path, "a folder beyond what is looked at") for path in unseen))
    sentence = f"only its first {min(MAX_FILES, len(held.files))} files were looked at"
    return Listing(tuple(held.files[:MAX_FILES]), lost, (*held.flags, sentence))


def inside(members: Iterable[Member], patterns: Iterable[str], name: str = "", below: str = "") -> Listing:
    """The same of an archive's files: `name` is what their names begin with, `below` their paths."""
    patterns = tuple(patterns)
    shown = [(one, one.name.split("/")) for one in members]
    shown = [(one, parts) for one, parts in shown if not any(map(is_hidden, parts))]
    tools = {"/".join(parts[:-1]) for _, parts in shown if parts[-1] in TOOLS and len(parts) > 1}
    tools -= {"/".join(parts[:-1]) for _, parts in shown if parts[-1].endswith((".py", ".ipynb"))}
    files: list[Found] = []
    for one, parts in sorted(shown, key=lambda pair: (pair[0].name.casefold(), pair[0].name)):
        made = bool(tools) and any("/".join(parts[:at]) in tools for at in range(1, len(parts)))
        kind = "other" if made else kind_of(one.name, patterns)
        files.append(Found(one.place, f"{name}{one.name}", kind, f"{below}{one.name}"))
    return Listing(tuple(files))


def _list(
    held: _Held, folder: Path, begin: tuple[str, str], patterns: tuple[str, ...], home: Path
) -> list[Path]:
    """Put a folder's files into a listing; what is given back are its folders."""
    prefix, below = begin
    folders: list[Path] = []
    for place in sorted(folder.iterdir(), key=lambda path: (clean(path.name).casefold(), path.name)):
        name = prefix + clean(place.name)
        if is_hidden(place.name):
            continue
        try:
            target, mode = _looked_at(place, home)
        except (OSError, RuntimeError) as error:
            because = str(error) if isinstance(error, LinkError) else "it is a broken link"
            held.flags.append(f"{name} was passed over: {because}")
            held.lost.append((below + name, because))
            continue
        if stat.S_ISDIR(mode):
            if _is_ours_or_tools(place):
                held.files.append(Found(target, name, "other", f"{below}{name}/"))
            else:
                folders.append(place)
        elif not stat.S_ISREG(mode):
            held.flags.append(f"{name} was passed over: it is a pipe or a device, not a file")
            held.lost.append((below + name, "it is a pipe or a device, not a file"))
        else:
            held.files.append(Found(target, name, kind_of(name, patterns), below + name))
    return folders


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


def is_hidden(name: str) -> bool:
    """Whether a name is of what systems and tools leave behind, or of the example's expectations."""
    if name.startswith((".", "~$")):
        return DOTTED.match(name) is None
    return name.casefold() in FILES_PASSED or name.casefold() in FOLDERS_PASSED


def _is_ours_or_tools(folder: Path) -> bool:
    """An output folder of ours, or a virtual environment of any name: neither holds code at its top."""
    try:
        if any(path.suffix in (".py", ".ipynb") for path in folder.iterdir()):
            return False  # a student who put such a file beside their work does not vanish
        return any((folder / name).exists() for name in TOOLS)
    except OSError:
        return False


def kind_of(name: str, patterns: Iterable[str]) -> Kind:
    """Whether a file of that name is code, a written part, a zip, or none of these."""
    last = name.rpartition("/")[2].casefold()
    if any(fnmatchcase(last, pattern.casefold()) for pattern in patterns):
        return "code"
    return "written" if last.endswith(".pdf") else "zip" if is_zip(last) else "other"


def is_zip(name: str) -> bool:
    """Whether it is an archive of the kind that is opened."""
    return name.casefold().endswith(".zip")


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
