"""Folders and a manifest.csv beside them: a row for each file, an empty `file` for nothing handed in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from grader.collect.layouts.seen import Arranged, Piece, Seen
from grader.collect.names import clean
from grader.errors import SubmissionError
from grader.model.submission import Attempt, Identity

__all__ = ["SOURCE", "arranged", "recognised"]

SOURCE = MANIFEST = "manifest.csv"
MAX_MANIFEST = 256 << 20
COLUMNS = ("netid", "email", "name", "user_id", "submission_id", "late", "received", "file", "sha256")
YES = ("true", "yes", "1", "late")

Row = Mapping[str, str]


def recognised(seen: Seen) -> str:
    """A manifest.csv with a column `file` and one that says whose it is."""
    at = seen.find(MANIFEST)
    head = _head(_text(seen, at)) if at is not None else ()
    if "file" not in head or not {"netid", "email", "user_id"} & set(head):
        return ""
    return f"{MANIFEST} says whose each file is"


def arranged(seen: Seen) -> Arranged:
    """One piece for each submission of each student. Raises SubmissionError with file and line."""
    at = seen.find(MANIFEST)
    if at is None:
        raise SubmissionError(f"{MANIFEST} is not there: without it nobody knows whose is what.")
    index = {name: number for number, name in enumerate(seen.names)}
    notes = list[str]()
    rows: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    owners: dict[str, dict[str, Row]] = {}
    for line, row in _rows(_text(seen, at)):
        who = _who(row)
        if not who:
            notes.append(f"{MANIFEST}:{line} says of nobody whose it is")
            continue
        rows.setdefault((who, row["submission_id"]), []).append((line, row))
        if row["submission_id"]:
            owners.setdefault(row["submission_id"], {}).setdefault(who, row)
    pieces: list[Piece] = []
    for (who, number), mine in rows.items():
        together = owners.get(number, {})
        if len(together) > 1 and who != next(iter(together)):
            continue  # the first of a group stands for all
        if any(row["file"] for _, row in mine):
            pieces.append(_piece(who, mine, index, tuple(map(_identity, together.values()))))
    return Arranged(tuple(pieces), {at: "the list of what was handed in"}, tuple(notes))


def _piece(
    who: str, mine: list[tuple[int, Row]], index: Mapping[str, int], members: tuple[Identity, ...]
) -> Piece:
    row = mine[0][1]
    received, said = _utc(row["received"]), row["late"].casefold()
    files, digests = list[tuple[int, str]](), list[tuple[int, str]]()
    flags, lacking = list[str](), list[tuple[str, str]]()
    for line, one in mine:
        path = re.sub(r"^(\./)+", "", clean(one["file"]).replace("\\", "/"))
        if path in index:
            files.append((index[path], path.partition("/")[2] or path))
            digests.append((index[path], one["sha256"].casefold()))
        elif path:
            flags.append(f"{MANIFEST}:{line} names {path[:120]}, which is not there")
            lacking.append((path[:200], f"{MANIFEST}:{line} says that it was handed in"))
    return Piece(
        key=who if len(members) < 2 else f"{who} {row['submission_id']}",
        name=row["name"] or who,
        who=_identity(row),
        attempt=Attempt(received=received, source=SOURCE, late=said in YES if said else None),
        files=tuple(dict.fromkeys(files)),
        order=f"{received} {row['submission_id']:>40}",
        members=members if len(members) > 1 else (),
        flags=tuple(flags),
        lacking=tuple(lacking),
        digests=tuple(one for one in digests if one[1]),
    )


def _who(row: Row) -> str:
    return (row["netid"] or row["email"] or row["user_id"]).casefold()


def _identity(row: Row) -> Identity:
    return Identity(row["name"], row["email"], row["netid"], row["user_id"])


def _text(seen: Seen, at: int) -> str:
    data = seen.bytes_of(at, MAX_MANIFEST)
    if data is None:
        raise SubmissionError(f"{MANIFEST} cannot be read, or is too large to be one.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(f"{MANIFEST} is not UTF-8; save it again as CSV in UTF-8.") from error


def _head(text: str) -> tuple[str, ...]:
    first = next(csv.reader(io.StringIO(text.partition("\n")[0], newline=""), delimiter=_comma(text)), [])
    return tuple(cell.strip().casefold() for cell in first)


def _comma(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    """Every row by its columns' names, whatever their order. Raises SubmissionError."""
    head = _head(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_comma(text))
    try:
        next(reader, None)
        for cells in reader:
            row = {
                name: " ".join(clean(cell).split())
                for name, cell in zip(head, cells, strict=False)
                if name != "file"
            }
            row |= {name: cell for name, cell in zip(head, cells, strict=False) if name == "file"}
            if any(row.values()):
                yield reader.line_num, {name: row.get(name, "") for name in COLUMNS}
    except csv.Error as error:
        raise SubmissionError(f"{MANIFEST}:{reader.line_num} is no CSV: {error}.") from error


def _utc(text: str) -> str:
    """A time with an offset as ISO in UTC; nothing where there is none."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
        return moment.astimezone(UTC).isoformat() if moment.tzinfo else ""
    except (ValueError, OverflowError):
        return ""
