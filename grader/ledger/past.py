"""How marks stood before: a row whenever a student's verdicts, points or files have changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from grader.ledger.codec import readable
from grader.model.grade import GradeCard
from grader.model.trail import Past

MARK = b"P1"


def note(
    connection: sqlite3.Connection, cards: Sequence[GradeCard], files: Mapping[str, str], reference: str
) -> None:
    """Keep how these cards stand, of those that stand otherwise than when they were kept last."""
    newest = "SELECT student, data FROM past WHERE id IN (SELECT max(id) FROM past GROUP BY student)"
    last = dict(connection.execute(newest).fetchall())
    at = datetime.now(UTC).isoformat(timespec="seconds")
    rows = []
    for card in cards:
        facts = _facts(card, files.get(card.student, ""), reference)
        name = key(card.student)
        if name not in last or _read(last[name])[1] != facts:
            data = MARK + json.dumps([at, facts], separators=(",", ":")).encode("ascii")
            rows.append((name, sha(data), data))
    connection.executemany("INSERT INTO past (student, sha, data) VALUES (?, ?, ?)", rows)


def history(rows: Sequence[bytes], place: str) -> list[Past]:
    """One criterion's, from these rows of a student: each time it changed, oldest first."""
    found: list[Past] = []
    for data in rows:
        at, (files, reference, criteria) = _read(data)
        kind, points, possible = criteria.get(place, (None, None, "0"))
        if kind is None:
            continue
        earned = None if points is None else Fraction(points)
        one = Past(at, place, kind, earned, Fraction(possible), files, reference)
        if not found or _same(found[-1]) != _same(one):
            found.append(one)
    return found


def key(student: str) -> str | bytes:
    """An id as SQLite takes it, whatever the folder's name was."""
    try:
        return student.encode().decode()
    except UnicodeEncodeError:  # from a folder whose name is not UTF-8
        return student.encode("utf-8", "surrogatepass")


def sha(data: bytes) -> bytes:
    """What holds a row to its bytes."""
    return hashlib.sha256(b"past\0" + data).digest()


def _facts(card: GradeCard, files: str, reference: str) -> list[Any]:
    grades = [grade for part in card.parts for grade in part.criteria]
    return [
        files,
        reference,
        {one.address: [one.judged.kind.value, _text(one.judged_points), str(one.possible)] for one in grades},
    ]


def _read(data: bytes) -> Any:
    with readable(data, MARK) as begin:
        return json.loads(data[begin:])


def _same(one: Past) -> tuple[object, ...]:
    return one.kind, one.points, one.possible, one.files, one.reference


def _text(points: Fraction | None) -> str | None:
    return None if points is None else str(points)
