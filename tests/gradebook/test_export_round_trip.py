"""Every destination read back: the same numbers in the same rows, whatever people are called."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pandas as pd
import pytest
from grading import rows as table
from hypothesis import given, settings
from hypothesis import strategies as st
from sent_class import NAMES, Style, classes, moodle_file, people, read_rows
from synthetic_class import FORMULA, card, rubric

from grader.gradebook.exports.destinations import DESTINATIONS
from grader.gradebook.exports.gradescope import Result
from grader.gradebook.exports.sending import Row, Sending
from grader.model.cells import cell
from grader.model.files import named
from grader.model.person import Person

STARTS = ("=", "+", "-", "@", "\t", "\r")
FEW = settings(max_examples=20, deadline=None)  # files are written: a busy disk is no fault


@contextmanager
def sent(to: str, sending: Sending) -> Iterator[Path]:
    """A folder with what a destination writes."""
    with tempfile.TemporaryDirectory() as folder:
        DESTINATIONS[to].send(Path(folder), sending)
        yield Path(folder)


def numbers(texts: Mapping[str, str]) -> dict[str, Decimal | None]:
    """Points as they were read, blank being none."""
    return {key: Decimal(text) if text else None for key, text in texts.items()}


def expected(sending: Sending, key: str = "") -> dict[str, Decimal | None]:
    """What each is sent, by what the file calls them."""
    points = people(sending)
    return {(row.person.key(key) if key else row.emails[0]): points[row.card.student] for row in sending}


@FEW
@given(classes())
def test_classroom(sending: Sending) -> None:
    """classroom.csv by csv and by pandas: three rows above, then everybody by address."""
    with sent("classroom", sending) as folder:
        rows = read_rows(folder / "classroom.csv")
        frame = pd.read_csv(folder / "classroom.csv")
    assert numbers({row[2]: row[3] for row in rows[3:]}) == {cell(k): v for k, v in expected(sending).items()}
    assert {len(row) for row in rows} == {4}
    assert len(frame) == len(sending.rows) + 2
    assert frame.iloc[2:, 3].notna().sum() == sum(one is not None for one in people(sending).values())


@FEW
@given(classes())
def test_canvas(sending: Sending) -> None:
    """canvas.csv by Canvas's ID; the excused have EX."""
    with sent("canvas", sending) as folder:
        rows = read_rows(folder / "canvas.csv")
    excused = {row.person.key("canvas id") for row in sending if row.card.place == "excused"}
    assert rows[0][:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
    assert rows[1][0].strip() == "Points Possible"
    assert {row[1] for row in rows[2:] if row[5] == "EX"} == excused
    found = {row[1]: row[5] for row in rows[2:] if row[5] != "EX"}
    assert numbers(found) == {k: v for k, v in expected(sending, "canvas id").items() if k not in excused}
    assert all(not row[0].startswith(STARTS) for row in rows)


@FEW
@given(classes())
def test_brightspace(sending: Sending) -> None:
    """brightspace.csv by OrgDefinedId with its leading zeros, each line ended by a sign."""
    with sent("brightspace", sending) as folder:
        rows = read_rows(folder / "brightspace.csv")
    assert numbers({row[0].removeprefix("#"): row[5] for row in rows[1:]}) == expected(
        sending, "orgdefinedid"
    )
    assert {row[-1] for row in rows[1:]} == {"#"}
    assert rows[0][5].endswith(" Points Grade")


@FEW
@given(classes())
def test_csv_tables(sending: Sending) -> None:
    """gradebook.csv and parts.csv by pandas as it comes: numbers are numbers, and rows are whole."""
    with sent("csv", sending) as folder:
        rows = {row["student"]: row["total"] for row in table(folder / "gradebook.csv")}
        frame = pd.read_csv(folder / "gradebook.csv")
        parts = pd.read_csv(folder / "parts.csv", dtype={"part": str})
    points = {student: one for student, one in people(sending).items() if _has_parts(sending, student)}
    found = numbers({key: rows[cell(key)] for key in points})
    assert found == points
    assert len(frame) == len(sending.rows)
    assert frame["total"].dtype == "float64"
    assert not len(parts) or "3.10" in set(parts["part"])


def _has_parts(sending: Sending, student: str) -> bool:
    return any(row.card.student == student and row.card.parts for row in sending)


@FEW
@given(classes())
def test_workbook(sending: Sending) -> None:
    """grades.xlsx by openpyxl and pandas: numbers as numbers, ids as texts, no formula anywhere."""
    with sent("xlsx", sending) as folder:
        book = openpyxl.load_workbook(folder / "grades.xlsx")
        frame = pd.read_excel(folder / "grades.xlsx")
    assert book.sheetnames == ["Grades", "Parts", "Statistics"]
    assert [sheet.freeze_panes for sheet in book.worksheets] == ["B2", "D2", "C2"]
    assert {one.data_type for sheet in book for row in sheet.iter_rows() for one in row} <= {"s", "n"}
    rows = list(book["Grades"].iter_rows(values_only=True))
    at = rows[0].index("total")
    found = {row[0]: None if row[at] is None else Decimal(str(row[at])) for row in rows[1:]}
    assert found == {cell(student): one for student, one in people(sending).items()}
    totals = [None if pd.isna(one) else Decimal(str(one)) for one in frame["total"]]
    assert totals == list(people(sending).values())
    assert "3.10" in rows[0]


@FEW
@given(classes())
def test_json(sending: Sending) -> None:
    """grades.json: ids and names untouched, exact points as texts beside the numbers."""
    with sent("json", sending) as folder:
        told = json.loads((folder / "grades.json").read_bytes())
    found = {one["student"]: one for one in told["students"]}
    points = people(sending)
    assert numbers({key: one["total_exact"] or "" for key, one in found.items()}) == points
    floats = {key: None if one is None else float(one) for key, one in points.items()}
    assert {key: one["total"] for key, one in found.items()} == floats
    assert [one["name"] for one in told["students"]] == [row.name for row in sending]


@FEW
@given(classes())
def test_gradescope(sending: Sending) -> None:
    """A folder a student, valid by its own description; nobody without points has one."""
    with sent("gradescope", sending) as folder:
        found = {path.parent.name: path.read_bytes() for path in folder.glob("*/results.json")}
        results = {key: Result.model_validate_json(data) for key, data in found.items()}
    points = {named(student): one for student, one in people(sending).items() if one is not None}
    assert {key: Decimal(one.extra_data["score"]) for key, one in results.items()} == points
    assert {key: one.score for key, one in results.items()} == {
        key: float(one) for key, one in points.items()
    }


@FEW
@given(classes())
def test_feedback(sending: Sending) -> None:
    """index.csv has everybody's address, page and total; a page is its student's, and others have none."""
    with tempfile.TemporaryDirectory() as folder:
        pages, out = Path(folder) / "pages", Path(folder) / "out"
        pages.mkdir()
        for row in sending:
            (pages / f"{named(row.card.student)}.html").write_text(row.card.email)
        DESTINATIONS["feedback"].send(out, replace(sending, feedback=pages))
        index = table(out / "index.csv")
        comments = table(out / "comments.csv")
        told = {row["email"]: (out / row["file"]).read_text() for row in index if row["file"]}
    assert list(index[0]) == ["name", "email", "file", "total"]
    assert all(email in (page, f"'{page}") for email, page in told.items())
    points = {cell(email): one for email, one in expected(sending).items()}
    assert numbers({row["email"]: row["total"] for row in index}) == points
    assert set(told) == {email for email, one in points.items() if one is not None}
    assert all(len(row["comment"]) <= 500 and not row["comment"].startswith(STARTS) for row in comments)
    assert {row["email"] for row in comments if row["comment"]} == set(told)


@FEW
@given(classes())
def test_moodle_zip(sending: Sending) -> None:
    """The zip's folders are cut at underscores as Moodle does: the number is the student's own."""
    with tempfile.TemporaryDirectory() as folder:
        pages, theirs = Path(folder), Path(folder) / "worksheet.csv"
        for row in sending:
            (pages / f"{named(row.card.student)}.html").write_text(row.card.student)
        theirs.write_bytes(moodle_file(sending, Style(), {}, {}))
        DESTINATIONS["moodle"].send(pages / "out", replace(sending, fill=theirs, feedback=pages))
        with ZipFile(pages / "out" / "moodle-feedback.zip") as zipped:
            found = {name: zipped.read(name).decode() for name in zipped.namelist()}
    for name, student in found.items():
        top, file = name.split("/")
        _, number, subtype, plugin, rest = top.split("_", 4)
        row = next(row for row in sending if row.person.key("participant") == number)
        assert (row.card.student, subtype, plugin, rest, file) == (
            *(student, "assignsubmission", "file", "", "feedback.html"),
        )
    points = people(sending)
    assert sorted(found.values()) == sorted(student for student, one in points.items() if one is not None)


@given(st.sampled_from(NAMES), st.sampled_from([FORMULA, "=a", "+b", "-c", "@d"]))
@FEW
def test_no_cell_that_a_person_opens_is_a_formula(name: str, student: str) -> None:
    """Names, ids and addresses never begin a formula in a CSV or a workbook of ours."""
    one = card(student, name=name, email=student)

    keys = (("canvas id", "=1"), ("sis user id", "+2"), ("orgdefinedid", "@3"), ("section", "=4"))
    sending = Sending(rubric(), (Row(one, Person(student, name, student, keys=keys)),))
    for to in ("classroom", "canvas", "brightspace", "csv", "xlsx"):
        with sent(to, sending) as folder:
            texts = [text for path in folder.glob("*.csv") for row in read_rows(path) for text in row]
            for path in folder.glob("*.xlsx"):
                texts += [
                    str(one.value) for sheet in openpyxl.load_workbook(path) for row in sheet for one in row
                ]
            assert [text for text in texts if text.startswith(STARTS)] == [], to


@pytest.mark.parametrize("to", ["classroom", "canvas", "brightspace", "csv", "xlsx", "json", "gradescope"])
def test_above_the_maximum_is_sent_as_it_is_and_said_once(to: str) -> None:
    """Extra credit is never clamped: 6 of 5 points go out, with one sentence."""
    keys = (("canvas id", "1"), ("orgdefinedid", "2"))
    row = Row(card("ada", email="a@b.c"), Person("ada", "", "a@b.c", keys=keys))
    with tempfile.TemporaryDirectory() as folder:
        notes = DESTINATIONS[to].send(Path(folder), Sending(rubric(), (row,)))
    assert sum("Above the maximum of 5.0" in note and "ada (6.0)" in note for note in notes) == 1
