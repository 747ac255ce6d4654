"""Walks every row that is kept and names those whose bytes are not what was written, changing nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.ledger import handed, past, trail
from grader.ledger.rows import hashed

NAMES = {
    "evidence": "what a student's code did",
    "comparison": "a comparison",
    "card": "a student's marks",
    "homework": "the reference's calls and results",
    "plot": "a picture",
}
OF_STUDENTS = {
    "sheet": "the marks",
    "handed": "what was handed in",
    "sent": "the marks as they were sent",
    "person": "the class list's line",
}
OF_SHEETS = {
    "basis": ("started", "what was kept of the rubric for the run of"),
    "snapshot": ("name", "what was sent as"),
}
PRINTED = re.compile(r"\btrail (\d+:[0-9a-f]{16})\b")


@dataclass(frozen=True, slots=True)
class Verified:
    """How many rows were looked at, and a sentence for each that was tampered with."""

    rows: int
    decisions: int
    faults: tuple[str, ...]


def verify(path: Path, log: str = "") -> Verified:
    """Look at every row of a grades file; `log` holds the ends of the trail that were printed before.

    Raises GraderError when the file cannot be read at all.
    """
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
        ) as connection:
            tables = {
                name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            return _verified(connection, tables, PRINTED.findall(log))
    except sqlite3.Error as error:
        raise GraderError(f"{path} cannot be read: {error}.") from error


def _verified(connection: sqlite3.Connection, tables: set[str], printed: Sequence[str]) -> Verified:
    found = [
        *(_memo(connection) if "memo" in tables else ()),
        *(_runs(connection) if "run" in tables else ()),
        *(fault for table in OF_STUDENTS if table in tables for fault in _sheet(connection, table)),
        *(fault for table in OF_SHEETS if table in tables for fault in _named(connection, table)),
        *(_past(connection) if "past" in tables else ()),
        *(trail.faults(connection, printed) if "trail" in tables else ()),
    ]
    known = [name for name in ("memo", "run", *OF_STUDENTS, *OF_SHEETS, "past", "trail") if name in tables]
    rows = sum(_count(connection, name) for name in known)
    return Verified(rows, _count(connection, "trail") if "trail" in tables else 0, tuple(found))


def _memo(connection: sqlite3.Connection) -> Iterator[str]:
    bad = [
        (layer, key)
        for layer, key, sha, data in connection.execute("SELECT layer, key, sha, data FROM memo")
        if not isinstance(data, bytes) or hashed(data, str(layer), str(key)) != sha
    ]
    whose = _whose(connection) if bad else {}
    for layer, key in bad:
        owner = f" ({whose[key]})" if key in whose else ""
        yield f"A row was changed: {NAMES.get(layer, layer)}{owner}, kept as {str(key)[:12]}."


def _whose(connection: sqlite3.Connection) -> dict[str, str]:
    """By key, the student and the question whose evidence lies there."""
    owners: dict[str, str] = {}
    for place, sha, data in connection.execute("SELECT place, sha, data FROM handed"):
        if hashed(data, "handed", str(place)) == sha:
            one = handed.unpack_handed(data)
            owners |= {key: f"{one.submission.id}, {question}" for question, key in one.keys.items()}
    return owners


def _runs(connection: sqlite3.Connection) -> Iterator[str]:
    for started, sha, data in connection.execute("SELECT started, sha, data FROM run"):
        if not isinstance(data, bytes) or hashed(data, "run", str(started)) != sha:
            yield f"A row was changed: the facts of the run of {started}."


def _sheet(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    what, layer = OF_STUDENTS[table], "sheet" if table == "sent" else table
    query = f"SELECT student, place, sha, data FROM {table}"  # noqa: S608 - one of these
    for student, place, sha, data in connection.execute(query):
        if not isinstance(data, bytes) or hashed(data, layer, str(place)) != sha:
            yield f"A row was changed: {what} of {_name(student)}."


def _named(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    column, what = OF_SHEETS[table]
    for name, sha, data in connection.execute(f"SELECT {column}, sha, data FROM {table}"):  # noqa: S608 - of ours
        if not isinstance(data, bytes) or hashed(data, table, str(name)) != sha:
            yield f"A row was changed: {what} {name}."


def _past(connection: sqlite3.Connection) -> Iterator[str]:
    for student, sha, data in connection.execute("SELECT student, sha, data FROM past"):
        if not isinstance(data, bytes) or past.sha(data) != sha:
            yield f"A row was changed: how the marks of {_name(student)} stood before."


def _name(student: object) -> str:
    return student.decode("utf-8", "replace") if isinstance(student, bytes) else str(student)


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - of ours
