"""Canvas: one folder of files called `<name>[_LATE]_<user>_<file>_<original>`.

Not confirmed against a live account: how an anonymous download is called (`anon_<id>_…`), and the names of
texts and links typed into Canvas (`…_text.html`, `…_link.html`) with or without a number of their own.
"""

from __future__ import annotations

import re

from grader.collect.layouts.seen import Arranged, Piece, Seen, mostly
from grader.model.submission import Attempt, Identity

__all__ = ["SOURCE", "arranged", "recognised"]

SOURCE = "Canvas"
NAMED = re.compile(
    r"(?P<name>[^\s_](?:[^\s]*?[^\s_])??)(?:_(?P<late>LATE))?_(?P<user>\d+)_(?P<file>\d+)_(?P<original>.+)",
    re.DOTALL,
)
ANONYMOUS = re.compile(
    r"(?P<name>anon)(?:_(?P<late>LATE))?_(?P<user>[A-Za-z0-9]{4,})_(?P<file>\d+)_(?P<original>.+)", re.DOTALL
)
TYPED = re.compile(
    r"(?P<name>[^\s_](?:[^\s]*?[^\s_])??)(?:_(?P<late>LATE))?_(?P<user>\d+)(?:_\d+)?_(?P<original>(?:text|link)\.html)"
)


def recognised(seen: Seen) -> str:
    """Files alone, each with a number of its own, and each user under one name."""
    if seen.folders:
        return ""
    found = [_read(name) for name in seen.names]
    count = mostly(seen, [one is not None for one in found])
    files = [one["file"] for one in found if one is not None and "file" in one.groupdict()]
    named: dict[str, str] = {}
    for one in found:
        if one is None:
            continue
        if (
            one["name"] != one["name"].lower()
            or _is_date(one)
            or named.setdefault(one["user"], one["name"]) != one["name"]
        ):
            return ""
    if not count or len(set(files)) < len(files):
        return ""
    return f"{count} files are named as Canvas names them"


def arranged(seen: Seen) -> Arranged:
    """A user's files are one submission."""
    passed: dict[int, str] = {}
    found: dict[str, list[tuple[int, re.Match[str]]]] = {}
    for index, name in enumerate(seen.names):
        one = _read(name)
        if one is not None:
            found.setdefault(one["user"], []).append((index, one))
            if TYPED.fullmatch(name):
                passed[index] = "a text or a link typed into Canvas"
    return Arranged(tuple(_piece(user, files, passed) for user, files in found.items()), passed)


def _piece(user: str, files: list[tuple[int, re.Match[str]]], passed: dict[int, str]) -> Piece:
    name = files[0][1]["name"]
    late = any(one["late"] for _, one in files)
    known = name if name != "anon" else ""
    return Piece(
        key=user,
        name=known or f"anon {user}",
        who=Identity(name=known, number="" if not known else user),
        attempt=Attempt(source=SOURCE, late=late),
        files=tuple((index, one["original"]) for index, one in files if index not in passed),
    )


def _read(name: str) -> re.Match[str] | None:
    if "/" in name:
        return None
    return TYPED.fullmatch(name) or NAMED.fullmatch(name) or ANONYMOUS.fullmatch(name)


def _is_date(one: re.Match[str]) -> bool:
    """hw2_2026_10_ann.py is somebody's own way to write a date."""
    file = one.groupdict().get("file") or ""
    return re.fullmatch(r"(19|20)\d\d", one["user"]) is not None and len(file) <= 2
