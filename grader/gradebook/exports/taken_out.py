"""What was written before, without a student who is to be forgotten."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.entry import without_line
from grader.gradebook.exports.records import written
from grader.gradebook.exports.sending import split
from grader.gradebook.exports.teachers_file import TeachersFile, read
from grader.model.cells import cell
from grader.model.grade import GradeCard
from grader.model.lines import same

__all__ = ["without"]


def without(path: Path, card: GradeCard) -> bytes:
    """The file without this student; whatever is others' stays as it was."""
    cut = {".json": _records, ".html": _page, ".xlsx": _workbook, ".zip": _zip}.get(path.suffix, _table)
    try:
        return cut(path, card)
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile):  # changed since: it stays, and is listed
        return path.read_bytes()


def _records(path: Path, card: GradeCard) -> bytes:
    facts = json.loads(path.read_bytes())
    facts["students"] = [one for one in facts["students"] if one["student"] != card.student]
    return written(facts).encode()


def _page(path: Path, card: GradeCard) -> bytes:
    return without_line(path.read_text(encoding="utf-8"), card).encode()


def _workbook(path: Path, card: GradeCard) -> bytes:
    try:
        from openpyxl import load_workbook
    except ImportError:  # it stays, and is listed
        return path.read_bytes()
    book = load_workbook(path)
    for sheet in book.worksheets[:2]:  # the third has nobody's name
        for at in range(sheet.max_row, 1, -1):
            if str(sheet.cell(at, 1).value or "") == cell(card.student):
                sheet.delete_rows(at)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _zip(path: Path, card: GradeCard) -> bytes:
    """Pages say whose they are."""
    word = re.compile(rf"(?<![A-Za-z0-9]){re.escape(card.student)}(?![A-Za-z0-9])")
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            page = old.read(one)
            if not word.search(one.filename) and not word.search(page.decode("utf-8", errors="replace")):
                new.writestr(one, page)
    return data.getvalue()


def _table(path: Path, card: GradeCard) -> bytes:
    """The table without their rows; all others stay byte for byte.

    They are known by id or address; by the name alone only where no other row has it.
    """
    try:
        file = read(path)
    except GraderError:  # nothing that was written here; it stays, and is listed if it names the student
        return path.read_bytes()
    own = {same(cell(text)) for text in (card.student, card.email) if text}
    before = "" if card.email else f"{same(card.student)}@"  # rows are joined by it where no address is known
    if file.head[:1] == ("student",):
        own = {same(cell(card.student))}
        mine = [at for at in range(1, len(file.rows)) if same(file.text(at, 0)) in own]
    else:
        mine = [at for at in range(1, len(file.rows)) if _is(_cells(file, at), own, before)] or _named(
            file, card
        )
    starts = [cells[0].start for cells in file.rows] + [len(file.raw)]
    kept = [file.raw[starts[at] : starts[at + 1]] for at in range(len(file.rows)) if at not in set(mine)]
    return "".join([file.raw[: starts[0]], *kept]).encode(file.codec)


def _is(cells: set[str], own: set[str], before: str) -> bool:
    return bool(cells & own) or (bool(before) and any(one.startswith(before) for one in cells))


def _cells(file: TeachersFile, at: int) -> set[str]:
    return {same(one.text.strip().removeprefix("#")) for one in file.rows[at]}


def _named(file: TeachersFile, card: GradeCard) -> list[int]:
    """The only row with this name in one cell or two."""
    last, first = split(card.name or card.student)
    names = (
        {f"{last}, {first}", f"{first} {last}", card.name} if last and first else {card.name or card.student}
    )
    whole, halves = {same(cell(name)) for name in names}, [same(cell(last)), same(cell(first))]
    found = [
        at
        for at in range(1, len(file.rows))
        if _cells(file, at) & whole or [same(one.text) for one in file.rows[at][:2]] == halves
    ]
    return found if len(found) == 1 else []
