"""Results near the line of a tolerance, from a student's code to the list of what to look at."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from grading import Class, by_student, rows, type_command


def sums(tiny: Class, off: float) -> tuple[str, str, str]:
    """The verdict of 2.1, its comment and the student's flags when every sum is a little off."""
    tiny.hand_in("ada", f"def total(values):\n    return float(values.sum()) * (1 + {off!r})\n")
    tiny.grade()
    out = tiny.folder / "grades"
    row = next(row for row in rows(out / "parts.csv") if (row["student"], row["part"]) == ("ada", "2.1"))
    return row["verdict"], row["comment"], by_student(out / "gradebook.csv")["ada"]["flags"]


@pytest.mark.parametrize(
    ("off", "verdict", "borderline"),
    [
        (1e-12, "right", False),
        (2e-8, "right", False),
        (5e-7, "right", True),
        (3e-6, "wrong", True),
        (5e-5, "wrong", False),
    ],
)
def test_ten_times_either_way_is_borderline(tiny: Class, off: float, verdict: str, borderline: bool) -> None:
    """Under a tolerance of 1e-6, an error from 1e-7 to 1e-5 is flagged, and nothing beyond."""
    got, _, flags = sums(tiny, off)
    assert (got, "borderline" in flags) == (verdict, borderline)


def test_it_is_in_the_list_with_its_command_and_its_distance(tiny: Class) -> None:
    """The reason and the command on the terminal and in the report; `show` tells the distance."""
    sums(tiny, 3e-6)
    again = type_command("run", "submissions", "-r", "rubric.yaml", cwd=tiny.folder)
    listed = again.out[again.out.index("Look at these") :]
    assert (
        "borderline: the error is within ten times of what is allowed (2 students)" in listed
    )  # cyd is as well
    assert "grader show ada 2.1" in listed
    report = (tiny.folder / "grades" / "report" / "index.html").read_text(encoding="utf-8")
    assert "borderline: the error is within ten times" in report
    shown = type_command("show", "ada", "2.1", cwd=tiny.folder)
    assert "3 times what is allowed, borderline" in shown.out


def test_students_are_not_told_that_it_was_close(tiny: Class) -> None:
    """The line is for the instructor: neither word nor distance is on a feedback page."""
    sums(tiny, 3e-6)
    page = (tiny.folder / "grades" / "feedback" / "ada.html").read_text(encoding="utf-8")
    assert "borderline" not in page
    assert "times what is allowed" not in page


def test_nothing_in_the_example_class_is_borderline(example_class: Path) -> None:
    """Honest answers are far from every line: a list that names them would soon go unread."""
    with (example_class / "gradebook.csv").open(encoding="utf-8", newline="") as file:
        flags = {row["student"]: row["flags"] for row in csv.DictReader(file)}
    assert len(flags) == 21
    assert [student for student, said in flags.items() if "borderline" in said] == []
