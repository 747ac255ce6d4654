"""The class list: who is in the class, whoever wrote the file."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect import Person, read_roster
from grader.collect.roster_forms import recognised
from grader.errors import SubmissionError
from grader.model.lines import lines

UKRAINIAN = (
    "Прізвище,Ім'я,Електронна адреса,Домашня 1\nДата,,,29 вер. 2025 р.\nБали,,,5.0\n"
    "Ковалевська,Софія,kovalevs@example.edu,5.0\n,Гіпатія,hypatia@example.edu,\nСередній,,,4.5\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Homework 2 (771204)\n,,,,,Manual Posting\n"
    '    Points Possible,,,,,100.00\n"Lovelace, Ada",48213,0012,lovelac1,CSE-001,96.50\n'
    '"Student, Test",9,,f00,CSE-001,\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Email,Homework 2 Points Grade <Numeric MaxPoints:100>,"
    "End-of-Line Indicator\n#A100001,#lovelac1,Lovelace,Ada,lovelac1@example.edu,96.5,#\n"
)
BLACKBOARD = (
    "Last Name\tFirst Name\tUsername\tStudent ID\tLast Access\tAvailability\n"
    "Lovelace\tAda\tlovelac1\t0012\t\tYes\n"
)
ONE_HEAD = "Last Name,First Name,Email Address,Grade,Assignment State,Comments"
ONE_ASSIGNMENT = f"{ONE_HEAD}\nLovelace,Ada,lovelac1@example.edu,,,\n"
MOODLE = (
    "Identifikator,Vollständiger Name,E-Mail-Adresse,Status,Bewertung\n"
    'Teilnehmer/in 11207,Ada Lovelace,lovelac1@example.edu,Zur Bewertung abgegeben,"75,00"\n'
)
GRADESCOPE = (
    "First Name,Last Name,SID,Email,Role\nAda,Lovelace,0012,lovelac1@example.edu,Student\n"
    "Grace,Hopper,9,hopperg@example.edu,Instructor\n"
)


def roster(tmp_path: Path, text: str | bytes) -> Path:
    """A class list's file with this text."""
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def ada(**more: object) -> Person:
    """Ada as most systems have her."""
    known = Person("lovelac1", "Lovelace, Ada", "lovelac1@example.edu", "Ada", "Lovelace")
    return replace(known, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (
            "netid,name,email\nada,Ada Lovelace,ada@example.edu\n",
            Person("ada", "Ada Lovelace", "ada@example.edu"),
        ),
        ("Email Address\nADA+hw@example.edu\n", Person("ada", "", "ADA+hw@example.edu")),
        (
            "id;first name;last name\n007;Ada;Lovelace\n",
            Person("007", "Lovelace, Ada", "", "Ada", "Lovelace"),
        ),
        ("\ufeffname,netid\n,ada\n", Person("ada", "", "")),
        ("netid,group,status\nada,g 1,Withdrawn\n", Person("ada", "", "", group="g 1", status="dropped")),
        (
            "Last Name,First Name,Email Address,HW\nDate,,,\nPoints,,,10.0\nvan Rossum,G.,gvr@example.edu,\n",
            Person("gvr", "van Rossum, G.", "gvr@example.edu", "G.", "van Rossum"),
        ),
        (ONE_ASSIGNMENT, ada()),
    ],
)
def test_a_class_list_is_read_whoever_wrote_it(tmp_path: Path, text: str, person: Person) -> None:
    """A person's CSV, a BOM, semicolons, leading zeros, pluses, and Google Classroom's two exports."""
    assert read_roster(roster(tmp_path, text)).people == (person,)


@pytest.mark.parametrize(
    ("text", "system", "person"),
    [
        (
            CANVAS,
            "Canvas",
            ada(
                email="",
                section="CSE-001",
                keys=(("canvas id", "48213"), ("sis user id", "0012"), ("sis login id", "lovelac1")),
            ),
        ),
        (BRIGHTSPACE, "Brightspace", ada(keys=(("orgdefinedid", "A100001"), ("username", "lovelac1")))),
        (GRADESCOPE, "Gradescope", ada(keys=(("student id", "0012"),))),
        (
            MOODLE,
            "Moodle",
            ada(name="Ada Lovelace", first="", last="", keys=(("participant", "11207"),)),
        ),
        (
            BLACKBOARD.encode("utf-16"),
            "Blackboard",
            ada(email="", keys=(("username", "lovelac1"), ("student id", "0012"))),
        ),
    ],
)
def test_each_system_is_known_by_its_columns(
    tmp_path: Path, text: str | bytes, system: str, person: Person
) -> None:
    """Rows of points, a test student and whoever teaches are nobody; ids stay text."""
    read = read_roster(roster(tmp_path, text))
    assert (read.system, read.people) == (system, (person,))


def test_classroom_is_read_in_any_language(tmp_path: Path) -> None:
    """Rows count by position and the address by its @; a row of averages is passed over and said."""
    read = read_roster(roster(tmp_path, UKRAINIAN))
    assert [person.id for person in read.people] == ["kovalevs", "hypatia"]
    assert read.people[1].name == "Гіпатія"
    assert read.notes == ("roster.csv:6 is nobody's line and was passed over: Середній, 4.5",)


def test_addresses_that_begin_alike_are_two_people(tmp_path: Path) -> None:
    """ada@a.edu and ada@b.edu go by their whole addresses."""
    read = read_roster(roster(tmp_path, "email\nada@a.edu\nada@b.edu\n"))
    assert [person.id for person in read.people] == ["ada@a.edu", "ada@b.edu"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("colour\nred\n", ":1: no column says who is who"),
        ("netid\nada\nADA\n", ":3: ada stands in line 2 already"),
        ("netid,student id\nada,0012\nbob,0012\n", ":3: 0012 stands in line 2 already"),
        ("email\n", "names nobody|no column"),
        ("netid,status\nada,away\n", ":2: the status away is unknown"),
        ("Last Name,First Name,Email Address\nL,Ada,a@x.edu\nT,Alan,\n", ":3: T, Alan has neither"),
        (b"netid\n\xff\xfe\n", "is not UTF-8"),
    ],
)
def test_a_class_list_that_cannot_be_used_is_refused(
    tmp_path: Path, text: str | bytes, sentence: str
) -> None:
    """A collision, no key or no text: one sentence with file, line and remedy."""
    with pytest.raises(SubmissionError, match=sentence):
        read_roster(roster(tmp_path, text))


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    """Three faults are three lines."""
    with pytest.raises(SubmissionError) as said:
        read_roster(roster(tmp_path, "netid,status\nada,away\nada,\nbob,x\n"))
    assert [text.rpartition("roster.csv:")[2][0] for text in str(said.value).splitlines()] == ["2", "3", "4"]


def test_a_missing_roster_is_named(tmp_path: Path) -> None:
    """A class list that is not there is said so by its path."""
    with pytest.raises(SubmissionError, match=r"nobody\.csv cannot be read"):
        read_roster(tmp_path / "nobody.csv")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but a refusal of the encoding, or of the table, comes out of a file of any bytes."""
    try:
        rows = [row for row in lines(data) if not row.is_empty]
    except (UnicodeDecodeError, csv.Error):
        return
    assert not rows or recognised(rows) is None or recognised(rows).first >= 1  # type: ignore[union-attr]
