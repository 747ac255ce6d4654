"""What was fetched: manifest.csv for people and programs, and what the next fetch needs to know."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grader.errors import GraderError
from grader.model.cells import cell
from grader.model.files import reason, write

__all__ = ["Kept", "Known", "Row", "addresses", "read_known", "write_known", "write_manifest"]

MANIFEST, KNOWN = "manifest.csv", ".classroom.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One file of a student's, or that a student handed in none; the fields are the columns."""

    netid: str
    email: str
    name: str
    user_id: str
    submission_id: str
    state: str
    late: str
    received: str
    drive_file_id: str = ""
    title: str = ""
    file: str = ""
    sha256: str = ""


class Kept(BaseModel):
    """A file that was fetched: which version, from its folder's point of view where, and its digest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    file: str
    sha256: str


class Known(BaseModel):
    """What lies in a folder that was fetched: of which assignment, and each file by student and number."""

    model_config = ConfigDict(extra="forbid")

    work: str
    files: dict[str, Kept] = Field(default_factory=dict)


def read_known(folder: Path, work: str) -> Known:
    """What an earlier fetch left here. Raises GraderError for a folder that is somebody else's."""
    try:
        text = (folder / KNOWN).read_text(encoding="utf-8")
    except FileNotFoundError:
        if folder.exists() and any(folder.iterdir()):
            raise GraderError(
                f"{folder} holds files that did not come from Classroom; name an empty or a new folder."
            ) from None
        return Known(work=work)
    except OSError as error:
        raise GraderError(f"{folder} cannot be read: {reason(error)}.") from error
    try:
        known = Known.model_validate_json(text)
    except ValidationError:
        raise GraderError(f"{folder / KNOWN} is damaged; delete {folder} and fetch again.") from None
    if known.work != work:
        raise GraderError(f"{folder} holds what was handed in for another assignment; name another folder.")
    return known


def write_known(folder: Path, known: Known) -> None:
    """Keep it: a fetch that is stopped goes on there."""
    write(folder / KNOWN, json.dumps(known.model_dump(), indent=0, sort_keys=True))


def write_manifest(folder: Path, rows: Sequence[Row]) -> None:
    """manifest.csv, in UTF-8, a line a file."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow([field.name for field in fields(Row)])
    shown = (replace(row, email=cell(row.email), name=cell(row.name), title=cell(row.title)) for row in rows)
    out.writerows(map(astuple, shown))
    write(folder / MANIFEST, text.getvalue())


def addresses(folder: Path) -> dict[str, tuple[str, str]]:
    """Name and address by netid, from a manifest; of none, nothing."""
    try:
        with (folder / MANIFEST).open(encoding="utf-8", newline="") as file:
            rows: list[dict[str, Any]] = list(csv.DictReader(file))
        return {row["netid"]: (row["name"], row["email"]) for row in rows}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error):
        return {}
