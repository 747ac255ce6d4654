"""Whose work is whose: one precedence, near misses proposed and never assumed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.collect.aliases import Alias, proposed, read_aliases
from grader.collect.joining import UNKNOWN, Joined, joined
from grader.errors import SubmissionError
from grader.model.person import Person
from grader.model.submission import Attempt, CodeFile, Identity, Submission, WrittenFile

ADA = Person(
    "lovelac1",
    "Lovelace, Ada",
    "lovelac1@example.edu",
    "Ada",
    "Lovelace",
    keys=(("canvas id", "48213"), ("participant", "11207"), ("student id", "0012")),
)
ALAN = Person(
    "turinga", "Turing, Alan", "turinga@example.edu", "Alan", "Turing", keys=(("student id", "12"),)
)
ZOE = Person("zoe", "Müller, Zoé", "", "Zoé", "Müller")
CLASS = (ADA, ALAN, ZOE)


def handed(found: str, code: str = "x", **more: object) -> Submission:
    """A submission that was found under this name, with one file of this digest."""
    return Submission(found, (CodeFile("hw.py", code),), **more)  # type: ignore[arg-type]


def ids(of: Joined) -> list[str]:
    """The rows."""
    return [one.id for one in of.submissions]


@pytest.mark.parametrize(
    ("submission", "student"),
    [
        (handed("LOVELAC1"), "lovelac1"),
        (handed("hw2", netid="turinga"), "turinga"),
        (handed("hw2", who=Identity(email="Lovelac1+cse@Example.edu")), "lovelac1"),
        (handed("lovelac1@example.edu"), "lovelac1"),
        (handed("hw2", who=Identity(login="TURINGA")), "turinga"),
        (handed("hw2", who=Identity(number="48213")), "lovelac1"),
        (handed("hw2", who=Identity(number="0012")), "lovelac1"),
        (handed("hw2", who=Identity(number="12")), "turinga"),
        (handed("Ada Lovelace"), "lovelac1"),
        (handed("x", who=Identity(name="lovelace, ada")), "lovelac1"),
        (handed("x", who=Identity(name="lovelaceada")), "lovelac1"),
        (handed("x", who=Identity(name="Zoe\u0301 Mu\u0308ller")), "zoe"),
    ],
)
def test_a_person_is_found_by_each_key(submission: Submission, student: str) -> None:
    """E-mail, login, number, then a whole name in either order and either normal form; `0012` is not 12."""
    found = joined([submission], CLASS, ())
    assert (ids(found), found.cases) == ([student], ())


def test_an_alias_comes_before_every_key() -> None:
    """What the instructor wrote counts, and what is nobody's is left out."""
    aliases = (
        Alias("lovelac1", "turinga", "swapped", "aliases.csv:2"),
        Alias("tmp", "-", "", "aliases.csv:3"),
    )
    found = joined([handed("lovelac1"), handed("tmp", "y")], CLASS, aliases)
    assert ids(found) == ["turinga"]
    assert found.left["tmp"] == ("passed", "aliases.csv:3 says that it is nobody's")
    assert (found.cases, found.notes) == ((), ())


def test_a_near_miss_is_proposed_and_not_assumed() -> None:
    """The row keeps its name, is flagged, and waits; the proposal names the likeliest."""
    found = joined([handed("lovelac")], CLASS, ())
    assert ids(found) == ["lovelac"]
    assert UNKNOWN in found.submissions[0].flags
    (case,) = found.cases
    assert case.likely[0] == "lovelac1"
    assert proposed(found.cases).splitlines()[1].startswith("lovelac,lovelac1,")


def test_keys_of_two_people_are_a_case() -> None:
    """A folder that is one's and a STUDENT that is another's name both, and neither gets it."""
    found = joined([handed("lovelac1", netid="turinga")], CLASS, ())
    (case,) = found.cases
    assert set(case.people) == {"lovelac1", "turinga"}
    assert found.ids == {}


def test_a_case_never_takes_the_row_of_who_is_settled() -> None:
    """What contradicts itself under somebody's name is a row of another name."""
    mine = handed("x", who=Identity(email=ADA.email))
    found = joined([mine, handed("lovelac1", "y", netid="turinga")], CLASS, ())
    assert ids(found) == ["lovelac1", "lovelac1 (2)"]
    assert [case.rows for case in found.cases] == [("lovelac1 (2)",)]


def test_two_submissions_of_one_person_are_a_case() -> None:
    """Different files under two names: both are named, until an alias decides."""
    two = [handed("lovelac1"), handed("Ada Lovelace", "y")]
    (case,) = joined(two, CLASS, ()).cases
    assert (case.rows, case.people) == (("lovelac1", "Ada Lovelace"), ("lovelac1",))
    settled = joined(two, CLASS, (Alias("ada lovelace", "-"),))
    assert (ids(settled), settled.cases) == (["lovelac1"], ())


def test_copies_attempts_and_halves_are_one_submission() -> None:
    """The same files twice, an earlier attempt, and a PDF apart from its code are no case."""
    copy = joined([handed("lovelac1"), handed("Ada Lovelace")], CLASS, ())
    assert (ids(copy), copy.left["Ada Lovelace"][0]) == (["lovelac1"], "duplicate")
    first, second = (
        handed(f"try {n}", f"{n}", who=Identity(number="48213"), attempt=Attempt(n, "", "Canvas"))
        for n in (1, 2)
    )
    tries = joined([first, second], CLASS, ())
    assert [file.digest for file in tries.submissions[0].code] == ["2"]
    assert tries.left["try 1"][0] == "passed"
    paper = Submission("Ada Lovelace", (), (WrittenFile("w.pdf", "p", 1),), flags=("no code was found",))
    later = replace(paper, attempt=Attempt(1, "2026-10-07T00:00:00Z", "Canvas", late=True))
    whole = joined([handed("lovelac1"), later], CLASS, ()).submissions
    assert [(len(one.code), len(one.written), one.flags) for one in whole] == [(1, 1, ())]
    assert whole[0].attempt.late


def test_two_people_of_one_name_are_told_apart_by_nobody() -> None:
    """A name that two have names neither."""
    twins = (Person("a1", "Ada L", ""), Person("a2", "ada  l", ""))
    found = joined([handed("x", who=Identity(name="Ada L"))], twins, ())
    assert found.cases[0].likely == ("a1", "a2")


def test_a_group_of_the_class_list_shares_what_one_handed_in() -> None:
    """Everybody of the group has a row of the same files, and it is said."""
    trio = tuple(Person(name, "", "", group="G1") for name in ("a", "b", "c"))
    found = joined([handed("b")], trio, ())
    assert ids(found) == ["a", "b", "c"]
    assert found.notes == ("G1: what b handed in counts for a, c.",)
    apart = joined([handed("a"), handed("b", "y")], trio, ())
    assert ids(apart) == ["a", "b"]


def test_what_a_group_handed_in_under_its_name_is_its_members() -> None:
    """Where a system names a group and nobody of it, the class list says who they are."""
    duo = (Person("a", "Ann A", "", group="Team 4"), Person("b", "", "", group="Team 4"))
    found = joined([handed("team 4", who=Identity(name="Team 4"))], (*duo, Person("c", "", "")), ())
    assert (ids(found), found.cases) == (["a", "b"], ())
    assert all("handed in as team 4" in one.flags for one in found.submissions)


def test_a_submission_of_several_is_everybodys() -> None:
    """Where the system says who handed in together, each has a row; said twice it counts once."""
    whole = handed("lovelac1", together=("lovelac1", "turinga@example.edu"))
    found = joined([whole, handed("turinga", together=whole.together)], CLASS, ())
    assert (ids(found), found.cases) == (["lovelac1", "turinga"], ())


def test_a_stale_alias_is_said() -> None:
    """A line that finds nothing, or names nobody, does nothing and says so."""
    lost, strange = Alias("gone", "zoe", "", "aliases.csv:2"), Alias("zoe", "nobody", "", "aliases.csv:3")
    notes = joined([handed("zoe")], CLASS, (lost, strange)).notes
    assert [note.partition(":")[0] + note.partition(":")[2][0] for note in notes] == [
        "aliases.csv2",
        "aliases.csv3",
    ]


def test_without_a_class_list_names_stay() -> None:
    """Everybody keeps the name they were found under, and an alias renames."""
    found = joined([handed("b"), handed("a")], (), (Alias("b", "bob"),))
    assert (ids(found), found.cases) == (["a", "bob"], ())


def test_faults_of_aliases_are_said_at_once(tmp_path: Path) -> None:
    """File and line of each."""
    (tmp_path / "aliases.csv").write_text("found,student,because\na,,\n,b,\nc,d,\nC,e,\n", encoding="utf-8")
    with pytest.raises(SubmissionError) as said:
        read_aliases(tmp_path)
    assert [text.rpartition("aliases.csv:")[2][0] for text in str(said.value).splitlines()] == ["2", "3", "5"]
    assert read_aliases(tmp_path / "nowhere") == ()


NAMES = st.lists(st.text(min_size=1, max_size=12), unique_by=str.casefold, max_size=8)


@given(NAMES, NAMES)
def test_nobody_is_lost_whatever_they_are_called(found: list[str], listed: list[str]) -> None:
    """Every submission is a row, or left out with a reason, or in a case; no row's name comes twice."""
    people = [Person(name, "", "") for name in listed if name.strip()]
    works = [handed(name, str(at)) for at, name in enumerate(found)]
    after = joined(works, people, ())
    rows = ids(after)
    assert len(rows) == len(set(rows)) == len(works) - len(after.left)
    kept = {file.digest for one in after.submissions for file in one.code}
    assert kept == {file.digest for one in works if one.id not in after.left for file in one.code}
