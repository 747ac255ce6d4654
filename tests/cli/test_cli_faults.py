"""What an instructor can mend is one sentence on stderr, the right exit code, and no half-written file."""

from __future__ import annotations

import os
import re
import subprocess  # noqa: TID251 - mounts a small disk
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from grading import Class, Said, by_student, type_command

OUTPUTS = {"gradebook.csv", "parts.csv", "classroom.csv", "report", "feedback"}
KEPT = {".gitignore", ".lock", "ledger.sqlite", "run.log"}  # what a run that went wrong may leave


def run(tiny: Class, *more: object, before: str = "") -> Said:
    """`grader run` on the tiny class, typed in its folder."""
    return type_command("run", "submissions", "-r", "rubric.yaml", *more, cwd=tiny.folder, before=before)


def left(out: Path) -> set[str]:
    """Everything in OUT by its name, hidden files too, for a half-written file has a hidden name."""
    return {path.relative_to(out).as_posix() for path in out.rglob("*")} if out.exists() else set()


def test_a_weight_that_breaks_a_sum_is_added_up(tiny: Class) -> None:
    """File, line and the addition as a person would write it; nothing is written."""
    tiny.edit_rubric("points: 3/4", "points: 0.5")
    said = run(tiny)
    line = 3 + tiny.rubric.read_text().splitlines().index("      - id: 1.2")  # where its points stand
    assert said.sentence.startswith(f"rubric.yaml:{line}: part 1.2 says 1 point")
    assert "add up to 0.75 (value 0.5 + whole 0.25)" in said.sentence
    assert (said.code, left(tiny.folder / "grades")) == (1, set())


def test_a_rubric_that_is_not_there_is_named(tiny: Class) -> None:
    """The rubric's path as it was typed; nothing is written."""
    said = type_command("run", "submissions", "-r", "rubrics/none.yaml", cwd=tiny.folder)
    assert "rubrics/none.yaml" in said.sentence
    assert (said.code, left(tiny.folder / "grades")) == (1, set())


def test_a_missing_reference_function_is_named(tiny: Class) -> None:
    """The question, and the folder where it should stand."""
    path = tiny.folder / "reference" / "numbers_one.py"
    path.write_text(path.read_text().replace("half", "halve").replace("halve_is_whole", "half_is_whole"))
    said = run(tiny)
    assert "half" in said.sentence
    assert "reference" in said.sentence
    assert (said.code, left(tiny.folder / "grades") - KEPT) == (1, set())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise RuntimeError('not today')", ["half", "raises RuntimeError", "example/0", "not today"]),
        ("while True: pass", ["half", "has not ended after 0.5 s", "example/0"]),
        ("import time; time.sleep(60)", ["half", "has not ended after 0.5 s", "example/0"]),
        ("import os; os._exit(3)", ["half", "ended the whole process", "example/0"]),
        ("return None", ["half", "returns nothing", "example/0"]),
    ],
    ids=["raises", "loops", "sleeps", "dies", "returns-nothing"],
)
def test_a_faulty_reference_is_said_before_anyone_is_graded(tiny: Class, body: str, words: list[str]) -> None:
    """Which function does what, on which case, and where it stands; nobody has a grade."""
    tiny.edit_reference("numbers_one.py", "return x / 2", body)
    said = run(tiny, before="import grader.oracle.process as process; process.CALL_SECONDS = 0.5")
    assert [word for word in words if word not in said.sentence] == []
    assert "numbers_one.py:" in said.sentence
    assert (said.code, left(tiny.folder / "grades") - KEPT) == (1, set())


def test_a_reference_that_does_not_import_is_said(tiny: Class) -> None:
    """The file and line of what is wrong with it."""
    tiny.edit_reference("lists.py", "return float(np.max(values))", "return (")
    said = run(tiny)
    assert "lists.py" in said.sentence
    assert (said.code, left(tiny.folder / "grades") - KEPT) == (1, set())


def test_a_student_file_that_is_not_utf8_is_graded_and_noted(tiny: Class) -> None:
    """A file in an older coding is read all the same, and the row says how."""
    code = (tiny.submissions / "ada" / "hw.py").read_text().replace("All right", "Schön")
    tiny.hand_in("ada", code.encode("latin-1"))
    said = run(tiny)
    row = by_student(tiny.folder / "grades" / "gradebook.csv")["ada"]
    assert (said.code, said.err, row["total"], row["status"]) == (0, "", "5.00", "final")
    assert row["flags"] == "hw.py: read as cp1252, because it is not UTF-8"
    assert "because it is not UTF-8" in said.out


def test_a_file_of_any_bytes_costs_its_owner_alone(tiny: Class) -> None:
    """Bytes that are no text in any coding are said; the others have their grades."""
    tiny.hand_in("bea", bytes(range(256)) * 8)
    said = run(tiny)
    book = by_student(tiny.folder / "grades" / "gradebook.csv")
    assert (said.code, said.err) == (0, "")
    assert book["bea"]["flags"]
    assert (book["ada"]["total"], book["cyd"]["total"]) == ("5.00", "1.00")


@pytest.mark.parametrize("name", ["empty", "nowhere"])
def test_no_submissions_are_said(tiny: Class, name: str) -> None:
    """An empty folder and a missing one: what is wrong and what to give instead; nothing is written."""
    (tiny.folder / "empty").mkdir()
    said = type_command("run", name, "-r", "rubric.yaml", cwd=tiny.folder)
    assert said.sentence.startswith(name)
    assert "give" in said.sentence
    assert (said.code, left(tiny.folder / "grades")) == (1, set())


def test_the_wrong_rubric_names_the_likelier_one(tiny: Class) -> None:
    """Nobody defines what it asks for, another rubric beside it fits: that one is named, nothing written."""
    other = re.sub(r"question: (\w+)", r"question: other_\1", tiny.rubric.read_text())
    (tiny.folder / "other.yaml").write_text(other)
    said = type_command("run", "submissions", "-r", "other.yaml", cwd=tiny.folder)
    assert "rubric.yaml fits better: try -r rubric.yaml" in said.sentence
    assert said.sentence.endswith("Nothing was written.")
    assert (said.code, left(tiny.folder / "grades")) == (1, set())


def test_a_file_in_the_way_of_the_output_folder_is_said(tiny: Class) -> None:
    """OUT below a regular file, or a regular file itself: said, and the file is as it was."""
    (tiny.folder / "mine").write_text("mine")
    for out in ("mine", "mine/grades"):
        said = run(tiny, "-o", out)
        assert said.sentence.startswith(f"{out}/ could not be made: ")
        assert "choose another folder with -o" in said.sentence
        assert said.code == 1
    assert (tiny.folder / "mine").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; a read-only disk stops root too")
@pytest.mark.optional
def test_an_output_folder_that_may_not_be_written_is_said(tiny: Class) -> None:
    """No right to write: said with the remedy, the folder as it was."""
    (tiny.folder / "theirs").mkdir(mode=0o500)
    for out in ("theirs", "theirs/grades"):
        said = run(tiny, "-o", out)
        assert "you may not write there; choose another folder with -o" in said.sentence
        assert said.code == 1
    assert left(tiny.folder / "theirs") == set()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A small disk of its own, of a size like "64k"; mounting it again changes size or mode."""
    point = tmp_path / "disk"
    point.mkdir()

    def mount(options: str) -> Path:
        again = "remount," if point.is_mount() else ""
        words = ["mount", "-t", "tmpfs", "-o", again + options, "none", str(point)]
        if os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:  # noqa: S603
            pytest.skip("only root can mount a small disk, and not in every container")
        return point

    yield mount
    if point.is_mount():
        subprocess.run(["umount", "-l", str(point)], check=True)  # noqa: S603, S607


def test_a_read_only_disk_is_said(tiny: Class, disk: Callable[[str], Path]) -> None:
    """With grades on it or without: said with the remedy, and earlier grades are as they were."""
    out = disk("size=8m") / "grades"
    assert run(tiny, "-o", out).code == 0
    before = {name: (out / name).stat().st_mtime_ns for name in left(out)}
    disk("ro")
    for place in (out, out.parent / "others"):
        said = run(tiny, "-o", place)
        assert "that disk is read-only; choose another folder with -o" in said.sentence
        assert said.code == 1
    assert {name: (out / name).stat().st_mtime_ns for name in left(out)} == before


@pytest.mark.parametrize("kilobytes", [4, 40, 76, 128, 148, 164, 180])
def test_a_full_disk_is_said_and_the_same_command_goes_on(
    tiny: Class, disk: Callable[[str], Path], kilobytes: int
) -> None:
    """Wherever the room ends: one sentence, every file whole or absent, and with room the same sheet."""
    undisturbed = tiny.grade("undisturbed")
    assert undisturbed.exit_code == 0
    whole = left(tiny.folder / "undisturbed")
    out = disk(f"size={kilobytes}k") / "grades"
    said = run(tiny, "-o", out)
    assert "the disk is full; free some room and run the same command again" in said.sentence
    assert said.code == 1
    assert left(out) - {"ledger.sqlite-wal", "ledger.sqlite-shm"} <= whole
    for name in left(out) & OUTPUTS:
        same(out / name, tiny.folder / "undisturbed" / name)
    disk("size=16m")
    assert (run(tiny, "-o", out).code, left(out)) == (0, whole)
    for name in OUTPUTS:
        same(out / name, tiny.folder / "undisturbed" / name)


def same(one: Path, other: Path) -> None:
    """A file that is there is the whole file; the index is left out, for it says when and where."""
    for path in [one] if one.is_file() else one.rglob("*.html"):
        if path.name != "index.html":
            assert (
                path.read_bytes() == (other / path.relative_to(one) if one.is_dir() else other).read_bytes()
            )
