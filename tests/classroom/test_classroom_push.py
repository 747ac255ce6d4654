"""Draft grades into Classroom: what is shown first, what is sent, and what is refused in plain words."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from google_school import COURSE, DENIED, MADE, WORK, School, give

from grader.classroom import words
from grader.classroom.create import Wanted, create, find_or_want
from grader.classroom.find import Work, find
from grader.classroom.push import Plan, Points, expect_ours, plan, send
from grader.classroom.service import Google, RefusedError
from grader.errors import GraderError

D = Decimal


@pytest.fixture
def made(school: School, google: Google) -> Work:
    """The assignment that this program made, given to everybody."""
    give(school, MADE)
    return find(google, f"{COURSE}/{MADE}")


def sheet(**points: str | None) -> list[Points]:
    """Rows of a sheet, by what stands before the @."""
    return [
        Points(who, f" {who.upper()}@example.edu ", who, None if value is None else D(value))
        for who, value in points.items()
    ]


def patches(school: School) -> list[str]:
    """What was written."""
    return school.asked("PATCH")


def test_a_dry_run_says_who_gets_what_and_sends_nothing(school: School, google: Google, made: Work) -> None:
    """New, changed and equal grades, open rows, strangers, and who has no place or no row."""
    school.submissions[0]["draftGrade"] = 8.0  # lovelac1
    school.submissions[1] |= {"draftGrade": 9.25, "assignedGrade": 9.25}  # turinga
    school.submissions.pop(2)  # hypatia
    rows = sheet(lovelac1="8", turinga="9.5", hypatia="7", stranger="1", noethere=None)
    found = plan(google, made, [*rows, Points("x", "", "Nameless", D(3))])
    assert [(one.student, one.points, one.there) for one in found.sends] == [("turinga", D("9.5"), D("9.25"))]
    assert [one.student for one in found.same] == ["lovelac1"]
    assert [one.student for one in found.missing] == ["hypatia"]
    assert [one.student for one in found.strangers] == ["stranger", "x"]
    assert [one.student for one in found.open] == ["noethere"]
    assert school.asked("PATCH") == school.asked("POST") == []
    said = "\n".join(words.of_plan(found))
    assert "9.25 → 9.5; returned with 9.25, which stays" in said
    assert "Still open, and left out (not 0):  NOETHERE@example.edu" in said
    assert "Nameless (no address)" in said


def test_only_drafts_are_written_and_equal_ones_not_again(school: School, google: Google, made: Work) -> None:
    """The mask and the body name draftGrade alone; a second push has nothing to send; nothing is returned."""
    rows = sheet(lovelac1="9.345", turinga="0", hypatia="11", noethere=None)
    found = plan(google, made, rows)
    assert [one.student for one in found.over] == ["hypatia"]
    done = send(google, made, found.sends)
    assert (len(done.done), done.unsent) == (3, ())
    assert school.drafts() == {"101": 9.35, "102": 0.0, "103": 11.0}
    assert len(patches(school)) == 3
    for request in patches(school):
        assert "updateMask=draftGrade&" in request
        assert set(json.loads(request[request.index("{") :])) == {"draftGrade"}
    assert not [one for one in school.submissions if "assignedGrade" in one]
    assert school.asked(":return") == []
    again = plan(google, made, rows)
    assert again.sends == ()
    assert len(again.same) == 3


def test_rows_that_cannot_be_meant_are_refused(google: Google, made: Work) -> None:
    """Points below 0, and two rows for one address, however it is written."""
    with pytest.raises(GraderError, match="below 0"):
        plan(google, made, sheet(lovelac1="-0.5"))
    twice = [*sheet(lovelac1="1"), Points("b", "lovelac1@EXAMPLE.edu", "b", D(2))]
    with pytest.raises(GraderError, match="Two rows"):
        plan(google, made, twice)


def test_an_assignment_made_by_hand_is_refused_with_the_way_out(school: School, google: Google) -> None:
    """The reason in plain words before anything is tried, even if a program asks to send all the same."""
    by_hand = find(google, f"{COURSE}/{WORK}")
    with pytest.raises(GraderError, match=r"same program made.*--to classroom.*--create"):
        expect_ours(by_hand)
    with pytest.raises(GraderError, match="same program made"):
        send(google, by_hand, ())
    assert patches(school) == []


def test_a_refusal_in_the_middle_stops_and_names_the_rest(school: School, google: Google, made: Work) -> None:
    """Where Google refuses the project after all, nobody else is tried."""
    found = plan(google, made, sheet(lovelac1="1", turinga="2", hypatia="3"))
    school.fail("sub-999-102", 403, "PERMISSION_DENIED", DENIED)
    done = send(google, made, found.sends)
    assert [one.student for one in done.done] == ["lovelac1"]
    assert [one.student for one, _ in done.unsent] == ["turinga", "hypatia"]
    assert "only from the program that made the assignment" in done.unsent[0][1]
    assert len(patches(school)) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_quota_and_trouble_that_pass_cost_nobody(
    school: School, google: Google, made: Work, status: int
) -> None:
    """After waiting everything is sent."""
    found = plan(google, made, sheet(lovelac1="1", turinga="2"))
    school.fail("PATCH", status, times=3)
    done = send(google, made, found.sends)
    assert (len(done.done), done.unsent) == (2, ())


def test_one_that_cannot_be_sent_is_named_and_the_others_go_on(
    school: School, google: Google, made: Work
) -> None:
    """The same again then sends just that one."""
    rows = sheet(lovelac1="1", turinga="2", hypatia="3")
    school.fail("sub-999-102", 429, "RESOURCE_EXHAUSTED")
    done = send(google, made, plan(google, made, rows).sends)
    assert [one.student for one in done.done] == ["lovelac1", "hypatia"]
    assert [(one.student, why) for one, why in done.unsent] == [
        ("turinga", "Google asks for patience (its quota is used up)")
    ]
    assert "The same command again" in "\n".join(words.of_sent(done))
    school.faults.clear()
    assert [one.student for one in plan(google, made, rows).sends] == ["turinga"]


def test_a_quota_that_does_not_come_back_ends_the_waiting(school: School, google: Google, made: Work) -> None:
    """After three in vain the rest is named, not tried: nobody waits for an hour."""
    found = plan(google, made, sheet(lovelac1="1", turinga="2", hypatia="3", noethere="4"))
    school.fail("PATCH", 429)
    done = send(google, made, found.sends)
    assert len(done.unsent) == 4
    assert done.unsent[3][1] == "not tried after that"
    assert len(patches(school)) == 3 * 6


def test_an_assignment_is_made_only_where_none_can_take_grades(school: School, google: Google) -> None:
    """Beside one made by hand it gets a title of its own, and the same words find it the next time."""
    wanted = find_or_want(google, "Machine Learning/Homework 2", Fraction(10), published=True)
    assert isinstance(wanted, Wanted)
    assert (wanted.title, wanted.points, wanted.beside) == ("Homework 2 (grades)", 10, "Homework 2")
    assert plan(google, wanted, sheet(lovelac1="1", stranger="2")).sends[0].student == "lovelac1"
    assert school.asked("POST") == []
    work = create(google, wanted)
    (request,) = school.asked("POST")
    assert json.loads(request[request.index("{") :]) == {
        "title": "Homework 2 (grades)",
        "workType": "ASSIGNMENT",
        "state": "PUBLISHED",
        "maxPoints": 10,
    }
    done = send(google, work, plan(google, work, sheet(lovelac1="1", turinga="2")).sends)
    assert len(done.done) == 2
    assert school.drafts(work.id) == {"101": 1.0, "102": 2.0}
    for words_ in ("Machine Learning/Homework 2", f"{COURSE}/{WORK}", f"Machine Learning/{work.id}"):
        again = find_or_want(google, words_, Fraction(10), published=True)
        assert (again.id if isinstance(again, Work) else None) == work.id


def test_an_assignment_that_is_a_draft_has_no_places_yet(school: School, google: Google) -> None:
    """Everybody is missing then, until it is published."""
    wanted = find_or_want(google, "Machine Learning/New one", Fraction(8), published=False)
    assert isinstance(wanted, Wanted)
    work = create(google, wanted)
    found = plan(google, work, sheet(lovelac1="1"))
    assert (work.state, found.sends, len(found.missing)) == ("DRAFT", (), 1)
    give(school, work.id)
    assert len(plan(google, work, sheet(lovelac1="1")).sends) == 1


@pytest.mark.parametrize("possible", [Fraction(21, 2), Fraction(0)])
def test_points_that_are_not_whole_are_refused_before_anything_is_made(
    school: School, google: Google, possible: Fraction
) -> None:
    """Google takes a whole number; rounding it would change everybody's grade."""
    with pytest.raises(GraderError, match="whole number"):
        find_or_want(google, "Machine Learning/New one", possible, published=False)
    with pytest.raises(GraderError, match="by the title it is to have"):
        find_or_want(google, f"{COURSE}/1234567", Fraction(1), published=False)
    assert school.asked("POST") == []


def test_making_an_assignment_is_not_tried_twice(school: School, google: Google) -> None:
    """An answer that is lost could mean two assignments: she is told to look."""
    wanted = find_or_want(google, "Machine Learning/New one", Fraction(8), published=False)
    assert isinstance(wanted, Wanted)
    school.fail("POST", 503)
    with pytest.raises(RefusedError, match="look in Classroom whether it is there"):
        create(google, wanted)
    assert len(school.asked("POST")) == 1


def test_the_plan_says_where_points_differ(google: Google, made: Work) -> None:
    """Of an assignment of other points, or of none; of one that is to be made, as what."""
    assert "out of 10 there, and the sheet out of 7.5" in "\n".join(words.of_work(made, D("7.5")))
    wanted = Wanted(made.course, "T", 5, published=False, beside="T0")
    said = "\n".join(words.of_work(wanted, D(5)))
    assert "“T”, 5 points, as a draft" in said
    assert "“T0” itself was made by hand" in said
    assert list(words.of_plan(Plan(()))) == []
    assert google is not None
