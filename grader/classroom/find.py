"""Which course and which assignment are meant: by their numbers, by the page's link, or by their names."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grader.classroom.service import Google, RefusedError, ask, pages
from grader.errors import GraderError
from grader.model.text import line

__all__ = ["Course", "Work", "find", "find_course", "find_works", "numbers"]

SHOWN = 8
LINK = re.compile(r"https?://classroom\.google\.com/(?P<path>[^?#\s]*)", re.IGNORECASE)
PARTS = re.compile(r"(?:^|/)(?:c/(?P<course>[^/]+)/\w+/(?P<work>[^/]+)|g/tg/(?P<tgc>[^/]+)/(?P<tgw>[^/]+))")


@dataclass(frozen=True, slots=True)
class Course:
    """A course: Google's number for it, and its name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment; `ours` says whether this program's project made it, and so may write grades to it."""

    course: Course
    id: str
    title: str
    state: str
    points: Decimal | None
    ours: bool


def find(google: Google, where: str) -> Work:
    """The assignment that COURSE/WORK means. Raises GraderError with those that could be meant."""
    course, title = find_course(google, where)
    works = find_works(google, course, title)
    if len(works) == 1:
        return works[0]
    if works:
        raise GraderError(
            f"{len(works)} assignments of {course.name} are called “{title}”; "
            f"say which by its number: {_listed(course, works)}."
        )
    every = _all_works(google, course)
    known = f"it has {_listed(course, every)}" if every else "it has none that this account may see"
    raise GraderError(f"{course.name} has no assignment “{title}”; {known}.")


def find_course(google: Google, where: str) -> tuple[Course, str]:
    """The course, and the words for the assignment in it."""
    known = numbers(where)
    if known:
        return _course(google, known[0]), known[1]
    course, _, work = where.partition("/")
    if re.fullmatch(r"\d{4,}|[dp]:.+", course.strip()) and work.strip():
        try:
            return _course(google, course.strip()), work.strip()
        except RefusedError as error:
            if error.why != "gone":
                raise
    return _by_name(google, where)


def find_works(google: Google, course: Course, words: str) -> list[Work]:
    """The assignments of a course that a number or a title means."""
    if words.isascii() and words.isdigit():
        works = google.classroom.courses().courseWork()
        try:
            return [_work(course, ask(works.get(courseId=course.id, id=words), f"Assignment {words}"))]
        except RefusedError as error:
            if error.why != "gone":
                raise
    return [work for work in _all_works(google, course) if _fold(work.title) == _fold(words)]


def numbers(where: str) -> tuple[str, str] | None:
    """Course and assignment as numbers, from a link of Classroom's pages or from COURSE/WORK."""
    link = LINK.match(where.strip())
    if link is None:
        plain = re.fullmatch(r"\s*(\d{4,})\s*/\s*(\d{4,})\s*", where, re.ASCII)
        return (plain[1], plain[2]) if plain else None
    parts = PARTS.search(link["path"])
    course = _decoded(parts["course"] or parts["tgc"]) if parts else None
    work = _decoded(parts["work"] or parts["tgw"]) if parts else None
    if not course or not work:
        raise GraderError(
            f"{where.strip()[:120]} is not the page of an assignment; open the assignment in Classroom and "
            "copy its address, …/c/…/a/…, or give COURSE/WORK."
        )
    return course, work


def _decoded(text: str) -> str | None:
    """The number in a link: base64, filled up with a letter where it would end in `=`."""
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = re.fullmatch(rb"(\d+)[A-Za-z]{0,2}", plain)
    except (binascii.Error, ValueError):
        return None
    return found[1].decode() if found else None


def _course(google: Google, number: str) -> Course:
    found = ask(google.classroom.courses().get(id=number), f"Course {number}")
    return Course(str(found["id"]), line(str(found.get("name", number)), 100))


def _by_name(google: Google, where: str) -> tuple[Course, str]:
    """Names may hold a `/` themselves: every place to split them is tried."""
    if "/" not in where.strip().strip("/"):
        raise GraderError(
            f"“{where.strip()[:80]}” names no course and assignment: give COURSE/WORK, by name or number, or "
            "the address of the assignment's page in Classroom."
        )
    resource = google.classroom.courses()
    question = {"teacherId": "me", "courseStates": ["ACTIVE"]}
    every = list(pages(resource, "courses", "The list of your courses", **question))
    words = where.split("/")
    splits = [("/".join(words[:at]), "/".join(words[at:]).strip()) for at in range(1, len(words))]
    found = [
        (Course(str(one["id"]), line(str(one["name"]), 100)), right)
        for left, right in splits
        for one in every
        if right and _fold(left) in _names(one)
    ]
    if len(found) == 1:
        return found[0]
    names = [f"{line(str(one['name']), 60)} ({one['id']})" for one in every]
    if found:
        same = "; ".join(dict.fromkeys(f"{course.name} ({course.id})" for course, _ in found))
        raise GraderError(f"Several of your courses are called so; say which by its number: {same}.")
    listed = "; ".join(names[:SHOWN]) + ("; …" if len(names) > SHOWN else "")
    raise GraderError(
        f"You teach no active course called “{words[0].strip()[:80]}”; "
        + (f"there are: {listed}." if names else "this account teaches none.")
    )


def _names(course: dict[str, Any]) -> set[str]:
    name, section = str(course.get("name", "")), str(course.get("section", ""))
    return {_fold(name), _fold(f"{name} {section}")}


def _all_works(google: Google, course: Course) -> list[Work]:
    resource = google.classroom.courses().courseWork()
    states = ["PUBLISHED", "DRAFT"]
    what = f"The assignments of {course.name}"
    found = pages(resource, "courseWork", what, courseId=course.id, courseWorkStates=states)
    return [_work(course, one) for one in found]


def _work(course: Course, one: dict[str, Any]) -> Work:
    points = Decimal(str(one["maxPoints"])) if one.get("maxPoints") else None
    title = line(str(one.get("title", one["id"])), 200)
    return Work(
        course,
        str(one["id"]),
        title,
        str(one.get("state", "")),
        points,
        bool(one.get("associatedWithDeveloper")),
    )


def _listed(course: Course, works: Sequence[Work]) -> str:
    known = [f"{work.title[:60]} ({course.id}/{work.id})" for work in works[:SHOWN]]
    return "; ".join(known) + ("; …" if len(works) > SHOWN else "")


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
