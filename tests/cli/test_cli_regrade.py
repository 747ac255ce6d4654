"""`grader regrade` and `grader export` as they are typed: who moves, why, and what students were told."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import openpyxl
import pytest
from grading import Class, Said, by_student, rows, type_command

from grader.cli.export import TO
from grader.gradebook.exports.destinations import DESTINATIONS

HALVES = ("points: 3/4", "points: 1/4"), ("{id: whole, points: 1/4", "{id: whole, points: 3/4")


@pytest.fixture
def graded(tiny: Class) -> Class:
    """The tiny class, graded."""
    tiny.grade()
    return tiny


def regrade(of: Class, *more: object) -> Said:
    """`grader regrade`, typed in the class's folder."""
    return type_command("regrade", *more, cwd=of.folder)


def export(of: Class, *more: object) -> Said:
    """`grader export --to classroom`, typed in the class's folder."""
    return type_command("export", "--to", "classroom", *more, cwd=of.folder)


def weigh(of: Class) -> None:
    """An edit of two weights: bea has the half, and not the whole."""
    for old, new in HALVES:
        of.edit_rubric(old, new)


def total(of: Class, student: str) -> str:
    """A student's total as gradebook.csv has it."""
    return by_student(of.folder / "grades" / "gradebook.csv")[student]["total"]


def test_an_edit_applies_at_once_before_anything_was_sent(graded: Class) -> None:
    """Who moves, by how much, on which criterion, because of which line; and the sheet is the new one."""
    weigh(graded)
    said = regrade(graded)
    assert (said.code, said.err) == (0, "")
    line = (
        graded.rubric.read_text()
        .splitlines()
        .index("          - {id: value, points: 1/4, question: half, check: {kind: array}}")
    )
    assert f"rubric.yaml:{line + 1}: points 3/4 → 1/4" in said.out
    assert "bea  1.2/value  0.75 → 0.25  −0.5  total 2.25 → 1.75" in said.out
    assert total(graded, "bea") == "1.75"
    again = regrade(graded)
    assert (again.code, "Nobody's points or words change." in again.out) == (0, True)


def test_after_an_export_a_change_waits_to_be_accepted(graded: Class) -> None:
    """The difference is told against what was sent; nothing changes, with code 1, until --accept."""
    assert export(graded, "--name", "first").code == 0
    weigh(graded)
    waits = regrade(graded)
    assert waits.code == 1
    assert "told in “first”" in waits.out
    assert "bea  1.2/value  0.75 → 0.25" in waits.out
    assert (total(graded, "bea"), total(graded, "ada")) == ("2.25", "5.00")
    assert regrade(graded, "--accept").code == 0
    assert total(graded, "bea") == "1.75"
    assert regrade(graded).code == 0


def test_going_back_to_what_was_told_needs_no_word(graded: Class) -> None:
    """Who is told again what they were told already is told nothing new."""
    before = graded.rubric.read_text()
    export(graded)
    weigh(graded)
    assert regrade(graded, "--accept").code == 0
    graded.rubric.write_text(before)
    assert regrade(graded).code == 0
    assert total(graded, "bea") == "2.25"


def test_a_run_after_an_export_waits_too(graded: Class) -> None:
    """Another file handed in moves a mark that was sent: shown and refused, and the sheet stands."""
    export(graded)
    right = (graded.submissions / "ada" / "hw.py").read_text()
    graded.hand_in("bea", right)
    words = ("run", "submissions", "-r", "rubric.yaml")
    refused = type_command(*words, cwd=graded.folder)
    assert refused.code == 1
    assert "--accept" in refused.sentence
    assert "other files were handed in" in refused.out
    assert "bea  1.1/value  0.5 → 1" in refused.out
    assert total(graded, "bea") == "2.25"
    assert type_command("show", "bea", "1.1", cwd=graded.folder).code == 0
    assert regrade(graded).code == 0
    assert type_command(*words, "--accept", cwd=graded.folder).code == 0
    assert total(graded, "bea") == "5.00"


def test_who_hands_in_later_was_told_nothing(graded: Class) -> None:
    """A new student in the folder needs no acceptance; one who is gone does."""
    export(graded)
    graded.hand_in("dot", (graded.submissions / "ada" / "hw.py").read_text())
    words = ("run", "submissions", "-r", "rubric.yaml")
    assert type_command(*words, cwd=graded.folder).code == 0
    (graded.submissions / "cyd" / "hw.py").unlink()
    (graded.submissions / "cyd").rmdir()
    gone = type_command(*words, cwd=graded.folder)
    assert (gone.code, "Not in the sheet any more: cyd" in gone.out) == (1, True)


def test_sent_sheets_are_compared_by_name(graded: Class) -> None:
    """--since tells one sent sheet from today's, --until from another; an unknown name is answered."""
    export(graded)
    weigh(graded)
    regrade(graded, "--accept")
    assert "bea  1.2/value  0.75 → 0.25" in regrade(graded, "--since", "sent-1").out
    export(graded)
    assert "rubric.yaml" in regrade(graded, "--since", "sent-1", "--until", "sent-2").out
    same = regrade(graded, "--since", "sent-2")
    assert (same.code, "Nobody's points or words change." in same.out) == (0, True)
    assert "did you mean sent-1?" in regrade(graded, "--since", "snt-1").sentence


def test_json_tells_every_change(graded: Class) -> None:
    """For a program: exact points, totals and reasons of each student, and whether it waits."""
    weigh(graded)
    told = json.loads(regrade(graded, "--json").out)
    bea = [one for one in told["changes"] if one["student"] == "bea"]
    assert [(one["criterion"], one["before"], one["after"], one["total"]) for one in bea] == [
        ("1.2/value", "3/4", "1/4", "1.75")
    ]
    assert all("rubric.yaml:" in reason for one in told["changes"] for reason in one["because"])
    assert (told["kept"], told["waits_for_accept"], told["needs_run"]) == (True, False, {})


def test_other_calls_need_a_run_and_the_rest_is_judged(graded: Class) -> None:
    """The question is named with code 3 and stays as it was; a new weight elsewhere counts."""
    graded.edit_reference("lists.py", "@total.cases(count=4)", "@total.cases(count=6)")
    weigh(graded)
    said = regrade(graded)
    assert said.code == 3
    assert "total needs a run for 3 students" in said.out
    assert (total(graded, "bea"), total(graded, "ada")) == ("1.75", "5.00")
    assert "2.1/value" in export(graded).sentence
    assert type_command("run", "submissions", "-r", "rubric.yaml", cwd=graded.folder).code == 0
    assert (regrade(graded).code, export(graded).code) == (0, 0)


def test_an_export_has_a_place_of_its_own(graded: Class) -> None:
    """OUT/exports/NAME holds the destination's files; a name is used once, and must be one."""
    said = export(graded, "--name", "midterm")
    assert (said.code, said.err) == (0, "")
    place = graded.folder / "grades" / "exports" / "midterm"
    assert sorted(path.name for path in place.iterdir()) == ["classroom-entry.html", "classroom.csv"]
    with (place / "classroom.csv").open(encoding="utf-8", newline="") as file:
        marks = {row[1]: row[3] for row in csv.reader(file)}
    assert (marks["ada"], marks["bea"]) == ("5.0", "2.25")
    assert "already" in export(graded, "--name", "midterm").sentence
    assert "cannot be a name" in export(graded, "--name", "../up").sentence
    told = json.loads(export(graded, "--json").out)
    assert (told["name"], told["open"]) == ("sent-1", 0)


def test_open_rows_are_not_sent(graded: Class) -> None:
    """Refused while a row is open, with its name; --except-open leaves it blank; later it needs no word."""
    graded.hand_in("eve", "def nothing_that_was_asked():\n    return 1\n")
    graded.grade()
    assert "eve" in export(graded).sentence
    assert export(graded, "--except-open").code == 0
    sheet = graded.folder / "grades" / "exports" / "sent-1" / "classroom.csv"
    with sheet.open(encoding="utf-8", newline="") as file:
        assert [row[3] for row in csv.reader(file) if row[1] == "eve"] == [""]
    assert type_command("show", "eve", "--ok", "--as", "me", cwd=graded.folder).code == 0
    assert regrade(graded).code == 0
    assert total(graded, "eve") == "0.00"


def test_the_command_knows_every_destination() -> None:
    """Help is answered without loading tables, so the names stand twice: the same ones."""
    assert set(TO) == set(DESTINATIONS)


@pytest.mark.parametrize(
    "words", [["--until", "x"], ["--watch", "--accept"], ["--watch", "--json"], ["--watch", "--since", "x"]]
)
def test_what_cannot_be_meant_is_2(graded: Class, words: list[str]) -> None:
    """Options that contradict each other are a matter of usage."""
    assert regrade(graded, *words).code == 2


def test_a_fault_in_the_rubric_changes_nothing(graded: Class) -> None:
    """A sum that does not add up: one sentence with file and line, and the sheet as it was."""
    before = rows(graded.folder / "grades" / "parts.csv")
    graded.edit_rubric("points: 3/4", "points: 1/3")
    said = regrade(graded)
    assert (said.code, "rubric.yaml:" in said.err, "1/3" in said.err) == (1, True, True)
    assert rows(graded.folder / "grades" / "parts.csv") == before


def test_the_grades_folder_is_named_or_found(graded: Class, tmp_path: Path) -> None:
    """From below it is found, elsewhere -o names it, and without one there is a remedy."""
    assert type_command("regrade", cwd=graded.submissions).code == 0
    assert type_command("regrade", "-o", graded.folder / "grades", cwd=tmp_path).code == 0
    assert "grader run" in type_command("regrade", cwd=tmp_path).sentence


ROSTER = (
    "netid,name,email\nada,Ada Ott,ada@school.edu\nbea,Bea Unruh,bea@school.edu\ncyd,Cyd Ito,cyd@school.edu\n"
)
NAMED = ("ada", "bea", "cyd", "ott", "unruh", "ito", "school")


@pytest.fixture
def named(graded: Class) -> Class:
    """The class with names and addresses, and a word by hand that calls a student by name."""
    (graded.folder / "roster.csv").write_text(ROSTER)
    words = ("run", "submissions", "-r", "rubric.yaml", "--roster", "roster.csv")
    assert type_command(*words, cwd=graded.folder).code == 0
    why = ("--because", "Bea Unruh said so in class", "--as", "me")
    assert type_command("adjust", "bea", "1.1", "0.75", *why, cwd=graded.folder).code == 0
    return graded


def _text(file: Path) -> str:
    """What a file says; of a workbook, its cells."""
    if file.suffix != ".xlsx":
        return file.read_text()
    book = openpyxl.load_workbook(file)
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


def _tells(text: str) -> list[str]:
    words = {word.casefold() for word in re.findall(r"\w+", text)}
    return [name for name in NAMED if name in words]


@pytest.mark.parametrize("to", ["feedback", "gradescope", "classroom-api"])
def test_where_people_must_be_found_nobody_has_an_alias(named: Class, to: str) -> None:
    """What goes to each student by name or address is no place for aliases: a matter of usage."""
    said = type_command("export", "--to", to, "--anonymous", cwd=named.folder)
    assert (said.code, "leave out --anonymous" in said.err) == (2, True)
    assert not (named.folder / "grades" / "exports").exists()


@pytest.mark.parametrize("to", ["classroom", "canvas", "brightspace", "xlsx", "json", "csv"])
def test_what_is_sent_under_aliases_names_nobody(named: Class, to: str) -> None:
    """No column and no comment does, nor the order; what is kept is the sheet as it is."""
    said = type_command("export", "--to", to, "--anonymous", cwd=named.folder)
    assert (said.code, _tells(said.out)) == (0, [])
    files = sorted((named.folder / "grades" / "exports" / "sent-1").iterdir())
    assert files
    for file in files:
        text = _text(file)
        aliases = re.findall(r"student-\w{8}", text)
        assert _tells(text) == []
        assert len(set(aliases)) == 3
        assert list(dict.fromkeys(aliases)) == sorted(set(aliases))
    alias = re.findall(r"student-\w{8}", _text(files[0]))[0]
    assert type_command("show", alias, cwd=named.folder).code == 0
    since = regrade(named, "--since", "sent-1")
    assert "Nobody's points or words change." in since.out


def test_a_forgotten_student_is_taken_out_under_the_alias_too(named: Class) -> None:
    """Rows of tables that went out under aliases go as all others do."""
    assert type_command("export", "--to", "csv", "--anonymous", cwd=named.folder).code == 0
    sent = named.folder / "grades" / "exports" / "sent-1" / "gradebook.csv"
    assert len(rows(sent)) == 3
    assert type_command("adjust", "bea", "--forget", cwd=named.folder).code == 0
    assert len(rows(sent)) == 2


def test_a_difference_under_aliases_names_nobody(named: Class) -> None:
    """Who moves and why is told by aliases, on the terminal, as JSON, and since what was sent."""
    assert export(named, "--name", "first").code == 0
    weigh(named)
    for words in (["--anonymous"], ["--anonymous", "--json"], ["--anonymous", "--accept"]):
        said = regrade(named, *words)
        assert "student-" in said.out
        assert _tells(said.out) == []
    said = regrade(named, "--since", "first", "--anonymous", "--all")
    assert ("student-" in said.out, _tells(said.out)) == (True, [])
    assert total(named, "bea") != "2.25"
