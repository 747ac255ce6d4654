"""The roster: who is in the class, whoever wrote the file."""

from pathlib import Path

import pytest

from grader.collect import Person, read_roster
from grader.errors import SubmissionError
from grader.model.submission import Submission


def roster(tmp_path: Path, text: str | bytes) -> Path:
    """A roster file with this text."""
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (
            "netid,name,email\nada,Ada Lovelace,ada@example.edu\n",
            Person("ada", "Ada Lovelace", "ada@example.edu"),
        ),
        ("Email Address\nAda@example.edu\n", Person("Ada", "", "Ada@example.edu")),
        ("id;first name;last name\n007;Ada;Lovelace\n", Person("007", "Lovelace, Ada", "")),
        ("\ufeffname,netid\n,ada\n", Person("ada", "", "")),
        (
            "Last Name,First Name,Email Address,HW\nDate,,,\nPoints,,,10.0\nvan Rossum,G.,gvr@example.edu,\n",
            Person("gvr", "van Rossum, G.", "gvr@example.edu"),
        ),
    ],
)
def test_a_roster_is_read_whoever_wrote_it(tmp_path: Path, text: str, person: Person) -> None:
    """A person's CSV, a BOM, semicolons, leading zeros, and Google Classroom's three header rows."""
    assert read_roster(roster(tmp_path, text)).people == (person,)


def test_a_submission_is_joined_by_name_then_netid(tmp_path: Path) -> None:
    """The submission's own name comes first, then the netid it states; case does not count."""
    people = read_roster(roster(tmp_path, "netid,email\nada,\nbob,Robert@example.edu\n"))
    assert people.person(Submission("ADA")) == people.people[0]
    assert people.person(Submission("robert")) == people.people[1]
    assert people.person(Submission("hw2", netid="bob")) == people.people[1]
    assert people.person(Submission("carol")) is None
    assert people.absent([Submission("ada")]) == (people.people[1],)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("colour\nred\n", ":1: no column says who is who"),
        ("netid\nada\nADA\n", ":3: ada stands in line 2 already"),
        (b"netid\n\xff\xfe\n", "is not UTF-8"),
    ],
)
def test_a_roster_that_cannot_be_used_is_refused(tmp_path: Path, text: str | bytes, sentence: str) -> None:
    """A collision, no key or no text: one sentence with file, line and remedy."""
    with pytest.raises(SubmissionError, match=sentence):
        read_roster(roster(tmp_path, text))


def test_a_missing_roster_is_named(tmp_path: Path) -> None:
    """A roster that is not there is said so by its path."""
    with pytest.raises(SubmissionError, match=r"nobody\.csv cannot be read"):
        read_roster(tmp_path / "nobody.csv")
