"""Every row is held to the bytes that were written: one that was changed by hand is found and named."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from grading import Class, type_command

from grader.errors import GraderError
from grader.ledger.verify import verify
from grader.pipeline.adjusting import Wish, decide


@pytest.fixture
def graded(tiny: Class) -> Class:
    """A class with one decision by hand."""
    tiny.grade()
    decide(tiny.folder / "grades", Wish("bea", "1.1", "adjust", "1", "A slip", "Ada"))
    return tiny


def tampered(made: Class, command: str) -> tuple[str, ...]:
    """What is found after somebody was at the file with a database tool."""
    path = made.folder / "grades" / "ledger.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(command)
    connection.close()
    return verify(path, (made.folder / "grades" / "run.log").read_text()).faults


def test_a_folder_as_it_was_written_has_no_faults(graded: Class) -> None:
    """All rows are counted, and the decision among them; the doctor says so, and changes nothing."""
    path = graded.folder / "grades" / "ledger.sqlite"
    verified = verify(path)
    assert (verified.faults, verified.decisions) == ((), 1)
    assert verified.rows > 30
    before = path.read_bytes()
    said = type_command("doctor", "-r", "rubric.yaml", cwd=graded.folder)
    assert "rows there are as they were written, with 1 decision by hand" in " ".join(said.out.split())
    assert path.read_bytes() == before


SPOILED = "cast(data || x'20' AS BLOB)"
EVIDENCE = "SELECT key FROM memo WHERE layer = 'evidence' LIMIT 1"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("UPDATE memo SET data = SPOILED WHERE key = (EVIDENCE)", "what a student's code did ("),
        ("UPDATE sheet SET data = SPOILED WHERE student = 'bea'", "the marks of bea"),
        ("UPDATE handed SET data = SPOILED WHERE student = 'cyd'", "what was handed in of cyd"),
        ("UPDATE past SET data = SPOILED WHERE student = 'ada'", "how the marks of ada stood before"),
        ("UPDATE run SET data = SPOILED", "the facts of the run of 20"),
        ("UPDATE words SET data = SPOILED", "(it speaks of bea 1.1/value)"),
        ("DELETE FROM trail", "stands beside the trail"),
        ("UPDATE sheet SET data = 'text' WHERE student = 'bea'", "the marks of bea"),
    ],
)
def test_a_changed_row_is_named(graded: Class, command: str, said: str) -> None:
    """By whose it is and what it holds."""
    faults = tampered(graded, command.replace("SPOILED", SPOILED).replace("EVIDENCE", EVIDENCE))
    assert [fault for fault in faults if said in fault] != []


def test_a_trail_written_anew_is_found_by_what_was_printed(graded: Class) -> None:
    """Whoever takes the last decision away meets the end that the log holds; the doctor ends with 1."""
    tampered(graded, "DELETE FROM trail")
    faults = tampered(graded, "DELETE FROM words")
    assert len(faults) == 1
    assert "is not the one whose end was printed as 1:" in faults[0]
    said = type_command("doctor", "-r", "rubric.yaml", cwd=graded.folder)
    assert said.code == 1
    assert "rows were replaced or taken away since" in " ".join(said.out.split())


def test_a_file_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    """Garbage is not looked at row by row."""
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"garbage" * 100)
    with pytest.raises(GraderError, match="cannot be read"):
        verify(path)
