"""Taking away all that is kept about one student, so that the bytes are gone and the trail still holds."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection
from dataclasses import replace

from grader.ledger import handed, past, record, snapshots, trail
from grader.ledger.memo import Ledger
from grader.ledger.rows import hashed
from grader.model.account import Account, Case
from grader.model.trail import Forgotten

GONE = "(forgotten)"
DERIVED = (
    "comparison",
    "card",
    "plot",
    "written",
)  # nobody can tell whose they are; they are worked out again


def forget(ledger: Ledger, student: str, by: str) -> tuple[Forgotten, int]:
    """Empty the student's lines and rows; the line that says so comes back, and how many rows went.

    Results that follow from what other students' code did are worked out again when they are asked for.
    """
    with ledger.transaction() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        kept = _others(connection, student)
        connection.executemany("DELETE FROM memo WHERE layer = ?", [(layer,) for layer in DERIVED])
        before = _count(connection)
        _purge(connection, student, kept)
        _rewrite_runs(connection, student)
        gone = before - _count(connection)
        line = trail.forget(connection, student, by)
    ledger.compact()
    return line, gone


def redacted(text: str, student: str) -> str:
    """The text without the student's id."""
    return mention(student).sub(GONE, text)


def mention(student: str) -> re.Pattern[str]:
    """The id where it stands as a word of its own."""
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(student)}(?![A-Za-z0-9])")


def _others(connection: sqlite3.Connection, student: str) -> set[str]:
    """Where the evidence of everybody else is kept, who may have handed in the very same files."""
    rows = connection.execute("SELECT data FROM handed WHERE student <> ?", (past.key(student),))
    return {key for (data,) in rows for key in handed.unpack_handed(data).keys.values()}


def _purge(connection: sqlite3.Connection, student: str, kept: Collection[str]) -> None:
    stored = connection.execute("SELECT key FROM memo WHERE layer = 'evidence'").fetchall()
    stale = [row for row in stored if row[0] not in kept]
    connection.executemany("DELETE FROM memo WHERE layer = 'evidence' AND key = ?", stale)
    for table in _tables(connection, "student"):
        connection.execute(f"DELETE FROM {table} WHERE student = ?", (past.key(student),))  # noqa: S608


def _tables(connection: sqlite3.Connection, column: str) -> list[str]:
    """Every table of ours with such a column."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {name: connection.execute(f"PRAGMA table_info({name})").fetchall() for name in names}
    return [name for name in names if column in {row[1] for row in columns[name]}]


def _rewrite_runs(connection: sqlite3.Connection, student: str) -> None:
    """Take the student out of the facts of every run, of those whose sheets were sent, too."""
    for started, data in connection.execute("SELECT started, data FROM run").fetchall():
        packed = record.pack_run(_without(record.unpack_run(data), student))
        values = (hashed(packed, "run", started), packed, started)
        connection.execute("UPDATE run SET sha = ?, data = ? WHERE started = ?", values)
    for started, data in connection.execute("SELECT started, data FROM basis").fetchall():
        basis = _unexcepted(record.unpack_basis(data), student)
        if basis is not None:
            packed = record.pack_basis(basis)
            values = (hashed(packed, "basis", started), packed, started)
            connection.execute("UPDATE basis SET sha = ?, data = ? WHERE started = ?", values)
    for at, name, data in connection.execute("SELECT id, name, data FROM snapshot").fetchall():
        sent = snapshots.unpack(data, at)
        basis = _unexcepted(sent.basis, student)
        packed = snapshots.pack(replace(sent, run=_without(sent.run, student), basis=basis, id=0))
        values = (hashed(packed, "snapshot", name), packed, at)
        connection.execute("UPDATE snapshot SET sha = ?, data = ? WHERE id = ?", values)


def _without(run: record.RunRecord, student: str) -> record.RunRecord:
    notes = tuple(redacted(note, student) for note in run.notes)
    account = _settled(run.account, student)
    others = tuple(one for one in run.students if one[0] != student)
    return replace(run, students=others, notes=notes, account=account)


def _settled(account: Account, student: str) -> Account:
    """The sums without what was open about the student."""
    word = mention(student)
    open_ = tuple(case for case in account.open if not any(word.search(text) for text in _texts(case)))
    return replace(account, open=open_)


def _texts(case: Case) -> tuple[str, ...]:
    return (case.say, case.remedy, case.found, *case.rows, *case.people, *case.likely)


def _unexcepted(basis: record.Basis | None, student: str) -> record.Basis | None:
    """What a sheet was judged by, without the student's lines of exceptions.csv."""
    if basis is None:
        return None
    kept = [line for line in basis.exceptions.splitlines() if not mention(student).search(line)]
    return replace(basis, exceptions="\n".join(kept))


def _count(connection: sqlite3.Connection) -> int:
    tables = ["memo", *_tables(connection, "student")]
    counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608
    return int(sum(counts))
