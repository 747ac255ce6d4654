"""Tables that were written before, without the rows of a student who is to be forgotten."""

from __future__ import annotations

from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.cells import cell
from grader.gradebook.exports.matching import fold
from grader.gradebook.exports.sending import split
from grader.gradebook.exports.teachers_file import TeachersFile, read
from grader.model.grade import GradeCard

__all__ = ["without"]


def without(path: Path, card: GradeCard) -> bytes:
    """The table without this student's rows; all others stay as they were, byte for byte.

    They are known by id or address; by the name alone only where no other row has it.
    """
    try:
        file = read(path)
    except GraderError:  # nothing that was written here; it stays, and is listed if it names the student
        return path.read_bytes()
    own = {fold(cell(text)) for text in (card.student, card.email) if text}
    if file.head[:1] == ("student",):
        own = {fold(cell(card.student))}
        mine = [at for at in range(1, len(file.rows)) if fold(file.text(at, 0)) in own]
    else:
        mine = [at for at in range(1, len(file.rows)) if _cells(file, at) & own] or _named(file, card)
    starts = [cells[0].start for cells in file.rows] + [len(file.raw)]
    kept = [file.raw[starts[at] : starts[at + 1]] for at in range(len(file.rows)) if at not in set(mine)]
    return "".join([file.raw[: starts[0]], *kept]).encode(file.codec)


def _cells(file: TeachersFile, at: int) -> set[str]:
    return {fold(one.text.strip().removeprefix("#")) for one in file.rows[at]}


def _named(file: TeachersFile, card: GradeCard) -> list[int]:
    """The only row with this name in one cell or two."""
    last, first = split(card.name or card.student)
    names = (
        {f"{last}, {first}", f"{first} {last}", card.name} if last and first else {card.name or card.student}
    )
    whole, halves = {fold(cell(name)) for name in names}, [fold(cell(last)), fold(cell(first))]
    found = [
        at
        for at in range(1, len(file.rows))
        if _cells(file, at) & whole or [fold(one.text) for one in file.rows[at][:2]] == halves
    ]
    return found if len(found) == 1 else []
