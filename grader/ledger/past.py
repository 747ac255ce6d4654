"""How marks stood before: a row whenever a student's verdicts, points or files have changed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from grader.ledger.readable import readable
from grader.model.grade import CriterionGrade, GradeCard
from grader.model.trail import Past

MARK = b"P1"

Stood = tuple[str, Mapping[str, list[str | None]]]  # a student, and by address how each criterion stands


def note(
    connection: sqlite3.Connection, stood: Iterable[Stood], files: Mapping[str, str], reference: str
) -> None:
    """Keep how these students stand, of those that stand otherwise than when they were kept last."""
    newest = "SELECT data FROM past WHERE student = ? ORDER BY id DESC LIMIT 1"
    at = datetime.now(UTC).isoformat(timespec="seconds")
    for student, criteria in stood:
        facts, name = [files.get(student, ""), reference, criteria], key(student)
        last = connection.execute(newest, (name,)).fetchone()
        if last is None or _read(last[0])[1] != facts:
            data = MARK + json.dumps([at, facts], separators=(",", ":")).encode("ascii")
            connection.execute(
                "INSERT INTO past (student, sha, data) VALUES (?, ?, ?)", (name, sha(data), data)
            )


def stood(card: GradeCard) -> Stood:
    """How a card's criteria stand by themselves, before anybody adjusted them."""
    grades = [grade for part in card.parts for grade in part.criteria]
    return card.student, {one.address: standing(one) for one in grades}


def standing(grade: CriterionGrade) -> list[str | None]:
    """How one criterion stands by itself: its verdict, its points, and what it is worth."""
    points = grade.judged_points
    return [grade.judged.kind.value, None if points is None else str(points), str(grade.possible)]


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


def _read(data: bytes) -> Any:
    with readable(data, MARK) as begin:
        return json.loads(data[begin:])


def _same(one: Past) -> tuple[object, ...]:
    return one.kind, one.points, one.possible, one.files, one.reference
