"""What went wrong with the file that keeps the grades, as one sentence with a remedy."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import GraderError
from grader.model.files import reason

_LOCKING = (
    "SQLITE_IOERR_LOCK",
    "SQLITE_IOERR_RDLOCK",
    "SQLITE_IOERR_UNLOCK",
    "SQLITE_IOERR_CHECKRESERVEDLOCK",
    "SQLITE_PROTOCOL",
    "SQLITE_NOLFS",
)
_DISK = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_AUTH")


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turn whatever SQLite or the system says about the file into a GraderError."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a mistake of ours, not of the disk
    except sqlite3.Error as error:
        raise GraderError(_sentence(error, path)) from error
    except UnicodeDecodeError as error:  # SQLite's own words quote what stands in a damaged file
        raise damaged(path) from error
    except OSError as error:
        raise GraderError(f"{path} could not be written: {reason(error)}.") from error


def damaged(path: Path) -> GraderError:
    """The file cannot be trusted any more."""
    return GraderError(
        f"{path} does not hold grades or is damaged; take the folder from a backup (points given by hand are "
        "in it), or grade anew into another with -o."
    )


def _sentence(error: sqlite3.Error, path: Path) -> str:
    name = getattr(error, "sqlite_errorname", "")
    undecodable = not name and "decode" in str(error)  # text that is none comes from sqlite3 itself
    if undecodable or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")):
        return str(damaged(path))
    if name.startswith(_LOCKING):
        return (
            f"{path.parent}/ lies on a disk that cannot lock files, so two runs could spoil each other's "
            "grades; choose a folder on this machine's own disk with -o."
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"Another program has {path} open; close it and run the same command again."
    if name.startswith("SQLITE_FULL"):
        return f"{path} could not be written: {reason(OSError(errno.ENOSPC, ''))}."
    if name.startswith(_DISK):
        return f"{path} could not be written: {_disk_reason(path.parent) or error}."
    return f"{path} could not be read or written: {error}."


def _disk_reason(folder: Path) -> str:
    """SQLite forgets what the system said, so ask the disk again with a small file."""
    try:
        with tempfile.TemporaryFile(dir=folder) as stream:
            stream.write(bytes(1 << 16))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        return reason(error)
    return ""
