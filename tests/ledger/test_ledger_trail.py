"""The trail of decisions: only added to, chained, and forgetful without breaking."""

from __future__ import annotations

import sqlite3
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import GraderError
from grader.ledger import trail
from grader.ledger.memo import Ledger
from grader.ledger.migrate import STEPS, migrate
from grader.model.cleared import Cleared
from grader.model.trail import Decision

ONE = Decision(
    *("ada", "3.1/value", "adjust", Fraction(1, 3), Fraction(1, 2), Fraction(0), "f00"),
    because="It is right",
    by="Grace",
    at="2026-10-01T10:00:00+00:00",
)
LOOKED = Cleared("bob", "", "why", "about", "Grace", "2026-10-01T10:00:00+00:00")
MANY = [ONE, LOOKED, Decision("bob", "1.1/value", "drop", None, Fraction(1), None, "f", "", "Grace", "t")]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A grades folder's file with three lines."""
    with Ledger.open(tmp_path) as ledger:
        ledger.trail.add(MANY)
    return tmp_path / "ledger.sqlite"


def tampered(path: Path, *commands: str) -> list[str]:
    """What is said of a file after somebody with a database tool was at it."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for command in commands:
            connection.execute(command)
        return list(trail.faults(connection))
    finally:
        connection.close()


def test_lines_come_back_as_they_were_added(kept: Path) -> None:
    """In their order, in the next session, too; the head counts them."""
    with Ledger.open(kept.parent) as ledger:
        assert ledger.trail.lines() == MANY
        assert (ledger.trail.decisions(), ledger.trail.cleared()) == ([MANY[0], MANY[2]], [LOOKED])
        assert ledger.trail.head().rows == 3
        before = str(ledger.trail.head())
        ledger.trail.add([ONE])
        assert str(ledger.trail.head()) != before
    assert tampered(kept) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.builds(Decision), max_size=4))
def test_any_decision_survives_its_bytes(lines: list[Decision]) -> None:
    """Whatever is written into its fields."""
    assert [trail.unpack(trail.pack(line)) for line in lines] == lines


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE trail SET head = x'00' WHERE id = 1",
        "UPDATE words SET data = x'00' WHERE id = 1",
        "DELETE FROM trail WHERE id = 3",
        "DELETE FROM words WHERE id = 3",
        "INSERT OR REPLACE INTO words VALUES (1, x'00', x'00')",
        "INSERT OR REPLACE INTO trail VALUES (1, x'00', x'00')",
    ],
)
def test_the_table_refuses_to_change(kept: Path, command: str) -> None:
    """Even a hand with a database tool meets a refusal before it can change a line."""
    connection = sqlite3.connect(kept, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        connection.execute(command)
    connection.close()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("UPDATE words SET data = replace(data, 'right', 'wrong') WHERE id = 1", "Row 1 .*ada 3.1/value"),
        ("UPDATE words SET salt = x'00' WHERE id = 2", "Row 2 .*bob"),
        ("UPDATE trail SET digest = x'00' WHERE id = 2", "Row 2 .*was changed"),
        ("DELETE FROM trail WHERE id = 2", "Row 2 .*is gone"),
        ("DELETE FROM words WHERE id = 3", "Row 3 .*lost its words"),
        ("INSERT INTO words VALUES (9, x'00', x'00')", "Row 9 .*without being part"),
    ],
)
def test_a_tampered_row_is_named(kept: Path, command: str, said: str) -> None:
    """Which row it is, and of whom it spoke, as far as that can be read."""
    faults = tampered(kept, command)
    assert faults
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(faults[0])


def test_lines_cut_off_the_end_are_missed_where_the_end_was_printed(kept: Path) -> None:
    """A shorter trail is whole in itself; the end that was printed says that it was longer."""
    with Ledger.open(kept.parent) as ledger:
        end = str(ledger.trail.head())
    assert tampered(kept, "DELETE FROM words WHERE id = 3", "DELETE FROM trail WHERE id = 3") == []
    connection = sqlite3.connect(kept)
    (said,) = trail.faults(connection, [end])
    connection.close()
    assert end in said


def test_a_forgotten_student_leaves_a_whole_trail(kept: Path) -> None:
    """The words are gone from the file's bytes, other students' lines stay, and the chain still holds."""
    with Ledger.open(kept.parent) as ledger:
        with ledger.transaction() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            line = trail.forget(connection, "ada", "Grace")
        ledger.compact()
        assert line.rows == (1,)
        assert ledger.trail.decisions() == [MANY[2]]
        assert ledger.trail.forgotten(["ada", "bob"]) == {"ada"}
        assert ledger.trail.head().rows == 4
    assert b"It is right" not in kept.read_bytes()
    assert b"ada" not in kept.read_bytes()
    assert tampered(kept) == []


def test_rows_looked_at_before_there_was_a_trail_are_its_first_lines(tmp_path: Path) -> None:
    """An older folder's rows come into the chain in their order."""
    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, path, STEPS[:2])
    connection.execute("INSERT INTO cleared (sha, data) VALUES (x'00', ?)", (trail.pack(LOOKED),))
    connection.close()
    with Ledger.open(tmp_path) as ledger:
        assert ledger.cleared() == [LOOKED]
        assert ledger.trail.head().rows == 1


def test_bytes_of_another_kind_are_a_sentence() -> None:
    """Whatever stands there, it is never taken for a decision."""
    for data in (b"", b"D1", b"D1{}", b"F1[]", b"X9{}"):
        with pytest.raises(GraderError, match="damaged or was made by another version"):
            trail.unpack(data)
