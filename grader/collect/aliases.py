"""What the instructor settled about whose work is whose: aliases.csv beside the rubric, and its proposals."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import SubmissionError
from grader.model.account import Case
from grader.model.files import reason
from grader.model.lines import Line, fold, lines, same

__all__ = ["COLUMNS", "FILE", "NOBODY", "Alias", "proposed", "read_aliases"]

FILE = "aliases.csv"
COLUMNS = ("found", "student", "because")
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Alias:
    """One line: the name that something was collected under, and whose it is; `-` for nobody's."""

    found: str
    student: str
    because: str = ""
    place: str = ""  # aliases.csv:3


def read_aliases(folder: Path) -> tuple[Alias, ...]:
    """The lines of aliases.csv, none where there is no such file. SubmissionError lists every fault."""
    path = folder / FILE
    try:
        rows = [row for row in lines(path.read_bytes()) if not row.is_empty]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise SubmissionError(f"{path} cannot be read: {reason(error)}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SubmissionError(f"{path} is no CSV in UTF-8; save it again as one.") from error
    head = [fold(cell) for cell in rows[0].cells] if rows else []
    if not {"found", "student"} <= set(head):
        raise SubmissionError(f"{path}:1: its first line must be {','.join(COLUMNS)}.")
    at = {name: head.index(name) if name in head else -1 for name in COLUMNS}
    found = [
        (row, Alias(row[at["found"]], row[at["student"]], row[at["because"]], f"{FILE}:{row.number}"))
        for row in rows[1:]
    ]
    faults = _faults(found)
    if faults:
        raise SubmissionError("\n".join(f"{path}:{number}: {say}" for number, say in faults))
    return tuple(alias for _, alias in found)


def proposed(cases: Iterable[Case]) -> str:
    """A line for each case that an alias would settle, with whoever is likeliest."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for case in cases:
        if case.found:
            others = f"; or {', '.join(case.likely[1:])}" if case.likely[1:] else ""
            writer.writerow((case.found, next(iter(case.likely), ""), f"{case.say}{others}"))
    return text.getvalue()


def _faults(found: Iterable[tuple[Line, Alias]]) -> list[tuple[int, str]]:
    seen: dict[str, int] = {}
    faults = []
    for row, alias in found:
        if not alias.found or not alias.student:
            missing = "found" if not alias.found else "student"
            what = "an id of the class list, or - for nobody" if alias.found else "what it is about"
            faults.append((row.number, f"`{missing}` is empty; write {what}."))
        elif seen.setdefault(same(alias.found), row.number) != row.number:
            faults.append((row.number, f"{alias.found} stands in line {seen[same(alias.found)]} already."))
    return faults
