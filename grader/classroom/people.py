"""Who is in the course, and what each of them handed in, as Classroom has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.classroom.find import Course, Work
from grader.classroom.names import safe_folder
from grader.classroom.service import Google, pages
from grader.model.text import line

__all__ = ["Student", "fold", "folders", "handed_in", "students"]


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody in the course: Google's number, address and name; the address may be kept from us."""

    user: str
    email: str
    name: str


def students(google: Google, course: Course) -> list[Student]:
    """Everybody in the course, in order of their addresses."""
    resource = google.classroom.courses().students()
    found = pages(resource, "students", f"The class list of {course.name}", courseId=course.id)
    return sorted(map(_student, found), key=lambda one: (one.email.casefold(), one.user))


def handed_in(google: Google, work: Work) -> dict[str, dict[str, Any]]:
    """What each student has in the assignment, by Google's number for the student."""
    resource = google.classroom.courses().courseWork().studentSubmissions()
    question = {"courseId": work.course.id, "courseWorkId": work.id}
    found = pages(resource, "studentSubmissions", f"What was handed in for {work.title}", **question)
    return {str(one.get("userId", "")): one for one in found}


def folders(people: Sequence[Student], netids: Mapping[str, str]) -> dict[str, str]:
    """A folder for each: the netid by address, else what stands before the @, else the whole address."""
    short = {one.user: netids.get(fold(one.email)) or fold(one.email).partition("@")[0] for one in people}
    often = Counter(name.casefold() for name in short.values())
    names: dict[str, str] = {}
    for one in people:
        name = short[one.user] if often[short[one.user].casefold()] == 1 else one.email.strip()
        names[one.user] = safe_folder(name, f"user-{one.user}")
    seen = Counter(name.casefold() for name in names.values())
    return {
        user: name if seen[name.casefold()] == 1 else safe_folder(f"{name}-{user}", f"user-{user}")
        for user, name in names.items()
    }


def fold(email: str) -> str:
    """An address as it is compared; in our tables an apostrophe may keep it from being a formula."""
    return email.strip().removeprefix("'").casefold()


def _student(one: dict[str, Any]) -> Student:
    profile = one.get("profile", {})
    name = profile.get("name", {})
    family, given = line(str(name.get("familyName", "")), 100), line(str(name.get("givenName", "")), 100)
    whole = f"{family}, {given}" if family and given else family or given
    return Student(
        str(one.get("userId", profile.get("id", ""))),
        line(str(profile.get("emailAddress", "")), 254),
        whole or line(str(name.get("fullName", "")), 200),
    )
