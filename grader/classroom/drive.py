"""One file of a student's from Google Drive: what it is, whether it can be used, and its bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from grader.classroom.service import Google, RefusedError, ask
from grader.model.text import line

__all__ = ["DriveFile", "about", "content", "form_of"]

Form = Literal["as it is", "pdf"]
FIELDS = "id,name,mimeType,md5Checksum,modifiedTime,size,trashed"
LARGEST = 200 << 20
COLAB = re.compile(r"application/vnd\.google\.colab\w*")
GOOGLE = "application/vnd.google-apps."
PRINTABLE = {"document": "a Google Doc", "presentation": "Google Slides", "spreadsheet": "a Google Sheet"}
OTHER = {"folder": "a folder", "shortcut": "a shortcut to another file", "form": "a Google Form"}


@dataclass(frozen=True, slots=True)
class DriveFile:
    """A file in Drive; its version is another whenever its content is another."""

    id: str
    title: str
    mime: str
    md5: str
    version: str
    size: int


def about(google: Google, attachment: dict[str, Any]) -> DriveFile:
    """What Drive says of an attached file. Raises RefusedError."""
    number, title = str(attachment["id"]), str(attachment.get("title", ""))
    request = google.drive.files().get(fileId=number, fields=FIELDS, supportsAllDrives=True)
    facts = ask(request, line(title, 80) or f"File {number}")
    md5 = str(facts.get("md5Checksum", ""))
    return DriveFile(
        number,
        title or str(facts.get("name", "")),
        str(facts.get("mimeType", "")),
        md5,
        f"md5 {md5}" if md5 else f"modified {facts.get('modifiedTime', '')}",
        int(facts.get("size", 0)),
    )


def form_of(file: DriveFile, written: str | None) -> tuple[Form | None, str, str]:
    """How it is fetched, the name it gets, and why it cannot be used where it cannot."""
    if COLAB.fullmatch(file.mime):  # plain notebooks, whose names need not say so
        ending = PurePosixPath(file.title).suffix.casefold()
        return "as it is", file.title if ending == ".ipynb" else f"{file.title}.ipynb", ""
    if not file.mime.startswith(GOOGLE):
        if file.size > LARGEST:
            return None, "", f"has more than {LARGEST >> 20} MB"
        return "as it is", file.title, ""
    kind = file.mime.removeprefix(GOOGLE)
    stem = file.title.strip()
    stem = stem[:-4] if stem.casefold().endswith(".pdf") else stem
    if kind in PRINTABLE and _is_written(stem, written):
        return "pdf", f"{stem}.pdf", ""
    what = PRINTABLE.get(kind) or OTHER.get(kind, "something that only Google can open")
    return None, "", f"is {what}, not a file"


def content(google: Google, file: DriveFile, form: Form) -> bytes:
    """Its bytes, whole. Raises RefusedError."""
    files = google.drive.files()
    name = line(file.title, 80) or file.id
    if form == "pdf":
        data = ask(files.export_media(fileId=file.id, mimeType="application/pdf"), name)
    else:
        data = ask(files.get_media(fileId=file.id, supportsAllDrives=True), name)
    if not isinstance(data, bytes):
        raise RefusedError("later", name, "Google's answer could not be read")
    if form == "as it is" and file.md5 and hashlib.md5(data, usedforsecurity=False).hexdigest() != file.md5:
        raise RefusedError("later", name, "it did not arrive whole")
    return data


def _is_written(title: str, written: str | None) -> bool:
    """Whether a title is the written part's name, however its words are joined."""
    if not written:
        return False
    stem = written[:-4] if written.casefold().endswith(".pdf") else written
    words = [re.sub(r"(?:\\[-_ ]|[-_ ])+", "[-_ ]+", re.escape(part)) for part in stem.split("{netid}")]
    return re.fullmatch(r"\{?\w[\w.]*\}?".join(words), title, re.IGNORECASE) is not None
