"""`grader new NAME`, and `--from` a rubric: homeworks that can be graded as they are written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from grading import HW2, ROOT, by_student, grade, type_command

from grader.authoring import placing
from grader.authoring.beginning import from_nothing
from grader.authoring.copying import from_rubric
from grader.errors import GraderError
from grader.rubric.load import load


def test_a_scaffold_can_be_graded_as_it_stands(home: Path) -> None:
    """Rubric, reference and example submission fit together; the example earns all points."""
    begun = from_nothing("hw3", home)
    assert begun.questions == 3
    grade(home / "examples" / "hw3", begun.rubric, home / "grades")
    row = by_student(home / "grades" / "gradebook.csv")["example"]
    assert (row["total"], row["status"], row["flags"]) == ("3.00", "final", "")
    assert (begun.rubric.parent / "rubric.schema.json").is_file()


def test_every_homework_has_a_seed_of_its_own(home: Path) -> None:
    """So nobody knows the cases of one from those of another."""
    seeds = {load(from_nothing(f"hw{i}", home).rubric).rubric.seed for i in range(3)}
    assert len(seeds) == 3


@pytest.mark.parametrize("name", ["../hw", "hw 3", "", ".hw"])
def test_a_name_is_one_that_a_file_can_have(home: Path, name: str) -> None:
    """A name with a slash would write elsewhere."""
    with pytest.raises(GraderError, match="name is made of letters"):
        from_nothing(name, home)


def test_all_is_written_or_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle leaves no half a homework."""
    before, count = sorted(home.rglob("*")), iter(range(9))

    def failing(path: Path, text: str | bytes) -> None:
        if next(count) == 2:
            raise GraderError("the disk is full")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    monkeypatch.setattr(placing, "write", failing)
    with pytest.raises(GraderError, match="full"):
        from_nothing("hw3", home)
    assert sorted(home.rglob("*")) == before


def test_last_years_homework_has_a_new_name_and_seed(home: Path) -> None:
    """Everything else of rubric and reference is as it was, comments included."""
    begun = from_rubric("hw2-2027", HW2, home)
    old, new = load(HW2).rubric, load(begun.rubric).rubric
    assert (new.homework, new.reference) == ("hw2-2027", "../reference/hw2-2027")
    assert new.seed != old.seed
    same = {"homework": old.homework, "reference": old.reference, "seed": old.seed}
    assert new.model_copy(update=same) == old
    changed = [
        pair
        for pair in zip(HW2.read_text().splitlines(), begun.rubric.read_text().splitlines(), strict=True)
        if pair[0] != pair[1]
    ]
    assert len(changed) == 3
    names = {path.name for path in (ROOT / "reference" / "hw2").iterdir() if path.is_file()}
    assert {path.name for path in (home / "reference" / "hw2-2027").iterdir()} == names


def test_dates_do_not_come_along(home: Path) -> None:
    """`due`, and a `feedback` that hangs on it, become comments, and it is said."""
    shutil.copytree(ROOT / "reference" / "hw2", home / "reference" / "hw2")
    dated = home / "rubrics" / "hw2.yaml"
    dated.parent.mkdir()
    dates = (
        "due: 2026-10-06 23:59 America/Detroit   # a Tuesday\n"
        "feedback:\n  before_due: outcome_only\n  after_due: full\n\nproblems:\n"
    )
    dated.write_text(HW2.read_text().replace("problems:\n", dates, 1).replace("../reference", "../reference"))
    assert load(dated).rubric.due is not None
    begun = from_rubric("hw2-2027", dated, home)
    assert load(begun.rubric).rubric.due is None
    text = begun.rubric.read_text()
    assert "# due: 2026-10-06 23:59 America/Detroit   # a Tuesday\n" in text
    assert "# feedback:\n#   before_due: outcome_only\n#   after_due: full\n" in text
    assert begun.notes == ("`due` and `feedback` stand there as comments: set a new date",)


def test_the_command_says_what_was_written_and_what_comes_next(home: Path) -> None:
    """As typed, with an exit code of 0; typed again it is one sentence and 1."""
    first = type_command("new", "hw3", cwd=home)
    assert first.code == 0, first.err
    assert "rubrics/hw3.yaml" in first.out
    assert "grader check -r rubrics/hw3.yaml" in first.out
    again = type_command("new", "hw3", cwd=home)
    assert (again.code, again.out) == (1, "")
    assert "is there already" in again.sentence
    wrong = type_command("new", "hw4", "--from", "notes.txt", cwd=home)
    assert wrong.code == 2
