"""An older file becomes today's, a newer one is left alone, and a foreign one is not touched."""

import sqlite3
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.ledger.migrate import APPLICATION, STEPS, migrate


def look(path: Path, query: str) -> object:
    """One value of a file, asked from outside."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()


def test_an_empty_file_is_version_zero_and_becomes_the_newest(tmp_path: Path) -> None:
    """A run killed before its first table leaves an empty file; the next run goes on with it."""
    (tmp_path / "ledger.sqlite").touch()
    with Ledger.open(tmp_path) as ledger:
        ledger.put_many([("homework", "k", b"1")])
    assert look(tmp_path / "ledger.sqlite", "PRAGMA user_version") == len(STEPS)
    assert look(tmp_path / "ledger.sqlite", "PRAGMA application_id") == APPLICATION


def test_an_older_file_takes_only_the_steps_it_lacks(tmp_path: Path) -> None:
    """What an older version kept is still there after the steps, and no step is taken twice."""
    with Ledger.open(tmp_path) as ledger:
        ledger.put_many([("homework", "k", b"1")])
    taken: list[int] = []

    def second(connection: sqlite3.Connection) -> None:
        taken.append(2)
        connection.execute("ALTER TABLE memo ADD COLUMN since TEXT NOT NULL DEFAULT 'before'")

    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, [*STEPS, second])
    migrate(connection, path, [*STEPS, second])
    connection.close()
    assert taken == [2]
    assert look(path, "PRAGMA user_version") == len(STEPS) + 1
    assert look(path, "SELECT since || key FROM memo") == "beforek"


def test_a_step_that_fails_leaves_the_older_file(tmp_path: Path) -> None:
    """Half a migration is none: the file is still the version it was."""
    Ledger.open(tmp_path).close()

    def broken(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE memo")
        raise KeyboardInterrupt

    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    with pytest.raises(KeyboardInterrupt):
        migrate(connection, path, [*STEPS, broken])
    connection.close()
    assert look(path, "PRAGMA user_version") == len(STEPS)
    assert look(path, "SELECT count(*) FROM memo") == 0


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Yesterday's program does not guess at tomorrow's tables."""
    Ledger.open(tmp_path).close()
    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(
        GraderError,
        match=rf"made by a newer grader \(format 99, this one knows {len(STEPS)}\); update grader",
    ):
        Ledger.open(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "make", ["CREATE TABLE cookies (a)", "PRAGMA user_version = 1", "PRAGMA application_id = 7"]
)
def test_another_programs_database_is_not_touched(tmp_path: Path, make: str) -> None:
    """A database that is not ours gets a sentence, not our tables."""
    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(make)
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(
        GraderError, match="does not hold grades or is damaged; take the folder from a backup"
    ):
        Ledger.open(tmp_path)
    assert path.read_bytes() == before
