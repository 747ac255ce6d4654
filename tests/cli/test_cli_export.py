"""`grader export` to every destination, as it is typed on a small class."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from grading import TINY, Class, Said, by_student, type_command
from grading import rows as table

from grader.cli.export import API, SAYS, TO
from grader.gradebook.exports.destinations import DESTINATIONS

ROSTER = (
    "netid,name,email\nada,Ada Lovelace,ada@example.edu\n"
    'bea,"Bond, Bea",bea@example.edu\ncyd,Cyd,cyd@example.edu\n'
)
CLASSROOM = (
    "Last Name,First Name,Email Address,Lab,{title}\r\n"
    "Date,,,,\r\nPoints,,,10.0,5.0\r\n"
    "Bond,Bea,Bea@Example.edu,9.5,{bea}\r\nLovelace,Ada,ada@example.edu,,{ada}\r\nX,Eve,eve@example.edu,1.0,\r\n"
)
WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\n"
    "Participant 11,Ada Lovelace,ada@example.edu,Submitted,,5.00,Yes,-,-,\n"
    "Participant 12,Bea Bond,bea@example.edu,Submitted,,5.00,No,-,-,\n"
)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny class and a class list, graded."""
    folder = tmp_path_factory.mktemp("once") / "tiny"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    done = type_command("run", "submissions", "-r", "rubric.yaml", "--roster", "roster.csv", cwd=folder)
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def graded(once: Path, tmp_path: Path) -> Class:
    """That class, yours to change."""
    folder = tmp_path / "class"
    shutil.copytree(once, folder)
    return Class(folder, folder / "rubric.yaml", folder / "submissions")


def export(of: Class, to: str, *more: object) -> Said:
    """`grader export --to …`, typed in the class's folder."""
    return type_command("export", "--to", to, "-r", "rubric.yaml", *more, cwd=of.folder)


def place(of: Class, name: str = "sent-1") -> Path:
    """Where it was written."""
    return of.folder / "grades" / "exports" / name


def totals(of: Class) -> dict[str, Decimal]:
    """Everybody's total, as gradebook.csv has it."""
    return {
        key: Decimal(row["total"]) for key, row in by_student(of.folder / "grades" / "gradebook.csv").items()
    }


def title(of: Class) -> str:
    """The homework's title."""
    line = next(line for line in of.rubric.read_text().splitlines() if line.startswith("title:"))
    return line.partition(":")[2].strip()


def nothing_was_sent(of: Class) -> bool:
    """No folder, and no name that is taken."""
    exports = of.folder / "grades" / "exports"
    empty = not exports.exists() or not list(exports.iterdir())
    return empty and "Nothing was sent yet" in type_command("regrade", "--since", "x", cwd=of.folder).err


def test_help_names_every_destination_without_loading_tables() -> None:
    """The command's names are the registry's, each with a line in the help, which loads nothing heavy."""
    assert list(TO) == list(DESTINATIONS)
    before = (
        "import sys, atexit\nheavy = {'pandas', 'pydantic', 'openpyxl'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules))))"
    )
    said = type_command("export", "--help", cwd=Path.cwd(), before=before)
    assert said.code == 0
    assert said.out.rstrip().endswith("[]")
    told = {**TO, API: SAYS}
    assert [name for name, says in told.items() if f"  {name:<15}{says}" not in said.out] == []


@pytest.mark.parametrize("to", [name for name, one in DESTINATIONS.items() if one.fill != "must"])
def test_every_destination_is_written_by_name(graded: Class, to: str) -> None:
    """Files of its own under OUT/exports/NAME, all named on the terminal, and the sheet is kept."""
    said = export(graded, to, "--name", "first")
    assert (said.code, said.err) == (0, "")
    assert [path.name for path in place(graded, "first").iterdir()]
    assert "Kept as “first”" in said.out
    assert "already" in export(graded, to, "--name", "first").sentence


def test_classroom_without_a_file(graded: Class) -> None:
    """The layout of the download, the page, and once the sentence that nothing imports it."""
    said = export(graded, "classroom")
    with (place(graded) / "classroom.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    assert {row[2]: Decimal(row[3]) for row in rows[3:]} == {
        f"{key}@example.edu": points for key, points in totals(graded).items()
    }
    assert said.out.count("no confirmed way to import") == 1
    assert "Lovelace" in (place(graded) / "classroom-entry.html").read_text()


def test_classroom_fills_the_file_byte_for_byte(graded: Class) -> None:
    """CRLF, order and the other column stay; who is in one of both alone is named."""
    (graded.folder / "mine.csv").write_bytes(CLASSROOM.format(title=title(graded), bea="", ada="").encode())
    said = export(graded, "classroom", "--fill", "mine.csv")
    assert (said.code, said.err) == (0, "")
    points = totals(graded)
    full = CLASSROOM.format(title=title(graded), ada=float(points["ada"]), bea=float(points["bea"]))
    assert (place(graded) / "mine.csv").read_bytes() == full.encode()
    assert "eve@example.edu" in said.out
    assert "not in the file: cyd" in said.out


def test_a_faulty_file_leaves_nothing_behind(graded: Class) -> None:
    """One sentence with file and line; no folder, and nothing is kept as told."""
    (graded.folder / "mine.csv").write_bytes(CLASSROOM.format(title='"open', bea="", ada="").encode())
    said = export(graded, "classroom", "--fill", "mine.csv")
    assert (said.code, "mine.csv:1:" in said.sentence) == (1, True)
    assert nothing_was_sent(graded)


def test_a_failure_half_way_leaves_nothing_behind(graded: Class) -> None:
    """The first file is written, the second is not to be had: neither is left, and nothing is kept."""
    before = (
        "import grader.gradebook.exports.classroom as one\n"
        "from grader.errors import GraderError\n"
        "def fail(*_):\n    raise GraderError('The disk is full.')\n"
        "one.write_entry = fail"
    )
    said = type_command("export", "--to", "classroom", cwd=graded.folder, before=before)
    assert said.sentence == "The disk is full."
    assert nothing_was_sent(graded)
    assert export(graded, "classroom").code == 0


def test_moodle_fills_the_worksheet_and_zips_the_pages(graded: Class) -> None:
    """The locked row is left and named; the zip has the page of the other."""
    (graded.folder / "sheet.csv").write_text(WORKSHEET, encoding="utf-8")
    said = export(graded, "moodle", "--fill", "sheet.csv")
    assert (said.code, said.err) == (0, "")
    rows = table(place(graded) / "sheet.csv")
    assert [row["Grade"] for row in rows] == [f"{totals(graded)['ada']:.2f}", ""]
    assert rows[0]["Feedback comments"].startswith("5 of 4 points.")
    assert "Locked in Moodle, and left as they were: Bea Bond" in said.out
    assert (place(graded) / "moodle-feedback.zip").is_file()


def test_feedback_keeps_its_links(graded: Class) -> None:
    """Pages under names that say nothing, the same at the next export, each the student's own."""
    assert export(graded, "feedback", "--name", "one").code == 0
    assert export(graded, "feedback", "--name", "two").code == 0
    one, two = (table(place(graded, name) / "index.csv") for name in ("one", "two"))
    assert one == two
    for row in one:
        student = row["email"].partition("@")[0]
        page = place(graded, "one") / row["file"]
        assert page.read_bytes() == (graded.folder / "grades" / "feedback" / f"{student}.html").read_bytes()
        assert len(page.stem) == 26
        assert student not in page.stem
    comments = {row["student"]: row["comment"] for row in table(place(graded, "one") / "comments.csv")}
    assert comments["bea"].startswith("2.25 of 4 points. ")
    assert "ada" in comments


def test_json_and_gradescope_read_back(graded: Class) -> None:
    """Both tell everybody's total."""
    told = json.loads(export(graded, "json", "--json").out)
    data = json.loads(Path(told["files"][0]).read_text())
    assert {one["student"]: Decimal(one["total_exact"]) for one in data["students"]} == totals(graded)
    assert export(graded, "gradescope").code == 0
    found = {
        path.parent.name: json.loads(path.read_text()) for path in place(graded, "sent-2").glob("*/*.json")
    }
    assert {key: Decimal(str(one["score"])) for key, one in found.items()} == totals(graded)


def test_open_rows_are_blank_where_it_is_asked_for(graded: Class) -> None:
    """Refused by name while a row is open; with --except-open it is blank everywhere, and counted."""
    with (graded.folder / "roster.csv").open("a", encoding="utf-8") as roster:
        roster.write("eve,Eve,eve@example.edu\n")
    graded.hand_in("eve", "def nothing_that_was_asked():\n    return 1\n")
    run = ("run", "submissions", "-r", "rubric.yaml", "--roster", "roster.csv")
    assert type_command(*run, cwd=graded.folder).code in (0, 3)
    for to in ("canvas", "feedback", "gradescope", "xlsx"):
        assert "eve" in export(graded, to).sentence
        said = export(graded, to, "--except-open", "--name", to)
        assert (said.code, "1 of them is still open" in said.out) == (0, True)
    assert not (place(graded, "gradescope") / "eve").exists()
    index = {row["name"]: row for row in table(place(graded, "feedback") / "index.csv")}
    assert (index["Eve"]["total"], index["Eve"]["file"]) == ("", "")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["json", "--fill", "rubric.yaml"], "leave out --fill"),
        (["moodle"], "--fill FILE"),
        (["feedback", "--column", "x"], "leave out --column"),
        (["canvas", "--sort", "first"], "leave out --sort"),
        (["canvas", "--fill", "nowhere.csv"], "nowhere.csv"),
        (["nowhere"], "nowhere"),
    ],
)
def test_what_a_destination_does_not_take_is_2(graded: Class, words: list[str], remedy: str) -> None:
    """Options that a destination has no use for, or needs, are a matter of usage."""
    said = export(graded, *words)
    assert (said.code, remedy in said.err) == (2, True)


def test_without_openpyxl_the_workbook_says_how(graded: Class) -> None:
    """One sentence with the line to type, and nothing is kept."""
    before = "import sys\nsys.modules['openpyxl'] = None"
    said = type_command("export", "--to", "xlsx", cwd=graded.folder, before=before)
    assert "pip install 'grader[xlsx]'" in said.sentence
    assert nothing_was_sent(graded)
