"""Classes to send with names of every kind, and the files that a teacher downloads, by description."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import strategies as st
from synthetic_class import PENDING, card, rubric

from grader.gradebook.exports.points import score
from grader.gradebook.exports.sending import Row, Sending
from grader.model.grade import GradeCard
from grader.model.person import Person
from grader.model.submission import Identity
from grader.model.verdict import Kind, Verdict

NAMES = (
    "Lovelace, Ada",
    'Turing "Prof", Alan',
    "O'Neill; Shaquille",
    unicodedata.normalize("NFC", "Ünïcödé, Zoë"),
    unicodedata.normalize("NFD", "Ünïcödé, Zoë"),
    "שלום, עולם",
    "محمد علي",
    "😀 Emoji, 👩‍💻",
    "=cmd|' /C calc'!A0",
    "+1, -1",
    "@import",
    "NaN",
    "nan, None",
    "0012",
    "1e5",
    "TRUE",
    "James van Bond",
    "Hypatia",
    "a\tb",
    "",
)
IDS = (
    "0012",
    "007",
    "NaN",
    "ada",
    "=1+1",
    "null",
    "1e5",
    "3.10",
    "Zoë",
    "-x",
    "bob",
    "A100001",
    "N/A",
    "x,y",
)
WORKSHEET = (
    *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"),
    *("Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments"),
)
TITLE = "Gradients, kernels & friends"


@dataclass(frozen=True)
class Style:
    """How a file is written down."""

    mark: str = ","
    newline: str = "\n"
    bom: bool = False
    quote_all: bool = False
    decimal: str = "."
    last_newline: bool = True

    def bytes(self, rows: Sequence[Sequence[str]]) -> bytes:
        """The rows in this style."""
        text = io.StringIO()
        quoting = csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL
        csv.writer(text, delimiter=self.mark, lineterminator=self.newline, quoting=quoting).writerows(rows)
        whole = text.getvalue() if self.last_newline else text.getvalue().removesuffix(self.newline)
        return (b"\xef\xbb\xbf" if self.bom else b"") + whole.encode()

    def number(self, points: Decimal | None, form: str = "{:.2f}") -> str:
        """Points as this file has them."""
        return "" if points is None else form.format(points).replace(".", self.decimal)


@st.composite
def styles(draw: st.DrawFn, marks: str = ",;\t") -> Style:
    """Any way a file may be written down."""
    return Style(
        draw(st.sampled_from(marks)),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.sampled_from(".,")),
        draw(st.booleans()),
    )


@st.composite
def classes(draw: st.DrawFn, most: int = 6, *, system: str = "canvas") -> Sending:
    """A class with names, ids and points of every kind; some are missing, excused or open."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=1, max_size=most, unique=True))
    rows = tuple(draw(rows_of(at, id_, system)) for at, id_ in enumerate(ids))
    if all(score(row.card) is None for row in rows):
        rows = (replace(rows[0], card=card(rows[0].card.student, email=rows[0].card.email)), *rows[1:])
    return Sending(rubric(title=TITLE), rows, name="sent-1")


@st.composite
def rows_of(draw: st.DrawFn, at: int, id_: str, system: str) -> Row:
    """One student."""
    email = f"{draw(st.sampled_from(['', 'A+', 'x.']))}student{at}@Example.edu"
    kind = draw(st.sampled_from(["graded"] * 5 + ["missing", "excused", "open"]))
    mine = made(id_, draw(st.sampled_from(NAMES)), email, draw(st.integers(0, 8)), kind)
    keys = (
        ("canvas id", f"48{at:04d}"),
        ("participant", f"11{at}"),
        ("orgdefinedid", f"00{at}"),
        ("username", f"u{at}"),
    )
    person = Person(id_, mine.name, email, keys=keys)
    return Row(mine, person, Identity(number=f"{at}"), system, f"token{at:022d}")


def made(student: str, name: str, email: str, eighths: int, kind: str = "graded") -> GradeCard:
    """A card with so many eighths of part 3.1 and everything else."""
    if kind in ("missing", "excused"):
        return GradeCard(student, name, email, (), Fraction(5), place=kind)  # type: ignore[arg-type]
    verdicts = {"3.1/value": Verdict(Kind.PARTLY, Fraction(eighths, 8), say="Half of it.")}
    if kind == "open":
        verdicts["2.1/value"] = PENDING
    return card(student, verdicts, name=name, email=email)


def people(sending: Sending) -> dict[str, Decimal | None]:
    """What each student is sent, by id."""
    return {row.card.student: score(row.card) for row in sending}


def classroom_file(sending: Sending, style: Style, points: Mapping[str, Decimal | None]) -> bytes:
    """A class's download from Classroom, in another language, with a stranger at the end."""
    form = "{:.1f}"
    rows = [
        ["Прізвище", "Ім'я", "Електронна адреса", "Homework 1", sending.title, "Extra lab"],
        ["Дата", "", "", "29 вер. 2025 р.", "", ""],
        ["Бали", "", "", *[style.number(Decimal(one), form) for one in (100, 5, 5)]],
    ]
    for row in sending:
        mine = style.number(points.get(row.card.student), "{:.2f}").removesuffix("0")
        rows.append(
            [
                row.card.name,
                "=1+1",
                f" {row.card.email.upper()}",
                style.number(Decimal("9.5"), form),
                mine,
                "",
            ]
        )
    rows.append(["Stranger", "", "stranger@example.edu", "", "", ""])
    return style.bytes(rows)


def canvas_file(sending: Sending, style: Style, points: Mapping[str, Decimal | None]) -> bytes:
    """A gradebook export of Canvas."""
    head = [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "Lab (5)",
        f"{sending.title} (771204)",
        "Final Score",
    ]
    rows = [
        head,
        ["", "", "", "", "", "Manual Posting", "", ""],
        [
            "    Points Possible",
            "",
            "",
            "",
            "",
            style.number(Decimal(5)),
            style.number(Decimal(5)),
            "(read only)",
        ],
    ]
    for row in sending:
        mine = "EX" if row.card.place == "excused" and points else style.number(points.get(row.card.student))
        rows.append(
            [row.card.name, row.person.key("canvas id"), "", "", "S", style.number(Decimal(1)), mine, "88"]
        )
    rows.append(["Student, Test", "99", "", "testid", "S", "", "", ""])
    return style.bytes(rows)


def moodle_file(
    sending: Sending, style: Style, points: Mapping[str, Decimal | None], said: Mapping[str, str]
) -> bytes:
    """A grading worksheet of Moodle."""
    rows = [[*WORKSHEET]]
    for row in sending:
        id_ = row.card.student
        begin = (f"Participant {row.person.key('participant')}", row.card.name, row.card.email, "Submitted")
        marks = (style.number(points.get(id_)), style.number(Decimal(5)), "Yes")
        rows.append([*begin, *marks, "-", "Tuesday, 6 October 2026, 11:59 PM", said.get(id_, "")])
    return style.bytes(rows)


def brightspace_file(sending: Sending, style: Style, points: Mapping[str, Decimal | None]) -> bytes:
    """A grades export of Brightspace."""
    title = f"{sending.title} Points Grade <Numeric MaxPoints:5 Weight:10>"
    rows = [
        [
            "OrgDefinedId",
            "Username",
            "Last Name",
            title,
            "Lab Points Grade <Numeric MaxPoints:5>",
            "End-of-Line Indicator",
        ]
    ]
    for row in sending:
        mine = style.number(points.get(row.card.student)).removesuffix("0")
        rows.append(
            [
                f"#{row.person.key('orgdefinedid')}",
                f"#{row.person.key('username')}",
                row.card.name,
                mine,
                style.number(Decimal("2.5")),
                "#",
            ]
        )
    return style.bytes(rows)


def blackboard_file(sending: Sending, style: Style, points: Mapping[str, Decimal | None]) -> bytes:
    """A download of Blackboard."""
    head = [
        "Last Name",
        "First Name",
        "Username",
        "Student ID",
        "Availability",
        "Lab [Total Pts: 10] |664616",
        f"{sending.title} [Total Pts: 5 Score] |664617",
    ]
    rows = [head]
    for row in sending:
        mine = style.number(points.get(row.card.student)).removesuffix("0")
        rows.append(
            [row.card.name, "", row.person.key("username"), "", "Yes", style.number(Decimal("2.5")), mine]
        )
    return style.bytes(rows)


def read_rows(path: Path, mark: str = ",") -> list[list[str]]:
    """A CSV file as a program reads it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=mark))
