"""What was found out once is found again; one run at a time, from as many threads as it likes."""

import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.ledger.record import RunRecord
from grader.model.evidence import Evidence, Raised, Returned
from grader.model.grade import GradeCard, PartGrade
from grader.model.verdict import CaseComparison, Comparison, Kind, Match

EVIDENCE = Evidence(
    "vjp", {"small/0": Returned([1.0, 2.0]), "small/1": Raised("ValueError", "no", "a.py line 3")}
)
COMPARISON = Comparison((CaseComparison("small/0", Kind.CRASHED, Match(False, Fraction(1, 3))),))
RUN = RunRecord(
    "hw2.yaml", "submissions", "full", "2026-09-29T10:00:00Z", students=(("ada", "d1"), ("bob", "d2"))
)


def card(student: str, points: str = "1.50") -> GradeCard:
    """One student with one part."""
    part = PartGrade("2.1", "The Jacobian", "2", Decimal(points), Fraction(2), False, ())
    return GradeCard(student, student.title(), "", (part,), Fraction(2))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A grades folder that is not there yet."""
    return tmp_path / "deep" / "grades"


def test_the_folder_is_private_and_out_of_version_control(folder: Path) -> None:
    """Grades are readable by their owner alone and never committed by accident."""
    with Ledger.open(folder) as ledger:
        ledger.keep(evidence={"k": EVIDENCE})
        assert folder.stat().st_mode & 0o777 == 0o700
        files = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
        assert (folder / ".gitignore").read_text() == "*\n"
    assert {name for name, mode in files.items() if mode & 0o077} <= {".gitignore"}
    assert {"ledger.sqlite", "ledger.sqlite-wal", ".lock"} <= set(files)


def test_an_existing_gitignore_is_the_instructors(folder: Path) -> None:
    """What stands in the folder's own .gitignore is not overwritten."""
    folder.mkdir(parents=True)
    (folder / ".gitignore").write_text("ledger.sqlite\n")
    Ledger.open(folder).close()
    assert (folder / ".gitignore").read_text() == "ledger.sqlite\n"


def test_results_are_found_again_by_layer_and_key(folder: Path) -> None:
    """A result is found under its own layer and key, in this run and in the next, and nowhere else."""
    with Ledger.open(folder) as ledger:
        ledger.keep({"k": EVIDENCE}, {"k": COMPARISON}, {"k": card("ada")})
        assert ledger.evidence("k") == EVIDENCE
    with Ledger.open(folder) as ledger:
        found = (ledger.evidence("k"), ledger.comparison("k"), ledger.card("k"))
        assert found == (EVIDENCE, COMPARISON, card("ada"))
        assert (ledger.evidence("j"), ledger.comparison("j"), ledger.card("j")) == (None, None, None)
        assert ledger.get("homework", "k") is None


def test_a_newer_result_takes_the_place_of_the_older(folder: Path) -> None:
    """Evidence that may not be reused is replaced by the run that replaces it."""
    with Ledger.open(folder) as ledger:
        ledger.put_many([("homework", "k", b"old")])
        ledger.put_many([("homework", "k", b"new"), ("homework", "empty", b"")])
        assert ledger.get_many("homework", ["k", "empty"]) == {"k": b"new", "empty": b""}


def test_thousands_of_keys_are_found_in_one_question(folder: Path) -> None:
    """More keys than SQLite takes variables: what is kept is found, repetitions do no harm."""
    with Ledger.open(folder) as ledger:
        ledger.put_many(("comparison", str(i), str(i * i).encode()) for i in range(2500))
        found = ledger.get_many("comparison", [str(i % 4000) for i in range(8000)])
        assert found == {str(i): str(i * i).encode() for i in range(2500)}
        assert ledger.get_many("comparison", []) == {}


def test_rows_are_kept_together_or_not_at_all(folder: Path) -> None:
    """Whatever interrupts a transaction, nothing of it stays and the next one works."""

    def rows():
        yield ("homework", "a", b"1")
        raise KeyboardInterrupt

    with Ledger.open(folder) as ledger:
        with pytest.raises(KeyboardInterrupt):
            ledger.put_many(rows())
        with pytest.raises(sqlite3.ProgrammingError):
            ledger.put_many([("homework", "a", b"1"), ("homework", object(), b"2")])
        assert ledger.get("homework", "a") is None
        ledger.put_many([("homework", "a", b"3")])
        assert ledger.get("homework", "a") == b"3"


def test_the_last_run_is_the_one_that_began_last(folder: Path) -> None:
    """A run recorded again under its start is the same run, told anew; a new start is a new run."""
    with Ledger.open(folder) as ledger:
        assert ledger.last_run() is None
        assert ledger.cards() == []
        ledger.record_run(RUN)
        assert ledger.last_run() == RUN
        later = RunRecord("hw2.yaml", "submissions", "mid", "2026-09-30T10:00:00Z")
        ledger.record_run(later)
        done = RunRecord(
            *("hw2.yaml", "s", "full", RUN.started, "2026-09-29T10:05:00Z", "finished"), RUN.students
        )
        ledger.record_run(done)
    with Ledger.open(folder) as ledger:
        assert ledger.last_run() == later


def test_the_sheet_is_the_latest_finished_one_in_its_order(folder: Path) -> None:
    """A finished run's sheet replaces the one before, whole; a run that has none yet leaves it standing."""
    with Ledger.open(folder) as ledger:
        ledger.record_run(RUN, [card("zoe"), card("ada"), card("\udcff")])
        assert ledger.cards() == [card("zoe"), card("ada"), card("\udcff")]
        ledger.record_run(RUN)
        assert len(ledger.cards()) == 3
        ledger.record_run(RUN, [card("ada", "2.00")])
        assert ledger.cards() == [card("ada", "2.00")]
        ledger.record_run(RUN, [])
        assert ledger.cards() == []


def test_two_rows_for_one_student_leave_the_old_sheet(folder: Path) -> None:
    """A student has one row; a sheet that says otherwise is not kept, nor is the run that made it."""
    with Ledger.open(folder) as ledger:
        ledger.record_run(RUN, [card("ada")])
        other = RunRecord("hw2.yaml", "s", "full", "2026-10-01T10:00:00Z")
        with pytest.raises(GraderError):
            ledger.record_run(other, [card("bob"), card("bob")])
        assert ledger.cards() == [card("ada")]
        assert ledger.last_run() == RUN


def test_a_second_run_is_told_who_works_there(folder: Path) -> None:
    """Two runs never share a folder: the second hears who works there, and can try later."""
    first = Ledger.open(folder)
    with pytest.raises(GraderError) as caught:
        Ledger.open(folder)
    assert str(caught.value) == (
        f"Another `grader` is working in {folder}/ (process {os.getpid()}); "
        "wait for it or choose another folder with -o."
    )
    assert caught.value.exit_code == 1
    first.keep({"k": EVIDENCE})
    first.close()
    first.close()
    with Ledger.open(folder) as second:
        assert second.evidence("k") == EVIDENCE


def test_threads_share_one_open_folder(folder: Path) -> None:
    """Eight threads write and read at once: every row is there, none is torn, none raises."""
    barrier = threading.Barrier(8)

    def work(thread: int) -> int:
        barrier.wait()
        seen = 0
        for i in range(40):
            rows = [("evidence", f"{thread}.{i}.{j}", bytes([thread]) * (1 + 500 * j)) for j in range(3)]
            ledger.put_many(rows)
            other = ledger.get_many("evidence", [f"{(thread + 1) % 8}.{i}.{j}" for j in range(3)])
            assert len(other) in (0, 3)
            assert {data[0] for data in other.values()} <= {(thread + 1) % 8}
            seen += len(ledger.get_many("evidence", [key for _, key, _ in rows]))
        return seen

    with Ledger.open(folder) as ledger:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(work, range(8))) == [120] * 8
        keys = [f"{thread}.{i}.{j}" for thread in range(8) for i in range(40) for j in range(3)]
        assert len(ledger.get_many("evidence", keys)) == 960


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE memo SET data = x'4531' || substr(data, 3, length(data) - 3) || x'00'",
        "UPDATE memo SET data = CAST(data AS TEXT)",
        "UPDATE memo SET sha = x''",
        "UPDATE memo SET key = CASE key WHEN 'k' THEN 'j' ELSE 'k' END WHERE key = 'k'",
        "UPDATE memo SET layer = 'comparison'",
    ],
)
def test_an_altered_row_is_damage_and_never_a_value(folder: Path, edit: str) -> None:
    """Bytes that do not match their hash, or lie under another key or layer, are reported, not used."""
    with Ledger.open(folder) as ledger:
        ledger.keep({"k": EVIDENCE})
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute(edit)
    connection.close()
    with Ledger.open(folder) as ledger:
        keys = ["j"] if "'j'" in edit else ["k"]
        look = ledger.comparisons if "comparison" in edit else ledger.evidences
        with pytest.raises(GraderError, match="does not hold grades or is damaged"):
            look(keys)


def test_an_altered_sheet_or_run_is_damage(folder: Path) -> None:
    """Two students' rows cannot be swapped, nor a run's facts edited, without being noticed."""
    with Ledger.open(folder) as ledger:
        ledger.record_run(RUN, [card("ada", "2.00"), card("bob", "0.00")])
    with sqlite3.connect(folder / "ledger.sqlite") as connection:
        connection.execute("UPDATE sheet SET place = 1 - place")
        connection.execute("UPDATE run SET data = replace(data, 'full', 'none')")
    connection.close()
    with Ledger.open(folder) as ledger:
        with pytest.raises(GraderError, match="damaged"):
            ledger.cards()
        with pytest.raises(GraderError, match="damaged"):
            ledger.last_run()
