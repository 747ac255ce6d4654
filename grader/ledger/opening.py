"""From a folder's path to an open, checked and up-to-date file, written as carefully as its place asks."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from grader.errors import GraderError
from grader.ledger import faults
from grader.ledger.migrate import migrate
from grader.ledger.place import Place, place
from grader.model import files

FILE = "ledger.sqlite"


def prepare(folder: Path) -> None:
    """Make the folder, readable by its owner alone, and keep it out of version control."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        ignored = (folder / ".gitignore").exists()
    except OSError as error:
        raise GraderError(f"{folder}/ could not be made: {files.reason(error)}.") from error
    if not ignored:
        files.write(folder / ".gitignore", "*\n")


def connect(folder: Path) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """Open the folder's file, which must be locked for us; the notes say what is different here and why."""
    path = folder / FILE
    where = place(folder)
    with faults.said(path):
        fresh = _touch(path)
        connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
        try:
            with faults.said(path):  # before it is given up, which makes room again
                migrate(connection, path)
                _journal(connection, where)
                # a damaged or read-only file shows now, not after an hour of grading
                connection.execute("SELECT count(*) FROM run").fetchone()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
        except BaseException:
            _abandon(connection, path, fresh)
            raise
    return connection, _notes(folder, where)


def _touch(path: Path) -> bool:
    """An empty file for the owner alone: SQLite gives its companions the same mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return False
    return True


def _journal(connection: sqlite3.Connection, where: Place) -> None:
    # a write-ahead log needs memory shared by all who open it, and a file that is copied as one
    wanted = "wal" if where.kind == "local" else "delete"
    (mode,) = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")


def _abandon(connection: sqlite3.Connection, path: Path, fresh: bool) -> None:
    with suppress(sqlite3.Error):
        connection.close()
    if fresh:  # nothing was ever kept in it: leave no half-made file behind
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                path.with_name(path.name + ending).unlink()


def _notes(folder: Path, where: Place) -> tuple[str, ...]:
    if where.kind == "local":
        return ()
    if where.kind == "network":
        lies = f"{folder}/ lies on a network or shared disk ({where.name})"
    else:
        lies = f"{folder}/ lies in a folder that {where.name} synchronises"
    say = "grades are written there in a slower, safer way. Work on it from one computer at a time"
    return (f"{lies}: {say}, or choose a folder on this machine's own disk with -o.",)
