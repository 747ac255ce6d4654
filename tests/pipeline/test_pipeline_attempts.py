"""Attempts, layouts and zips through a whole run: which attempt counts, and that every command goes on."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from grading import Class, by_student, edit, rows, type_command

from grader.cli.run import LAYOUTS
from grader.collect import Layout
from grader.collect.layouts import WAYS
from grader.ledger.memo import Ledger
from grader.pipeline.again import again
from grader.pipeline.attempts import UNDECIDED
from grader.pipeline.regrade import regrade
from grader.rubric.load import load
from grader.sandbox.box import Sandbox

GOOD = "def twice(x):\n    return x + x\n\n\ndef half(x):\n    return x / 2\n"
POOR = "def twice(x):\n    return 3 * x\n\n\ndef half(x):\n    return x / 2\n"
WORST = "def twice(x):\n    return 3 * x\n"
HEAD = "Tiny_{}_attempt_2026-10-{}-20-00-00_hw.py"
BEST = 'packages: [numpy]\nsubmission: {attempts: best, code: ["*.py"]}'


@pytest.fixture
def several(tiny: Class) -> Class:
    """A download of Blackboard's: three attempts of one student, the second the best, and one of another."""
    shutil.rmtree(tiny.submissions)
    tiny.submissions.mkdir()
    for day, code in (("14", WORST), ("15", GOOD), ("16", POOR)):
        (tiny.submissions / HEAD.format("lovelac1", day)).write_text(code)
    (tiny.submissions / HEAD.format("turinga", "15")).write_text(GOOD)
    return tiny


def _total(made: Class, student: str) -> str:
    return by_student(made.folder / "grades" / "gradebook.csv")[student]["total"]


def test_the_latest_attempt_counts(several: Class) -> None:
    """Two students, two rows; the others are named."""
    graded = several.grade()
    assert [card.student for card in graded.cards] == ["lovelac1", "turinga"]
    assert _total(several, "lovelac1") == "0.75"
    assert graded.cards[0].flags[0].startswith("handed in 3 times: the last")


def test_the_best_attempt_counts(several: Class) -> None:
    """With `attempts: best` all are graded, the highest total is the row, the others' totals are named."""
    edit(several.rubric, "packages: [numpy]", BEST)
    graded = several.grade()
    assert [card.student for card in graded.cards] == ["lovelac1", "turinga"]
    assert _total(several, "lovelac1") == _total(several, "turinga") == "1.75"
    said = [flag for flag in graded.cards[0].flags if flag.startswith("the best of")]
    assert said == [
        "the best of 3 attempts counts: attempt 2; attempt 1 came to 0.00, attempt 3 came to 0.75"
    ]
    assert len({row["student"] for row in rows(several.folder / "grades" / "parts.csv")}) == 2
    assert len({card.receipt for card in graded.cards}) == 2
    with Ledger.open(several.folder / "grades") as ledger:
        record = ledger.last_run()
        assert record is not None
        assert [student for student, _ in record.students] == ["lovelac1", "turinga"]
        assert [one.submission.attempt.number for one in ledger.handed_in()] == [2, 1]


def test_a_second_run_with_the_best_runs_nothing(several: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of every attempt is known: the same sheet, and no student's code."""
    edit(several.rubric, "packages: [numpy]", BEST)
    first = several.grade()

    def never(*_: object, **__: object) -> None:
        raise AssertionError("student code ran")

    monkeypatch.setattr(Sandbox, "run", never)
    second = several.grade()
    assert [replace(card, prints=()) for card in second.cards] == [
        replace(card, prints=()) for card in first.cards
    ]


def test_the_best_while_one_is_open_is_the_latest(several: Class) -> None:
    """Without every total nobody can say which is the best: the latest counts, and it is said."""
    edit(several.rubric, "packages: [numpy]", BEST)
    edit(
        several.rubric,
        "{id: 2.1, title: The sum, points: 2, question: total, check: {kind: array, rel: 1e-6}}",
        "{id: 2.1, title: The sum, points: 2, by_hand: {levels: [{id: full, points: 2, when: Whole.}]}}",
    )
    for day in ("14", "15", "16"):
        (several.submissions / HEAD.format("lovelac1", day).replace("hw.py", "w.pdf")).write_bytes(b"%PDF")
    (card, _) = several.grade().cards
    said = next(flag for flag in card.flags if flag.startswith("the best of"))
    assert said == (
        "the best of 3 attempts counts: attempt 3, the latest, while one is open; "
        "attempt 1 is open, attempt 2 is open"
    )


def test_judging_again_says_that_another_attempt_might_win(several: Class) -> None:
    """Only the attempt that counts is judged again: who has several needs a run, which is named."""
    edit(several.rubric, "packages: [numpy]", BEST)
    several.grade()
    done = regrade(several.folder / "grades", several.rubric)
    assert done.needs_run == {UNDECIDED: ("lovelac1",)}
    said = type_command("regrade", "-o", several.folder / "grades", cwd=several.folder)
    assert f"{UNDECIDED} needs a run for 1 student" in said.out


def test_a_mark_of_an_earlier_attempt_is_run_anew(several: Class) -> None:
    """`show --again` finds the files that were graded, whichever attempt they are of."""
    edit(several.rubric, "packages: [numpy]", BEST)
    several.grade()
    (one,) = again(several.folder / "grades", None, "lovelac1", "1.1")
    assert one.now == one.before


def test_a_zip_is_graded_shown_and_judged_again(tiny: Class) -> None:
    """SUBMISSIONS may be a zip: the same sheet as from the folder, and every later command takes it."""
    first = tiny.grade("from folder")
    place = tiny.folder / "class.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for path in sorted(tiny.submissions.rglob("*.py")):
            archive.write(path, path.relative_to(tiny.submissions.parent))
    packed = replace(tiny, submissions=place)
    graded = packed.grade("grades")
    assert [(card.student, card.total) for card in graded.cards] == [
        (card.student, card.total) for card in first.cards
    ]
    assert graded.exit_code == packed.grade("grades").exit_code == 0
    (one,) = again(tiny.folder / "grades", None, "ada", "1.1")
    assert one.now == one.before
    edit(tiny.rubric, "seed: 3", "seed: 3 # the same")
    assert regrade(tiny.folder / "grades", None).needs_run == {}
    place.unlink()
    with pytest.raises(Exception, match="is not there any more"):
        again(tiny.folder / "grades", None, "ada", "1.1")


def test_a_layout_can_be_named_on_the_command_line(several: Class) -> None:
    """`--layout blackboard` is taken, a layout that does not fit is one sentence, and the help names all."""
    where = ("-r", several.rubric, "-o", "grades")
    done = type_command("run", several.submissions, *where, "--layout", "blackboard", cwd=several.folder)
    assert done.code == 0
    other = type_command("run", several.submissions, *where, "--layout", "canvas", cwd=several.folder)
    assert "nothing that Canvas names as a submission" in other.sentence
    told = type_command("run", "--help", cwd=several.folder).out
    assert all(name in told for name in ("drive", "canvas", "moodle", "gradescope", "manifest"))


def test_every_layout_can_be_asked_for() -> None:
    """The command line offers exactly the layouts that there are, and a new one is a module and its name."""
    plain = {"auto", "one", "flat", "folders", "drive"}
    assert set(LAYOUTS) == set(get_args(Layout)) == plain | set(WAYS)
    assert {way.__name__.rpartition(".")[2] for way in WAYS.values()} == set(WAYS)


def test_both_rules_load(tiny: Class) -> None:
    """`attempts` is latest unless it says best, and nothing else."""
    assert load(tiny.rubric).rubric.submission.attempts == "latest"
    edit(tiny.rubric, "packages: [numpy]", BEST.replace("best", "first"))
    with pytest.raises(Exception, match="attempts"):
        load(tiny.rubric)


def test_no_place_is_left_over(tmp_path: Path, tiny: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was unpacked for a run is gone when it ends."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    place = tiny.folder / "class.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.write(tiny.submissions / "ada" / "hw.py", "ada/hw.py")
    replace(tiny, submissions=place).grade()
    assert list(tmp_path.glob("grader-*")) == []
