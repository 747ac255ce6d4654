"""A student is forgotten: what goes, what stays of others, and what the next run does with the files."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from grading import Class, by_student, rows, type_command
from openpyxl import load_workbook

from grader.errors import GraderError
from grader.ledger.verify import verify
from grader.pipeline.adjusting import Wish, decide
from grader.pipeline.export import export
from grader.pipeline.forgetting import forget
from grader.pipeline.standing import standing

NAME = "noether"


@pytest.fixture
def graded(tiny: Class) -> Class:
    """A class with one more student, who has a history, a decision and prints of their own."""
    source = (tiny.submissions / "bea" / "hw.py").read_text()
    tiny.hand_in(NAME, source)
    tiny.grade()
    tiny.hand_in(NAME, source.replace("x**2", "print('Einfall') or x**2"))
    tiny.grade()
    decide(tiny.folder / "grades", Wish(NAME, "1.1", "adjust", "1", "An Idealring of hers", "Ada"))
    decide(tiny.folder / "grades", Wish("bea", "1.1", "adjust", "1", "A slip", "Ada"))
    return tiny


def naming(folder: Path, *words: str) -> list[str]:
    """Files below a folder that hold one of these words."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in files if any(word.encode() in path.read_bytes() for word in words)]


def test_nothing_of_a_forgotten_student_is_left_in_the_grades_folder(graded: Class) -> None:
    """Neither id nor prints, reasons, page or row, in no file's bytes; the count says what went."""
    out = graded.folder / "grades"
    assert naming(out, NAME, "Einfall", "Idealring")
    gone = forget(out, NAME, "Grace")
    assert (gone.student, gone.counts["decisions"], gone.counts["pages"]) == (NAME, 1, 1)
    assert gone.counts["rows"] >= 8
    assert [Path(path).name for path in gone.left] == [NAME]
    assert naming(out, NAME, "Einfall", "Idealring") == []
    assert sorted(path.name for path in (out / "feedback").iterdir()) == ["ada.html", "bea.html", "cyd.html"]
    with pytest.raises(GraderError, match="No student noether"):
        forget(out, NAME, "Grace")


def test_others_keep_what_is_theirs(graded: Class) -> None:
    """Marks, decisions and results of the same files in another's name; the trail is whole."""
    out = graded.folder / "grades"
    before = by_student(out / "gradebook.csv")
    forget(out, NAME, "Grace")
    after = by_student(out / "gradebook.csv")
    assert after == {student: row for student, row in before.items() if student != NAME}
    with standing(out) as stand:
        assert [one.student for one in stand.ledger.trail.decisions()] == ["bea"]
        keys = [key for one in stand.handed for key in one.keys.values()]
        assert set(stand.ledger.evidences(keys)) == set(keys)
    assert verify(out / "ledger.sqlite", (out / "run.log").read_text()).faults == ()
    assert type_command("show", "bea", "1.1", cwd=graded.folder).code == 0


def test_the_next_run_leaves_a_forgotten_students_files_out(graded: Class) -> None:
    """They may lie there still: they are not run again, and that is said without a name."""
    out = graded.folder / "grades"
    forget(out, NAME, "Grace")
    again = graded.grade()
    assert [card.student for card in again.cards] == ["ada", "bea", "cyd"]
    assert any(note.startswith("1 submission was left out") for note in again.notes)
    assert naming(out, NAME) == []
    assert by_student(out / "gradebook.csv")["bea"]["1.1"] == "1.00"


def test_the_command_says_what_is_left_to_do(graded: Class) -> None:
    """What went, where the trail ends, and the files that only the instructor may remove."""
    said = type_command("adjust", "--forget", NAME, cwd=graded.folder)
    assert (said.code, said.err) == (0, "")
    ends = ("1 decision,", "end at 3:", "Yours to remove: ", f"submissions/{NAME}\n")
    for words in (f"{NAME} is forgotten", *ends):
        assert words in said.out


def test_what_was_sent_is_rid_of_them_too(graded: Class) -> None:
    """Rows of every table, page and workbook go, and files of their own; what is others' stays."""
    out = graded.folder / "grades"
    for to in ("classroom", "canvas", "brightspace", "csv", "gradescope", "feedback", "json", "xlsx"):
        export(out, None, to, to)
    sheet = graded.folder / "worksheet.csv"
    sheet.write_text(
        "Identifier,Full name,Email address,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
        f"Participant 1,Emmy Noether,{NAME}@example.edu,,5.00,Yes,\n"
        "Participant 2,Bea,bea@example.edu,,5.00,Yes,\n"
    )
    export(out, None, "moodle", "moodle", fill=sheet)
    places = {path.name: len(path.read_text().splitlines()) for path in out.glob("exports/*/*.csv")}
    gone = forget(out, NAME, "Grace")
    assert [Path(path).name for path in gone.left] == [NAME]
    assert naming(out / "exports", NAME) == []
    book = load_workbook(out / "exports" / "xlsx" / "grades.xlsx")
    assert [row[0].value for row in book["Grades"].iter_rows(min_row=2)] == ["ada", "bea", "cyd"]
    told = json.loads((out / "exports" / "json" / "grades.json").read_bytes())
    assert [one["student"] for one in told["students"]] == ["ada", "bea", "cyd"]
    assert (out / "exports" / "classroom" / "classroom-entry.html").read_text().count("<li>") == 3
    after = {path.name: len(path.read_text().splitlines()) for path in out.glob("exports/*/*.csv")}
    parts = sum(row["student"] == "bea" for row in rows(out / "parts.csv"))
    assert after == {name: lines - (parts if name == "parts.csv" else 1) for name, lines in places.items()}
    with ZipFile(out / "exports" / "moodle" / "moodle-feedback.zip") as zipped:
        assert zipped.namelist() == ["Bea_2_assignsubmission_file_/feedback.html"]
    assert not list(out.glob(f"exports/gradescope/{NAME}*"))
    assert len(list(out.glob("exports/feedback/pages/*"))) == 3
    assert {"canvas.csv", "classroom.csv", "gradebook.csv"} <= set(naming(out / "exports", "bea"))
