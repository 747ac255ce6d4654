"""gradebook.csv and parts.csv, read back the way people read them."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_class import FORMULA, card, rubric, students

from grader.gradebook.exports.tables import write_tables
from grader.model.cells import cell


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up class, written."""
    folder = tmp_path_factory.mktemp("tables")
    write_tables(folder, students(), rubric())
    return folder


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_reads_back_by_default(out: Path) -> None:
    """Without one option pandas gives numbers as numbers and blanks as NaN."""
    frame = pd.read_csv(out / "gradebook.csv")
    assert len(frame) == len(students())
    assert list(frame.columns[3:8]) == ["2.1", "2.2", "3.1", "3.10", "3.11"]
    for column in (*frame.columns[3:8], "extra_credit", "total", "possible"):
        assert frame[column].dtype == "float64", column
    assert frame["total"].isna().sum() == 3
    assert frame.loc[0, "name"] == "Lovelace, Ada"
    every = pd.read_csv(out / "parts.csv")
    assert len(every) == 7 * len(students())
    assert every["points"].dtype == "float64"


def test_ids_stay_text(out: Path) -> None:
    """Leading zeros of an id and the trailing zero of part 3.10 are in the file as they were given."""
    assert _rows(out / "gradebook.csv")[1]["student"] == "007"
    assert "3.10" in {row["part"] for row in _rows(out / "parts.csv")}


def test_bytes_are_plain(out: Path) -> None:
    """UTF-8 without a mark, LF, no quotes where none are needed."""
    for name in ("gradebook.csv", "parts.csv"):
        data = (out / name).read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert b"\x1b" not in data
        assert b"nan" not in data
    lines = (out / "gradebook.csv").read_text("utf-8").splitlines()
    assert lines[2].startswith("007,James van Bond,007@example.edu,1.00,1.00,0.50,2.00,")
    assert "Cödé" in lines[6]


def test_formulas_are_disarmed_in_texts_only(out: Path) -> None:
    """Whatever a student controls is a text to a spreadsheet; no number gets an apostrophe."""
    row = _rows(out / "gradebook.csv")[4]
    assert row["student"] == f"'{FORMULA}"
    assert row["email"] == "'@evil"
    assert row["flags"] == "'-1+1 flag"
    assert row["name"].startswith("'+")
    for line in _rows(out / "gradebook.csv"):
        assert not any(value.startswith("'") for name, value in line.items() if name[0].isdigit())


def test_points_have_four_decimals_in_parts(out: Path) -> None:
    """A share like a third is told to 4 decimals; an open one is blank."""
    rows = _rows(out / "parts.csv")
    assert {row["points"] for row in rows} == {"", "0.0000", "0.5000", "1.0000"}
    assert all((row["points"] == "") == (row["verdict"] in ("pending", "not_graded")) for row in rows)


@given(st.text())
def test_no_cell_is_a_formula_or_a_control(text: str) -> None:
    """For any text: one visible line that no spreadsheet calculates and UTF-8 can hold."""
    safe = cell(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert all(
        character.isprintable() or character in "\u200c\u200d" or ord(character) > 159 for character in safe
    )
    assert safe.encode("utf-8").decode("utf-8") == safe


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_the_guard_survives_what_is_stripped(start: str) -> None:
    """A formula hidden behind a control character or a space is guarded all the same."""
    assert cell(f"{start}1").startswith("'")
    assert cell(f"\x00 {start}1+1").startswith("'") or start in "\t\r"


def test_a_name_that_is_not_utf8_does_not_stop_the_class(tmp_path: Path) -> None:
    """An undecodable folder name becomes a visible replacement, not a traceback."""
    write_tables(tmp_path, [card("bad\udce9name")], rubric())
    assert pd.read_csv(tmp_path / "gradebook.csv").loc[0, "student"] == "bad\ufffdname"
