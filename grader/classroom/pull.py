"""What a class handed in, from Classroom and Drive into a folder: read, never changed."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.classroom.arrival import changed_after, received
from grader.classroom.attached import attachments
from grader.classroom.drive import DriveFile, Form, about, content, form_of
from grader.classroom.find import Work
from grader.classroom.manifest import Kept, Known, Row, read_known, write_known, write_manifest
from grader.classroom.names import free, safe
from grader.classroom.people import Student, folders, handed_in, students
from grader.classroom.service import Google, RefusedError
from grader.errors import GraderError
from grader.model.files import reason, write
from grader.model.text import line

__all__ = ["Pulled", "pull"]

GIVE_UP = 3
OFTEN = 1.0  # seconds of fetching that a power cut may cost
IN = ("TURNED_IN", "RETURNED")
STAGE = "Fetching from Classroom"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pulled:
    """A folder with what was handed in: its rows, how much was fetched, what to say, what is lacking."""

    folder: Path
    rows: tuple[Row, ...]
    fetched: int
    kept: int
    notes: tuple[str, ...]
    failed: tuple[str, ...]


def pull(
    google: Google,
    work: Work,
    folder: Path,
    *,
    written: str | None = None,
    netids: Mapping[str, str] | None = None,
    progress: Progress = lambda *_: None,
) -> Pulled:
    """Fetch what changed since the last time and write manifest.csv. Raises GraderError.

    `written` is the rubric's name for the written part, `netids` are known ones by address.
    """
    known = read_known(folder, f"{work.course.id}/{work.id}")
    progress(STAGE, 0, 0)
    people, found = students(google, work.course), handed_in(google, work)
    homes = folders(people, netids or {})
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fetch = _Fetch(google, folder, known, written)
    write_known(folder, known)
    try:
        for number, student in enumerate(people, 1):
            fetch.student(student, homes[student.user], found.pop(student.user, None))
            progress(STAGE, number, len(people))
    finally:
        write_known(folder, known)
    for user, one in found.items():
        if one.get("state") in IN:
            fetch.notes.append(f"user {user} handed in, but is not in the course any more: passed over")
    fetch.sweep()
    write_manifest(folder, fetch.rows)
    told = (*_several(fetch.said), *fetch.notes)
    return Pulled(folder, tuple(fetch.rows), fetch.fetched, fetch.reused, told, tuple(fetch.failed))


@dataclass(slots=True)
class _Fetch:
    """One fetch under way: everybody's rows so far, and what was said of whom."""

    google: Google
    folder: Path
    known: Known
    written: str | None
    rows: list[Row] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    said: dict[str, list[str]] = field(default_factory=dict)  # sentence: whom it is about
    notes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    fetched: int = 0
    reused: int = 0
    written_at: float = 0.0
    in_vain: int = 0  # files in a row for which all waiting was in vain

    def student(self, student: Student, home: str, one: dict[str, Any] | None) -> None:
        """One student's files; whatever goes wrong with them costs only them."""
        state = str((one or {}).get("state", ""))
        at, exact = received(one or {})
        late = "" if one is None else str(bool(one.get("late"))).lower()
        base = (home, student.email, student.name, student.user, str((one or {}).get("id", "")), state, late)
        attached = attachments(one or {})
        if one is None:
            self._say("not given this assignment", home)
        elif state not in IN:
            if attached.files or attached.others:
                self._say("attached something and did not hand it in", home)
            attached = attachments({})
        else:
            if not exact:
                self._say("no time of handing in; `received` is the last change instead", home)
            if changed_after(one):
                self._say("changed the files after handing in", home)
            self.notes += [f"{home}: {what}" for what in attached.others]
        made = self._files(home, attached.files)
        if state in IN and not made:
            self._say("handed in, but nothing that is here to be graded", home)
        rows = [Row(*base, at if state in IN else "", *one) for one in made]
        self.rows += rows or [Row(*base, at if state in IN else "")]

    def _files(self, home: str, files: list[dict[str, Any]]) -> list[tuple[str, str, str, str]]:
        taken: list[str] = []
        made = []
        fetched = self.fetched
        for one in files:
            number, title = str(one["id"]), line(str(one.get("title", "")), 200)
            try:
                self._expect_hope(title)
                drive = about(self.google, one)
                form, name, why = form_of(drive, self.written)
                title = line(drive.title, 200)
                if form is None:
                    self.notes.append(f"{home}: {title or number} cannot be used: it {why}")
                    continue
                name = free(safe(name), taken)
                taken.append(name)
                made.append((number, title, *self._file(home, drive, form, name)))
                self.in_vain = 0
            except RefusedError as error:
                self.in_vain = self.in_vain + 1 if error.why == "later" else 0
                made += self._old(home, number, title, taken, error)
        if self.fetched > fetched and time.monotonic() > self.written_at + OFTEN:
            write_known(self.folder, self.known)
            self.written_at = time.monotonic()
        return made

    def _expect_hope(self, title: str) -> None:
        """After three files in a row that could not be had, nobody waits for all the others."""
        if self.in_vain >= GIVE_UP:
            raise RefusedError("later", title, "not tried after the others")

    def _file(self, home: str, drive: DriveFile, form: Form, name: str) -> tuple[str, str]:
        """Its path and digest: as it lies here if that is the very version, else fetched."""
        key, path = f"{home}/{drive.id}", f"{home}/{name}"
        self.seen.add(key)
        kept = self.known.files.get(key)
        if kept and (kept.version, kept.file) == (drive.version, path) and self._digest(path) == kept.sha256:
            self.reused += 1
            return path, kept.sha256
        data = content(self.google, drive, form)
        digest = hashlib.sha256(data).hexdigest()
        if kept and kept.file != path:
            self.known.files[f"{key} as {kept.file}"] = kept  # swept away at the end, now or next time
        write(self.folder / path, data)
        self.known.files[key] = Kept(version=drive.version, file=path, sha256=digest)
        self.fetched += 1
        return path, digest

    def _old(
        self, home: str, number: str, title: str, taken: list[str], error: RefusedError
    ) -> list[tuple[str, str, str, str]]:
        """A file that could not be fetched: named, and the one of an earlier fetch stays where it is."""
        kept = self.known.files.get(f"{home}/{number}")
        whole = kept is not None and self._digest(kept.file) == kept.sha256
        stays = "; the version fetched earlier stays" if whole else ""
        self.failed.append(f"{home}: {title or number} could not be fetched: {error.sentence}{stays}")
        if kept is None or not whole:
            name = free(safe(title or number), taken)
            taken.append(name)
            return [(number, title, f"{home}/{name}", "")]  # not there, and not missing
        self.seen.add(f"{home}/{number}")
        taken.append(kept.file.partition("/")[2])
        return [(number, title, kept.file, kept.sha256)]

    def sweep(self) -> None:
        """Take away what was fetched earlier and is not handed in any more; nothing else is touched."""
        current = {row.file for row in self.rows}
        try:
            for key in [key for key in self.known.files if key not in self.seen]:
                old = self.known.files.pop(key)
                if old.file not in current:
                    (self.folder / old.file).unlink(missing_ok=True)
                    self.notes.append(f"{old.file} is not there any more, and was taken away here")
            for home in {self.folder / path.partition("/")[0] for path in self._left()}:
                if home.is_dir() and not any(home.iterdir()):
                    home.rmdir()
        except OSError as error:
            raise GraderError(f"{self.folder} could not be tidied up: {reason(error)}.") from error
        write_known(self.folder, self.known)

    def _left(self) -> list[str]:
        return [place.name for place in self.folder.iterdir() if place.is_dir()]

    def _digest(self, path: str) -> str:
        try:
            return hashlib.sha256((self.folder / path).read_bytes()).hexdigest()
        except OSError:
            return ""

    def _say(self, what: str, whom: str) -> None:
        self.said.setdefault(what, []).append(whom)


def _several(said: Mapping[str, list[str]]) -> list[str]:
    return [f"{what}: {', '.join(whom)}" for what, whom in said.items()]
