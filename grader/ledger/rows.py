"""Rows as they are written: each holds its bytes to their own place."""

from __future__ import annotations

import hashlib
import sqlite3

from grader.ledger import past
from grader.ledger.record import Basis, RunRecord, pack_basis, pack_run

__all__ = ["hashed", "put_run", "row_of"]

_PUT_RUN = (
    "INSERT INTO run (started, sha, data) VALUES (?, ?, ?)"
    " ON CONFLICT (started) DO UPDATE SET sha = excluded.sha, data = excluded.data"
)

_PUT_BASIS = "INSERT OR REPLACE INTO basis (started, sha, data) VALUES (?, ?, ?)"


def put_run(connection: sqlite3.Connection, run: RunRecord, basis: Basis | None) -> None:
    """Note a run's facts and what its sheet was judged by, inside of a transaction."""
    data = pack_run(run)
    connection.execute(_PUT_RUN, (run.started, hashed(data, "run", run.started), data))
    if basis is not None:
        packed = pack_basis(basis)
        connection.execute(_PUT_BASIS, (run.started, hashed(packed, "basis", run.started), packed))


def hashed(data: bytes, layer: str, key: str) -> bytes:
    """Holds the bytes to their own place: a row moved under another key is damaged too."""
    digest = hashlib.sha256(f"{layer}\0{key}\0".encode())
    digest.update(data)
    return digest.digest()


def row_of(table: str, student: str, at: int, data: bytes) -> tuple[str | bytes, int, bytes, bytes]:
    """A student's row of a table, whatever their name is written in."""
    return past.key(student), at, hashed(data, table, str(at)), data
