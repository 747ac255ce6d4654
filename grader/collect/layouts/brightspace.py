"""Brightspace: `<user>-<folder> - <Name> - Oct 15, 2026 1149 AM - <original>`, and index.html.

The same may be folders' names. The time names no zone. Not confirmed against a live course: which of the two
numbers is the student's (the one that differs from student to student is taken), months in other languages
(their times are left out), and that what is handed in later is added to what was there (so it is read).
"""

from __future__ import annotations

import re
from datetime import datetime

from grader.collect.layouts.seen import Arranged, Piece, Seen, mostly, said_at
from grader.model.submission import Identity

__all__ = ["SOURCE", "arranged", "recognised"]

SOURCE = "Brightspace"
HEAD = (
    r"(?P<first>\d+)-(?P<second>\d+) - (?P<name>[^/]+?) - "
    r"(?P<month>[^\W\d]+\.?) (?P<rest>\d{1,2}, \d{4} \d{3,4} [AP]M)"
)
NAMED = re.compile(rf"{HEAD}(?: - (?P<flat>[^/]+)|/(?P<inner>.+))", re.DOTALL)
FOLDER = re.compile(HEAD, re.DOTALL)
MONTHS = {word: at for at, word in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


def recognised(seen: Seen) -> str:
    """Two numbers, a name and a time stand before nearly every name."""
    count = mostly(seen, [NAMED.fullmatch(name) is not None for name in seen.names])
    return f"{count} files are named as Brightspace names them" if count else ""


def arranged(seen: Seen) -> Arranged:
    """A student's files by the moment they came; each attempt holds what came before, too."""
    passed = {
        index: "Brightspace's own list" for index, name in enumerate(seen.names) if name == "index.html"
    }
    read = [(index, one) for index, name in enumerate(seen.names) if (one := NAMED.fullmatch(name))]
    heads = [one for folder in seen.folders if (one := FOLDER.fullmatch(folder))]
    every = [*(one for _, one in read), *heads]
    student = (
        "second" if len({one["first"] for one in every}) < len({one["second"] for one in every}) else "first"
    )
    came: dict[tuple[str, str], dict[datetime | None, list[tuple[int, str]]]] = {}
    for one in heads:
        came.setdefault((one[student], one["name"]), {}).setdefault(_moment(one), [])
    for index, one in read:
        times = came.setdefault((one[student], one["name"]), {})
        times.setdefault(_moment(one), []).append((index, one["flat"] or one["inner"]))
    pieces = [piece for who, times in came.items() for piece in _pieces(who, times, seen)]
    return Arranged(tuple(pieces), passed, _notes(seen))


def _pieces(
    who: tuple[str, str], times: dict[datetime | None, list[tuple[int, str]]], seen: Seen
) -> list[Piece]:
    number, name = who
    so_far: dict[str, tuple[int, str]] = {}
    pieces: list[Piece] = []
    for at, moment in enumerate(sorted(times, key=lambda one: one or datetime.min)):  # noqa: DTZ901
        replaced = not pieces or bool({inner for _, inner in times[moment]} & set(so_far))
        so_far |= {inner: (index, inner) for index, inner in times[moment]}
        piece = Piece(
            key=f"{number} {name}",
            name=name,
            who=Identity(name=name, number=number),
            attempt=said_at(moment, seen, SOURCE),
            files=tuple(so_far.values()),
            order=f"{at:06}",
        )
        pieces = [*pieces, piece] if replaced else [*pieces[:-1], piece]
    return pieces


def _moment(one: re.Match[str]) -> datetime | None:
    month = MONTHS.get(one["month"].rstrip(".").casefold()[:3])
    found = re.fullmatch(r"(\d{1,2}), (\d{4}) (\d{1,2})(\d\d) ([AP])M", one["rest"])
    if month is None or found is None:
        return None
    day, year, hour, minute = (int(found[at]) for at in range(1, 5))
    try:
        return datetime(year, month, day, hour % 12 + 12 * (found[5] == "P"), minute)  # noqa: DTZ001
    except ValueError:
        return None


def _notes(seen: Seen) -> tuple[str, ...]:
    if seen.zone is not None:
        return ()
    return ("Brightspace's times name no zone: without `due:` in the rubric they are left out",)
