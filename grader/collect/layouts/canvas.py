"""Canvas: one folder of files called `<name>[_LATE]_<user>_<file>_<original>`.

Not confirmed against a live account: how an anonymous download is called (`anon_<id>_…`), and the names of
texts and links typed into Canvas (`…_text.html`, `…_link.html`) with or without a number of their own.
"""

from __future__ import annotations

import re

from grader.collect.layouts.seen import MOST, Arranged, Piece, Seen, mostly
from grader.model.submission import Attempt, Identity

__all__ = ["SOURCE", "arranged", "recognised"]

SOURCE = "Canvas"
NAMED = re.compile(
    r"(?P<name>[^\s/]*?)(?:_(?P<late>LATE))?_(?P<user>\d+)_(?P<file>\d+)_(?P<original>[^/]+)", re.DOTALL
)
ANONYMOUS = re.compile(
    r"(?P<name>anon)(?:_(?P<late>LATE))?_(?P<user>[A-Za-z0-9]{4,})_(?P<file>\d+)_(?P<original>[^/]+)",
    re.DOTALL,
)
TYPED = re.compile(
    r"(?P<name>[^\s/]*?)(?:_(?P<late>LATE))?_(?P<user>\d+)(?:_\d+)?_(?P<original>(?:text|link)\.html)"
)
AGAIN = re.compile(r"(?:LATE_)?\d{4,}_\d{4,}_")  # a name that holds numbers, and the real ones behind it
DIGITS = 4  # shorter numbers are somebody's own count: a section, a day


def recognised(seen: Seen) -> str:
    """Files alone, each with a number of its own, of more than one name."""
    if seen.folders:
        return ""
    found = [_read(name) for name in seen.names]
    count = mostly(seen, [one is not None for one in found])
    known = [one for one in found if one is not None]
    files = [number for one in known if (number := one.groupdict().get("file"))]
    told = {one["user"] if one["name"] == "anon" else one["name"] for one in known}
    if not count or len(set(files)) < MOST * len(files) or (count > 1 and len(told) < 2):
        return ""
    if sum(one["name"] != one["name"].lower() or _is_count(one) for one in known) > (1 - MOST) * count:
        return ""  # one student's odd name may not take the class for another kind of folder
    return f"{count} files are named as Canvas names them"


def arranged(seen: Seen) -> Arranged:
    """A user's files are one submission."""
    passed: dict[int, str] = {}
    found: dict[tuple[str, str], list[tuple[int, re.Match[str]]]] = {}
    names: dict[str, set[str]] = {}
    for index, name in enumerate(seen.names):
        one = _read(name)
        if one is not None:
            found.setdefault((one["user"], one["name"]), []).append((index, one))
            names.setdefault(one["user"], set()).add(one["name"])
            if TYPED.fullmatch(name):
                passed[index] = "a text or a link typed into Canvas"
    pieces = [_piece(*key, files, passed, len(names[key[0]]) > 1) for key, files in found.items()]
    return Arranged(tuple(pieces), passed)


def _piece(
    user: str, name: str, files: list[tuple[int, re.Match[str]]], passed: dict[int, str], doubtful: bool
) -> Piece:
    """A number that stands beside two names says nothing: names may hold numbers, too."""
    known = name if name != "anon" else ""
    flags = [f"the number {user} stands beside several names"] if doubtful else []
    if any(AGAIN.match(one["original"]) for _, one in files):
        doubtful = True
        flags.append(
            "its name can be read in two ways: look at Canvas for whose it is, and whether it is late"
        )
    return Piece(
        key=f"{user} {name}",
        name=known or f"{name} {user}".strip(),
        who=Identity(name=known, number="" if doubtful or name == "anon" else user),
        attempt=Attempt(source=SOURCE, late=None if flags else any(one["late"] for _, one in files)),
        files=tuple((index, one["original"]) for index, one in files if index not in passed),
        flags=tuple(flags),
    )


def _read(name: str) -> re.Match[str] | None:
    return TYPED.fullmatch(name) or NAMED.fullmatch(name) or ANONYMOUS.fullmatch(name)


def _is_count(one: re.Match[str]) -> bool:
    """hw2_2026_10_ann.py is somebody's own way to write a date."""
    file = one.groupdict().get("file") or "0" * DIGITS
    return min(len(one["user"]), len(file)) < DIGITS
