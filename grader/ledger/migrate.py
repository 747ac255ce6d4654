"""The tables, and how an older file becomes today's: every step is done whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.errors import GraderError
from grader.ledger.faults import damaged
from grader.ledger.trail import append

APPLICATION = 0x67726472  # "grdr": tells our file from any other SQLite database

Step = Callable[[sqlite3.Connection], None]


def _first(connection: sqlite3.Connection) -> None:
    """Version 1: the stages' results by key, the runs, and the sheet of the latest finished run."""
    for table in (
        "memo (layer TEXT NOT NULL, key TEXT NOT NULL, %s, PRIMARY KEY (layer, key))",
        "run (id INTEGER PRIMARY KEY, started TEXT NOT NULL UNIQUE, %s)",
        "sheet (student PRIMARY KEY NOT NULL, place INTEGER NOT NULL, %s)",
    ):
        connection.execute("CREATE TABLE " + table % "sha BLOB NOT NULL, data BLOB NOT NULL")


def _second(connection: sqlite3.Connection) -> None:
    """Version 2: what was handed in for that sheet, and what an instructor has looked at (only added to)."""
    for table in (
        "handed (student PRIMARY KEY NOT NULL, place INTEGER NOT NULL, %s)",
        "cleared (id INTEGER PRIMARY KEY, %s)",
    ):
        connection.execute("CREATE TABLE " + table % "sha BLOB NOT NULL, data BLOB NOT NULL")


def _third(connection: sqlite3.Connection) -> None:
    """Version 3: decisions in a chain, rows looked at among them, and how marks stood before."""
    for table in (
        "trail (id INTEGER PRIMARY KEY, digest BLOB NOT NULL, head BLOB NOT NULL)",
        "words (id INTEGER PRIMARY KEY, salt BLOB NOT NULL, data BLOB NOT NULL)",
        "forgotten (id INTEGER PRIMARY KEY, line INTEGER NOT NULL)",
        "past (id INTEGER PRIMARY KEY, student NOT NULL, sha BLOB NOT NULL, data BLOB NOT NULL)",
    ):
        connection.execute(f"CREATE TABLE {table}")
    connection.execute("CREATE INDEX past_student ON past (student)")
    for table in ("trail", "words", "forgotten"):
        _refuse(connection, table, "UPDATE")
        _refuse(connection, table, "INSERT", f"NEW.id IN (SELECT id FROM {table})")  # noqa: S608 - of REPLACE
    _refuse(connection, "trail", "DELETE")
    _refuse(connection, "forgotten", "DELETE")
    _refuse(connection, "words", "DELETE", "OLD.id NOT IN (SELECT id FROM forgotten)")
    for (data,) in connection.execute("SELECT data FROM cleared ORDER BY id").fetchall():
        append(connection, data)
    connection.execute("DROP TABLE cleared")


def _refuse(connection: sqlite3.Connection, table: str, verb: str, when: str = "1") -> None:
    connection.execute(
        f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} WHEN {when} "
        "BEGIN SELECT RAISE(ABORT, 'decisions are only added to'); END"
    )


def _fourth(connection: sqlite3.Connection) -> None:
    """Version 4: what each run's sheet was judged by, and the sheets as they were sent (only added to)."""
    for table in (
        "basis (started TEXT PRIMARY KEY NOT NULL, %s)",
        "snapshot (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, %s)",
        "sent (snapshot INTEGER NOT NULL, student NOT NULL, place INTEGER NOT NULL, %s)",
    ):
        connection.execute("CREATE TABLE " + table % "sha BLOB NOT NULL, data BLOB NOT NULL")
    connection.execute("CREATE UNIQUE INDEX sent_to ON sent (snapshot, student)")


def _fifth(connection: sqlite3.Connection) -> None:
    """Version 5: the people of the class list."""
    connection.execute(
        "CREATE TABLE person (student PRIMARY KEY NOT NULL, place INTEGER NOT NULL, "
        "sha BLOB NOT NULL, data BLOB NOT NULL)"
    )


STEPS: tuple[Step, ...] = (
    _first,
    _second,
    _third,
    _fourth,
    _fifth,
)  # step i takes version i to i + 1; a step is never edited once released


def migrate(connection: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Bring the file to the newest version; refuse one that is newer than we are, or not ours."""
    version = _version(connection, path)
    if version > len(steps):
        raise GraderError(
            f"{path} was made by a newer grader (format {version}, this one knows {len(steps)}); "
            "update grader, or choose another folder with -o."
        )
    if version == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version:]:
            step(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection, path: Path) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (application or version or tables):
        raise damaged(path)
    return int(version)
