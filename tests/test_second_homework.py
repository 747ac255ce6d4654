"""A homework of texts, dicts, tables and exceptions, graded by the same harness: it knows no homework."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import ROOT, grade, one_at_a_time, rows
from test_golden import disagreements, expected, golden

from grader.rubric.load import load

WORDS = ROOT / "tests" / "homeworks" / "words"
RUBRIC, HANDED_IN = WORDS / "rubric.yaml", WORDS / "submissions"


@pytest.fixture(scope="session")
def words_class(shared: Path) -> Path:
    """OUT of its class."""
    out = shared / "words_class"
    with one_at_a_time(shared / "words_class.lock"):
        if not (out / "gradebook.csv").exists():
            grade(HANDED_IN, RUBRIC, out, workers=2)
    return out


@pytest.mark.parametrize("submission", golden(HANDED_IN), ids=lambda path: path.name)
def test_every_submission_gets_its_verdicts(submission: Path, words_class: Path) -> None:
    """Every verdict, total and sentence of its expect.yaml."""
    assert {"total", "status"} <= expected(submission).keys()
    assert disagreements(submission, words_class) == []


def test_it_is_another_kind_of_homework() -> None:
    """Texts, dicts, tables and exceptions: no check of numbers by norm, and limits of single questions."""
    rubric = load(RUBRIC).rubric
    kinds = {criterion.check.kind for _, _, criterion in rubric.walk() if criterion.check}
    assert kinds == {"data", "exact", "table", "raises"}
    assert rubric.limits_for("edit_distance").seconds < rubric.limits.seconds
    assert rubric.limits_for("primes_below").memory_mb < rubric.limits.memory_mb


def test_its_reference_handed_in_earns_everything(tmp_path: Path) -> None:
    """Exceptions and tables of the reference itself are right, without a remark."""
    graded = grade(WORDS / "reference", RUBRIC, tmp_path / "grades", layout="one")
    assert {row["verdict"] for row in rows(tmp_path / "grades" / "parts.csv")} == {"right"}
    (row,) = rows(tmp_path / "grades" / "gradebook.csv")
    assert (row["total"], row["flags"], graded.exit_code) == ("12.00", "", 0)


def test_tables_can_be_read_and_made_again_on_a_page(words_class: Path) -> None:
    """A feedback page shows a table by its columns, and makes it again with pandas."""
    page = (words_class / "feedback" / "hopperg1.html").read_text(encoding="utf-8")
    assert "a table of" in page
    assert "__table__" not in page
    assert "__raised__" not in page
    assert "import pandas as pd" in page
