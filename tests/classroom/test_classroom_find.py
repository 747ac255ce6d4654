"""COURSE/WORK in all its forms, and what is said where it means nothing or too much."""

from __future__ import annotations

import base64

import pytest
from google_school import COURSE, MADE, WORK, School
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom.find import find, numbers
from grader.classroom.service import Google
from grader.errors import GraderError


def link(*numbers: str) -> list[str]:
    """The page's address in the forms Classroom has for it."""
    course, work = (base64.urlsafe_b64encode(n.encode()).decode().rstrip("=") for n in numbers)
    return [
        f"https://classroom.google.com/c/{course}/a/{work}/details",
        f"https://classroom.google.com/u/1/c/{course}/a/{work}/submissions/by-status/and-sort-name/all",
        f"https://classroom.google.com/g/tg/{course}/{work}#u=MTIz&t=f",
        f"https://classroom.google.com/u/0/g/tg/{course}/{work}/MTIz?hl=en",
    ]


@given(st.from_regex(r"[1-9][0-9]{3,15}", fullmatch=True), st.from_regex(r"[1-9][0-9]{3,15}", fullmatch=True))
def test_every_link_of_a_page_holds_its_numbers(course: str, work: str) -> None:
    """Course and assignment are read from a link whatever their length, and from the plain numbers."""
    for form in [*link(course, work), f" {course} / {work} "]:
        assert numbers(form) == (course, work)


def test_links_as_they_were_seen() -> None:
    """A number whose base64 would end in `=` is filled up with a letter there."""
    seen = "https://classroom.google.com/c/NTQxNDQyNDQzOTQ3/a/NTk1NDQ4MjMzNTQx/details"
    assert numbers(seen) == ("541442443947", "595448233541")
    assert numbers("https://classroom.google.com/c/Mjc3NDQ2OTcwMDFa/a/Mjc2OTk3MDg4MzFa/details") == (
        "27744697001",
        "27699708831",
    )


@pytest.mark.parametrize(
    "where",
    [
        "https://classroom.google.com/c/NTQxNDQyNDQzOTQ3",
        "https://classroom.google.com/h",
        "https://classroom.google.com/c/!!!/a/NTk1/details",
        "https://classroom.google.com/c/bm90IGEgbnVtYmVy/a/NTk1NDQ4MjMzNTQx/details",
    ],
)
def test_a_link_of_another_page_is_refused(where: str) -> None:
    """Rather a sentence than another assignment."""
    with pytest.raises(GraderError, match="is not the page of an assignment"):
        numbers(where)


@pytest.mark.parametrize(
    "where",
    [
        f"{COURSE}/{WORK}",
        f"{COURSE}/Homework 2",
        "Machine Learning/homework  2",
        "machine learning fall/Homework 2",
        f"Machine Learning/{WORK}",
        *link(COURSE, WORK),
    ],
)
def test_numbers_names_and_links_find_the_same(google: Google, where: str) -> None:
    """Case and spaces make no difference to a name, and the section may stand behind the course's."""
    work = find(google, where)
    assert (work.course.id, work.course.name, work.id, work.title) == (
        COURSE,
        "Machine Learning",
        WORK,
        "Homework 2",
    )
    assert (work.points, work.ours) == (10, False)


def test_names_may_hold_a_slash(school: School, google: Google) -> None:
    """Every place to split is tried."""
    school.courses["5555"] = {"id": "5555", "name": "ML/AI", "courseState": "ACTIVE"}
    school.works["6666"] = {"courseId": "5555", "id": "6666", "title": "1/2", "state": "DRAFT"}
    assert find(google, "ML/AI/1/2").id == "6666"


def test_what_is_not_unique_or_not_there_is_said(school: School, google: Google) -> None:
    """With the numbers of those that could be meant, over all pages."""
    twin = school.works[WORK] | {"id": "595448230000"}
    school.works["595448230000"] = twin
    with pytest.raises(GraderError, match=rf"2 assignments .*{COURSE}/{WORK}.*{COURSE}/595448230000"):
        find(google, "Machine Learning/Homework 2")
    with pytest.raises(GraderError, match=f"no assignment “Homework 9”; it has .*{COURSE}/{MADE}"):
        find(google, "Machine Learning/Homework 9")
    with pytest.raises(GraderError, match=f"no active course called “Biology”; there are: .*{COURSE}"):
        find(google, "Biology/Homework 2")
    with pytest.raises(GraderError, match="names no course and assignment"):
        find(google, "Homework 2")
    for number in ("5551", "5552"):
        school.courses[number] = {"id": number, "name": "Twins", "courseState": "ACTIVE"}
    with pytest.raises(GraderError, match=r"Several of your courses.*5551.*5552"):
        find(google, "Twins/Homework 2")
    with pytest.raises(GraderError, match="Course 1234567: Google knows no such thing"):
        find(google, f"1234567/{WORK}")


@pytest.mark.parametrize(
    ("status", "message", "said"),
    [
        (
            403,
            "@ClassroomApiDisabled The user is not permitted to access the Classroom API.",
            "ask the administrator",
        ),
        (403, "@ClassroomDisabled The user is not permitted to access Classroom.", "your teacher's"),
        (403, "The caller does not have permission", "Google refuses"),
        (401, "Request had invalid authentication credentials.", "your login has ended"),
    ],
)
def test_refusals_are_said_in_plain_words(
    school: School, google: Google, status: int, message: str, said: str
) -> None:
    """Each documented refusal has its sentence with what to do; it is not tried again."""
    school.fail("/courses/", status, "PERMISSION_DENIED", message)
    with pytest.raises(GraderError, match=said):
        find(google, f"{COURSE}/{WORK}")
    assert len(school.log) == 1


def test_a_server_that_is_not_there_is_said(school: School, google: Google) -> None:
    """No traceback of a library reaches the instructor."""
    from google.auth.credentials import AnonymousCredentials

    from grader.classroom.service import connected

    del school, google
    with (
        connected(AnonymousCredentials(), "http://127.0.0.1:9/", "http://127.0.0.1:9/drive/v3/") as nobody,
        pytest.raises(GraderError, match="could not be reached"),
    ):
        find(nobody, f"{COURSE}/{WORK}")
