"""Moodle: folders `<Full Name>_<number>_assignsubmission_file_`, or files that begin so.

Not confirmed against a live site: whether the folder's name ends in `_` (both are taken), a user's name put
before the full name (taken where it looks like one), and a team's folder, whose members nobody names.
"""

from __future__ import annotations

import re

from grader.collect.layouts.seen import Arranged, Piece, Seen, mostly
from grader.collect.names import is_like_netid
from grader.model.submission import Attempt, Identity

__all__ = ["SOURCE", "arranged", "recognised"]

SOURCE = "Moodle"
NAMED = re.compile(
    r"(?P<name>[^/]+?)_(?P<number>\d+)_assignsubmission_(?P<kind>file|onlinetext)"
    r"(?:_?(?: \((?P<again>\d+)\))?/(?P<inner>.+)|_(?P<flat>[^/]+))",
    re.DOTALL,
)
TEAM = re.compile(r"(?P<name>[^/]+?)_(?P<number>\d+)/(?P<inner>.+)", re.DOTALL)
FOLDER = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?", re.DOTALL)


def recognised(seen: Seen) -> str:
    """`_assignsubmission_` stands in nearly every name."""
    sure = any(NAMED.fullmatch(name) for name in seen.names)
    named = [bool(NAMED.fullmatch(name) or TEAM.fullmatch(name)) for name in seen.names]
    count = mostly(seen, named) if sure else 0
    empty = sum(FOLDER.fullmatch(folder) is not None for folder in seen.folders)
    if not count and not (empty and not seen.names):
        return ""
    return f"_assignsubmission_, as Moodle writes it, stands in the names of {count or empty} files"


def arranged(seen: Seen) -> Arranged:
    """A participant's files are one submission; a folder a second time is a later attempt."""
    passed: dict[int, str] = {}
    files: dict[tuple[str, str, int], list[tuple[int, str]]] = {}
    for folder in seen.folders:
        if one := FOLDER.fullmatch(folder):
            files[one["name"], one["number"], 0] = []
    for index, name in enumerate(seen.names):
        one = NAMED.fullmatch(name) or TEAM.fullmatch(name)
        if one is None:
            continue
        parts = one.groupdict()
        key = (one["name"], one["number"], int(parts.get("again") or 0))
        inner = one["inner"] or parts.get("flat") or ""
        mine = files.setdefault(key, [])
        if parts.get("kind") == "onlinetext":
            passed[index] = "a text typed into Moodle"
        else:
            mine.append((index, inner))
    return Arranged(tuple(_piece(*key, found) for key, found in files.items()), passed)


def _piece(full: str, number: str, again: int, files: list[tuple[int, str]]) -> Piece:
    login, _, rest = full.partition("_")
    name, login = (rest, login) if rest and is_like_netid(login) else (full, "")
    blind = name == "Participant"
    return Piece(
        key=number,
        name=f"Participant {number}" if blind else name,
        who=Identity(name="" if blind else name, login=login, number=number),
        attempt=Attempt(number=again + 1, source=SOURCE),
        files=tuple(files),
        order=f"{again:06}",
    )
