"""Draft grades into an assignment: first what would be sent, then, if it is meant, just that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from grader.classroom.create import Wanted
from grader.classroom.find import Work
from grader.classroom.people import Student, fold, handed_in, students
from grader.classroom.service import Google, RefusedError, ask
from grader.errors import GraderError

__all__ = ["Draft", "Plan", "Points", "Sent", "expect_ours", "plan", "send"]

CENT = Decimal("0.01")
GIVE_UP = 3  # as many students in a row for whom all waiting was in vain
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Points:
    """A row of the sheet; no points are no grade, never 0."""

    student: str
    email: str
    name: str
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A grade to send: whose, and what stands there so far, as a draft and as returned."""

    student: str
    email: str
    name: str
    points: Decimal
    submission: str
    there: Decimal | None
    returned: Decimal | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push would do: whom it sends what, and who gets nothing, for which reason."""

    sends: tuple[Draft, ...]
    same: tuple[Draft, ...] = ()
    open: tuple[Points, ...] = ()
    strangers: tuple[Points, ...] = ()  # not in the course
    missing: tuple[Points, ...] = ()  # in the course, without a place for a grade
    unlisted: tuple[Student, ...] = ()  # in the course, not on the sheet
    over: tuple[Draft, ...] = ()  # above the assignment's points


@dataclass(frozen=True, slots=True)
class Sent:
    """What a push did; of those unsent, why."""

    done: tuple[Draft, ...]
    unsent: tuple[tuple[Draft, str], ...]


def expect_ours(work: Work) -> None:
    """A GraderError with the way out unless this program's project made the assignment."""
    if not work.ours:
        raise GraderError(
            f"“{work.title}” takes no grades from a program: Google allows that only for assignments the "
            "same program made, and this one was made by hand or by another. Enter them with "
            "`grader export --to classroom`, or let --create make an assignment for the grades."
        )


def plan(google: Google, work: Work | Wanted, rows: Sequence[Points]) -> Plan:
    """Compare the sheet with what is there; nothing is sent. Raises GraderError."""
    sheet = _by_email(rows)
    if isinstance(work, Wanted):
        return _compared(sheet, students(google, work.course), None, Decimal(work.points))
    return _compared(sheet, students(google, work.course), handed_in(google, work), work.points)


def _compared(
    sheet: Mapping[str, Points],
    people: Sequence[Student],
    found: Mapping[str, dict[str, Any]] | None,
    most: Decimal | None,
) -> Plan:
    """Everybody's place in the plan; without an assignment yet, everybody in the course has one."""
    known = {fold(one.email): one for one in people if one.email}
    sends: list[Draft] = []
    same: list[Draft] = []
    missing: list[Points] = []
    for email, row in sheet.items():
        student = known.get(email)
        if (points := row.points) is None or student is None:
            continue
        one = {} if found is None else found.get(student.user)
        if one is None:
            missing.append(row)
            continue
        draft = _draft(row, points, one)
        (same if draft.there == draft.points else sends).append(draft)
    return Plan(
        tuple(sends),
        tuple(same),
        tuple(row for row in sheet.values() if row.points is None),
        tuple(row for email, row in sheet.items() if row.points is not None and email not in known),
        tuple(missing),
        tuple(one for one in people if fold(one.email) not in sheet),
        tuple(one for one in (*sends, *same) if most is not None and one.points > most),
    )


def send(google: Google, work: Work, sends: Sequence[Draft], progress: Progress = lambda *_: None) -> Sent:
    """Write the drafts one by one; what cannot be written now is named, and the others go on."""
    expect_ours(work)
    submissions = google.classroom.courses().courseWork().studentSubmissions()
    done: list[Draft] = []
    unsent: list[tuple[Draft, str]] = []
    in_vain = 0
    for number, draft in enumerate(sends):
        progress("Sending draft grades", number, len(sends))
        request = submissions.patch(
            courseId=work.course.id,
            courseWorkId=work.id,
            id=draft.submission,
            updateMask="draftGrade",
            body={"draftGrade": float(draft.points)},
        )
        try:
            ask(request, draft.email)
        except RefusedError as error:
            unsent.append((draft, error.sentence))
            in_vain = in_vain + 1 if error.why == "later" else 0
            if error.why == "project" or in_vain == GIVE_UP:
                unsent += [(other, "not tried after that") for other in sends[number + 1 :]]
                break
        else:
            done.append(draft)
            in_vain = 0
    return Sent(tuple(done), tuple(unsent))


def _by_email(rows: Sequence[Points]) -> dict[str, Points]:
    sheet: dict[str, Points] = {}
    for number, row in enumerate(rows):
        if row.points is not None and row.points < 0:
            raise GraderError(
                f"{row.email or row.name} has {row.points} points; Classroom takes none below 0."
            )
        key = fold(row.email) or f"row {number}, without an address"
        if key in sheet:
            raise GraderError(f"Two rows of the sheet are for {row.email}; one address can take one grade.")
        sheet[key] = row
    return sheet


def _draft(row: Points, points: Decimal, one: Mapping[str, Any]) -> Draft:
    there, returned = one.get("draftGrade"), one.get("assignedGrade")
    return Draft(
        row.student,
        row.email,
        row.name,
        _rounded(points),
        str(one.get("id", "")),
        None if there is None else _rounded(Decimal(str(there))),
        None if returned is None else _rounded(Decimal(str(returned))),
    )


def _rounded(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)
