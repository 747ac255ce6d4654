"""Downloads as the systems write them, made from the formats' descriptions for any class of students."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Detroit")
BEGIN = datetime(2026, 10, 14, 20, 0, tzinfo=UTC)
COLUMNS = "netid email name user_id submission_id state late drive_file_id received title file sha256".split()
FORBIDDEN = re.compile(r'[\0/\\:*?"<>|]')


@dataclass(frozen=True)
class Student:
    """One student as the systems know them; `number` is also the order in which they handed in."""

    number: int
    name: str
    login: str
    late: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def email(self) -> str:
        """The address at the school."""
        return f"{self.login}@example.edu"

    @property
    def received(self) -> datetime:
        """When it came, to the minute: Brightspace knows no seconds."""
        return BEGIN + timedelta(minutes=self.number % 1440)


def student(number: int, name: str, late: bool = False, files: Mapping[str, bytes] | None = None) -> Student:
    """A student with one file that defines the question and a name nobody else defines."""
    made = files if files is not None else {"hw2.py": f"gradient mark{number}".encode()}
    return Student(number, name, f"student{number}", late, made)


def shown(text: str) -> str:
    """A name as file systems can hold it."""
    return FORBIDDEN.sub("_", text)


def canvas(students: Sequence[Student]) -> dict[str, bytes]:
    """Flat: lower-case names without what is no letter, numbers, LATE."""
    files = {}
    for one in students:
        name = re.sub(r"[\W_]", "", one.name.lower())
        for at, (original, data) in enumerate(one.files.items()):
            late = "_LATE" if one.late else ""
            files[f"{name}{late}_{48000 + one.number}_{990000 + 10 * one.number + at}_{shown(original)}"] = (
                data
            )
    return files


def moodle(students: Sequence[Student]) -> dict[str, bytes]:
    """A folder for each participant."""
    return {
        f"{shown(one.name.replace('_', ' '))}_{11000 + one.number}_assignsubmission_file_/{original}": data
        for one in students
        for original, data in one.files.items()
    }


def moodle_flat(students: Sequence[Student]) -> dict[str, bytes]:
    """The same without folders."""
    return {name.replace("_/", "_"): data for name, data in moodle(students).items()}


def gradescope(students: Sequence[Student]) -> dict[str, bytes]:
    """Folders by number, and the list of who is who."""
    files, lines = {}, []
    for one in students:
        folder = f"submission_{300 + one.number}"
        lines += [
            f"{folder}:",
            "  :submitters:",
            "  - "
            + json.dumps(
                {":name": one.name, ":sid": f"{one.number:04}", ":email": one.email}, ensure_ascii=False
            ),
            f"  :created_at: {one.received:%Y-%m-%d %H:%M:%S.%f} +00:00",
            "  :score: 0.0",
            "  :results:",
            "    :tests: []",
        ]
        files |= {f"{folder}/{original}": data for original, data in one.files.items()}
    return {"submission_metadata.yml": ("---\n" + "\n".join(lines) + "\n").encode(), **files}


def brightspace(students: Sequence[Student]) -> dict[str, bytes]:
    """Flat, with a name and a local time, and index.html."""
    files = {"index.html": b"<table></table>"}
    for one in students:
        local = one.received.astimezone(ZONE)
        when = f"{local:%b} {local.day}, {local.year} {int(local.strftime('%I'))}{local:%M %p}"
        for original, data in one.files.items():
            files[f"{271000 + one.number}-442356 - {shown(one.name)} - {when} - {shown(original)}"] = data
    return files


def blackboard(students: Sequence[Student]) -> dict[str, bytes]:
    """Flat, with a local time, and a .txt that says who it is."""
    files = {}
    for one in students:
        head = f"Homework 2_{one.login}_attempt_{one.received.astimezone(ZONE):%Y-%m-%d-%H-%M-%S}"
        told = f"Name: {one.name} ({one.login})\r\nAssignment: Homework 2\r\n\r\nComments:\r\nnone\r\n"
        files[f"{head}.txt"] = told.encode()
        files |= {f"{head}_{shown(original)}": data for original, data in one.files.items()}
    return files


def manifest(students: Sequence[Student]) -> dict[str, bytes]:
    """Folders, and manifest.csv with a row for each file."""
    out, files = io.StringIO(newline=""), {}
    columns = (
        "netid email name user_id submission_id state late drive_file_id received title file sha256".split()
    )
    rows = csv.DictWriter(out, columns)
    rows.writeheader()
    for one in students:
        facts = {
            "netid": one.login,
            "email": one.email,
            "name": one.name,
            "user_id": f"{one.number:04}",
            "submission_id": f"s{one.number}",
            "state": "TURNED_IN",
            "late": "true" if one.late else "false",
            "received": one.received.isoformat().replace("+00:00", "Z"),
        }
        for original, data in one.files.items():
            path = f"{one.login}/{original}"
            files[path] = data
            rows.writerow(
                {**facts, "title": original, "file": path, "sha256": hashlib.sha256(data).hexdigest()}
            )
        if not one.files:
            rows.writerow({**facts, "state": "CREATED"})
    return {"manifest.csv": out.getvalue().encode(), **files}


def folders(students: Sequence[Student]) -> dict[str, bytes]:
    """A folder for each, by netid."""
    return {f"{one.login}/{name}": data for one in students for name, data in one.files.items()}


def flat(students: Sequence[Student]) -> dict[str, bytes]:
    """Everybody's files side by side, told apart by STUDENT alone, as in a folder of Google Drive."""
    files: dict[str, bytes] = {}
    for one in students:
        for original, data in one.files.items():
            stem, dot, ending = original.rpartition(".")
            name, number = original, 0
            while name in files:
                number += 1
                name = f"{stem} ({number}){dot}{ending}"
            files[name] = data + f" STUDENT={one.login}".encode()
    return files


MADE: Mapping[str, Callable[[Sequence[Student]], dict[str, bytes]]] = {
    "canvas": canvas,
    "moodle": moodle,
    "moodle flat": moodle_flat,
    "gradescope": gradescope,
    "brightspace": brightspace,
    "blackboard": blackboard,
    "manifest": manifest,
    "folders": folders,
    "flat": flat,
}


def put(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write a download below a folder."""
    for name, data in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return root


def zipped(place: Path, files: Mapping[str, bytes], below: str = "") -> Path:
    """Pack a download, as a system or a person does."""
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{below}{name}", data)
    return place


def split(folder: Path, stem: str, files: Mapping[str, bytes], below: str, parts: int = 3) -> list[Path]:
    """The same in several archives, each whole by itself, as Google Drive writes them."""
    folder.mkdir(exist_ok=True)
    names = sorted(files)
    return [
        zipped(
            folder / f"{stem}-{part + 1:03}.zip", {name: files[name] for name in names[part::parts]}, below
        )
        for part in range(parts)
    ]
