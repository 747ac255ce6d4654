"""An assignment made by this program, because Google lets it write grades to no other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from grader.classroom.find import Course, Work, find_course, find_works
from grader.classroom.service import Google, RefusedError, ask
from grader.errors import GraderError
from grader.model.text import line

__all__ = ["Wanted", "create", "find_or_want"]

SUFFIX = " (grades)"  # beside an assignment of the same title that was made by hand
TITLE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """An assignment that is to be made: in which course, under which title, of how many points."""

    course: Course
    title: str
    points: int
    published: bool
    beside: str = ""  # the assignment made by hand that has the title already


def find_or_want(google: Google, where: str, possible: Fraction, *, published: bool) -> Work | Wanted:
    """The assignment that COURSE/WORK means if it is ours, else the one to make. Raises GraderError."""
    course, title = find_course(google, where)
    works = find_works(google, course, title)
    plain = works[0].title if works else title
    mine = [one for one in [*works, *find_works(google, course, plain + SUFFIX)] if one.ours]
    if len(mine) > 1:
        raise GraderError(
            f"{len(mine)} assignments called “{plain}” can take grades; say which by its number: "
            + "; ".join(f"{one.title} ({course.id}/{one.id})" for one in mine)
            + "."
        )
    if mine:
        return mine[0]
    if not works and plain.isascii() and plain.isdigit():
        raise GraderError(
            f"{course.name} has no assignment {plain}; name the new one by the title it is to have."
        )
    points = _whole(possible)
    return Wanted(
        course, line(plain, TITLE) + (SUFFIX if works else ""), points, published, plain if works else ""
    )


def create(google: Google, wanted: Wanted) -> Work:
    """Make it, as a draft or for students to see. Raises RefusedError."""
    body = {
        "title": wanted.title,
        "workType": "ASSIGNMENT",
        "state": "PUBLISHED" if wanted.published else "DRAFT",
        "maxPoints": wanted.points,
    }
    works = google.classroom.courses().courseWork()
    what = f"The new assignment “{wanted.title}”"
    try:
        made = ask(works.create(courseId=wanted.course.id, body=body), what, again=False)
    except RefusedError as error:
        if error.why != "later":
            raise
        raise RefusedError(
            "later",
            what,
            f"{error.sentence}; look in Classroom whether it is there, then type the same again",
        ) from error
    state = str(made.get("state", body["state"]))
    return Work(wanted.course, str(made["id"]), wanted.title, state, None, ours=True)


def _whole(possible: Fraction) -> int:
    if possible.denominator != 1 or possible <= 0:
        raise GraderError(
            "In Classroom an assignment has a whole number of points, at least 1, and the rubric adds up to "
            f"{float(possible):g}; make that whole, or enter the grades with `grader export --to classroom`."
        )
    return int(possible)
