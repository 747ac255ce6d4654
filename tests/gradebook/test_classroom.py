"""classroom.csv in Google Classroom's own layout."""

import csv
from pathlib import Path

import pytest
from synthetic_class import PENDING, card, rubric, students

from grader.gradebook.exports.classroom import split, write_classroom
from grader.model.grade import GradeCard


def _read(folder: Path, cards: list[GradeCard]) -> list[list[str]]:
    write_classroom(folder, cards, rubric(title="Gradients, kernels"))
    with (folder / "classroom.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def test_three_header_rows(tmp_path: Path) -> None:
    """The layout is the one Classroom itself exports."""
    rows = _read(tmp_path, [card("ada", name="Ada Lovelace", email="a@example.edu")])
    assert rows[0] == ["Last Name", "First Name", "Email Address", "Gradients, kernels"]
    assert rows[1] == ["Date", "", "", ""]
    assert rows[2] == ["Points", "", "", "5.0"]
    assert rows[3] == ["Lovelace", "Ada", "a@example.edu", "6.0"]  # above the maximum, never clamped
    text = (tmp_path / "classroom.csv").read_text("utf-8")
    assert text.startswith('Last Name,First Name,Email Address,"Gradients, kernels"\nDate,,,\nPoints,,,5.0\n')


def test_open_rows_are_blank_and_the_title_says_draft(tmp_path: Path) -> None:
    """Nobody types a zero for work that waits for marking, nor takes a draft for the end."""
    rows = _read(tmp_path, [card("ada"), card("bob", {"3.1/value": PENDING})])
    assert rows[0][3] == "Gradients, kernels (draft)"
    assert [row[3] for row in rows[3:]] == ["6.0", ""]


def test_rows_are_in_the_order_of_the_class_list(tmp_path: Path) -> None:
    """By last name, then first, so that a person can type down the page."""
    rows = _read(tmp_path, students())[3:]
    assert [row[0] for row in rows if row[0][:1].isalpha()] == ["Bond", "Hopper", "Lovelace", "Turing"]
    assert len(rows) == len(students())


def test_hostile_names_are_disarmed(tmp_path: Path) -> None:
    """A student's name is a text to a spreadsheet."""
    rows = _read(tmp_path, [card("x", name="=1+1, @cmd", email="+a@b")])
    assert rows[3][:3] == ["'=1+1", "'@cmd", "'+a@b"]


@pytest.mark.parametrize(
    ("name", "halves"),
    [
        ("Ada Lovelace", ("Lovelace", "Ada")),
        ("Lovelace, Ada", ("Lovelace", "Ada")),
        ("James van Bond", ("Bond", "James van")),
        ("Hypatia", ("", "Hypatia")),
        ("", ("", "")),
    ],
)
def test_names_split_as_people_write_them(name: str, halves: tuple[str, str]) -> None:
    """A comma says which half is the last name; a single word is a first name, as Classroom has it."""
    assert split(name) == halves
