"""exceptions.csv beside the rubric: who may hand in later, is excused, or was received when."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeVar

from grader.errors import RubricError
from grader.model.lines import Line, fold, lines, same
from grader.rubric.moments import Span, later, moment, span
from grader.rubric.policy import share

__all__ = ["COLUMNS", "FILE", "Allowance", "Exceptions", "read_exceptions"]

FILE = "exceptions.csv"
COLUMNS = ("student", "homework", "due", "status", "received", "lose", "because")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What holds for one student: their own due date, or how much later, and what else differs."""

    due: datetime | Span | None = None
    status: Literal["", "excused", "dropped"] = ""
    received: datetime | None = None
    lose: Fraction | None = None
    because: str = ""
    place: str = ""  # exceptions.csv:3, of the last line that says something of them

    def due_after(self, due: datetime) -> datetime:
        """When it is due for them, where the class's is this."""
        return later(due, self.due) if isinstance(self.due, Span) else self.due or due


NONE = Allowance()


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Every line that is about this homework, in order, by the student's id; and the file's text."""

    by_student: Mapping[str, Allowance]
    names: tuple[tuple[str, str], ...] = ()  # every id as it is written, and its place
    lines: tuple[tuple[str, str, str], ...] = ()  # student, place, and the line as it is written

    def of(self, student: str) -> Allowance:
        """What holds for a student."""
        return self.by_student.get(same(student), NONE)

    @property
    def text(self) -> str:
        """All that it says, but for where."""
        return "\n".join(text for _, _, text in self.lines)


def read_exceptions(folder: Path, homework: str, due: datetime | None) -> Exceptions:
    """The lines about this homework and about all, none where there is no such file. Raises RubricError."""
    path = folder / FILE
    try:
        rows = [row for row in lines(path.read_bytes()) if not row.is_empty]
    except FileNotFoundError:
        return Exceptions({})
    except OSError as error:
        raise RubricError(f"{path}: the file cannot be read ({error.strerror or error}).") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RubricError(f"{path}: this is no CSV in UTF-8; save it again as one.") from error
    head = [fold(cell) for cell in rows[0].cells] if rows else []
    stray = [word for word in head if word and word not in COLUMNS]
    if "student" not in head or stray:
        raise RubricError(f"{path}:1: its first line may hold {', '.join(COLUMNS)}; `student` is needed.")
    at = {name: head.index(name) if name in head else -1 for name in COLUMNS}
    faults: list[str] = []
    whole = [_read(row, at, due, faults) for row in rows[1:]]
    if faults:
        raise RubricError("\n".join(f"{path}:{fault}" for fault in faults))
    mine = [
        (row, one) for row, one in zip(rows[1:], whole, strict=True) if row[at["homework"]] in ("", homework)
    ]
    mine.sort(key=lambda pair: bool(pair[0][at["homework"]]))  # what is about this homework alone comes last
    return _gathered(mine, at)


def _gathered(mine: Iterable[tuple[Line, Allowance]], at: Mapping[str, int]) -> Exceptions:
    by_student: dict[str, Allowance] = {}
    names, said = list[tuple[str, str]](), list[tuple[str, str, str]]()
    for row, one in mine:
        student = row[at["student"]]
        by_student[same(student)] = _over(by_student.get(same(student), NONE), one)
        names.append((student, one.place))
        said.append((student, one.place, ",".join(row[at[name]] for name in COLUMNS)))
    return Exceptions(by_student, tuple(names), tuple(said))


def _over(before: Allowance, after: Allowance) -> Allowance:
    """The later line counts where it says something."""
    values = {}
    for one in fields(Allowance):
        now = getattr(after, one.name)
        values[one.name] = now if now not in (None, "") else getattr(before, one.name)
    return Allowance(**values)


def _read(row: Line, at: Mapping[str, int], due: datetime | None, faults: list[str]) -> Allowance:
    """One line; what is wrong with it is added to the faults."""

    def cell(name: str, read: Callable[[str], Value]) -> Value | None:
        text = row[at[name]]
        try:
            return read(text) if text else None
        except ValueError as error:
            faults.append(f"{row.number}: `{name}` {error}; it says “{text[:40]}”.")
            return None

    if not row[at["student"]]:
        faults.append(f"{row.number}: `student` is empty; write an id of the class list.")
    return Allowance(
        due=cell("due", lambda text: _due(text, due)),
        status=cell("status", _status) or "",
        received=cell("received", lambda text: _moment(text, due)),
        lose=cell("lose", _share),
        because=row[at["because"]],
        place=f"{FILE}:{row.number}",
    )


def _due(text: str, due: datetime | None) -> datetime | Span:
    if not text.startswith("+"):
        return _moment(text, due)
    if due is None:
        raise ValueError("moves the due date, but the rubric has no `due`")
    read = span(text.removeprefix("+").strip())
    assert isinstance(read, Span)  # noqa: S101 - of a text
    return read


def _moment(text: str, due: datetime | None) -> datetime:
    """A time without a zone is meant in the rubric's."""
    zone = getattr(due.tzinfo, "key", None) if due else None
    bare = bool(zone) and not re.search(r"[A-Za-z]{3}|[+-]\d\d:?\d\d$|Z$", text)
    read = moment(f"{text} {zone}" if bare else text)
    assert isinstance(read, datetime)  # noqa: S101 - of a text
    return read


def _status(text: str) -> Literal["excused", "dropped"]:
    said = fold(text)
    if said == "excused":
        return "excused"
    if said != "dropped":
        raise ValueError("may be excused or dropped")
    return "dropped"


def _share(text: str) -> Fraction:
    read = share(text)
    assert isinstance(read, Fraction)  # noqa: S101 - of a text
    return read


def unknown(exceptions: Exceptions, students: Iterable[str]) -> Iterator[str]:
    """A sentence for each line about somebody whom nobody knows."""
    known = {same(student) for student in students}
    for student, place in exceptions.names:
        if same(student) not in known:
            yield f"{place}: {student} is not on the class list, so the line does nothing."
