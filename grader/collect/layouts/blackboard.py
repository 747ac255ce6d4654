"""Blackboard: `<Assignment>_<user>_attempt_<YYYY-MM-DD-HH-MM-SS>_<original>`, and a .txt for each attempt.

The time is by the server's clock and names no zone. Not confirmed against a live course: user names with `_`
in them, which are known from the .txt alone.
"""

from __future__ import annotations

import re
from datetime import datetime

from grader.collect.layouts.seen import Arranged, Piece, Seen, mostly, said_at
from grader.collect.names import clean
from grader.model.submission import Identity

__all__ = ["SOURCE", "arranged", "recognised"]

SOURCE = "Blackboard"
MAX_NOTE = 1 << 16
NAMED = re.compile(
    r"(?P<head>[^/]+)_attempt_(?P<stamp>\d{4}(?:-\d{2}){5})(?:_(?P<original>[^/]+)|(?P<told>\.txt))",
    re.DOTALL,
)
NAME = re.compile(r"(?im)^\s*(?:Name|[^\W\d_]+):[ \t]*(?P<name>.*?)[ \t]*\((?P<login>[^()\s]+)\)[ \t\r]*$")


def recognised(seen: Seen) -> str:
    """`_attempt_` and a time stand in nearly every name."""
    count = mostly(seen, [NAMED.fullmatch(name) is not None for name in seen.names])
    return f"_attempt_ and a time, as Blackboard writes them, stand in {count} names" if count else ""


def arranged(seen: Seen) -> Arranged:
    """A user's files of one moment are an attempt."""
    passed: dict[int, str] = {}
    files: dict[tuple[str, str], list[tuple[int, str]]] = {}
    told: dict[str, tuple[str, str]] = {}  # by what stands before `_attempt_`: name and login
    for index, name in enumerate(seen.names):
        one = NAMED.fullmatch(name)
        if one is None:
            continue
        mine = files.setdefault((one["head"], one["stamp"]), [])
        if one["told"]:
            passed[index] = "what Blackboard says of an attempt"
            told[one["head"]] = _told(seen.bytes_of(index, MAX_NOTE), one["head"]) or told.get(
                one["head"], ("", "")
            )
        else:
            mine.append((index, one["original"]))
    numbers: dict[str, int] = {}
    pieces = []
    for (head, stamp), found in sorted(files.items()):
        numbers[head] = numbers.get(head, 0) + 1
        name, login = told.get(head, ("", ""))
        login = login or head.rpartition("_")[2]
        attempt = said_at(_moment(stamp), seen, SOURCE)
        pieces.append(
            Piece(head, login, Identity(name=name, login=login), attempt, tuple(found), order=stamp)
        )
    return Arranged(tuple(pieces), passed, _notes(seen))


def _told(data: bytes | None, head: str) -> tuple[str, str] | None:
    """The name and the login in an attempt's .txt, if it is about the one who is named by the file."""
    for one in NAME.finditer((data or b"").decode("utf-8-sig", "replace")[:2000]):
        if head.casefold().endswith(f"_{one['login'].casefold()}"):
            return " ".join(clean(one["name"]).split()), one["login"]
    return None


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, "%Y-%m-%d-%H-%M-%S")  # noqa: DTZ007 - it has none, that is the point
    except ValueError:
        return None


def _notes(seen: Seen) -> tuple[str, ...]:
    if seen.zone is not None:
        return ()
    return ("Blackboard's times name no zone: without `due:` in the rubric they are left out",)
