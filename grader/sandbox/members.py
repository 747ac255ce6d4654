"""What an unpacker sends, put down file by file: counted, named by number, and whole or not there."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import BinaryIO

from grader.errors import SandboxError
from grader.model.files import reason
from grader.model.unpacked import Bounds, Member, Unpacked

__all__ = ["Taken", "safe"]

SHELF = 1000  # files in one folder
LONGEST = 255  # characters of one part of a name
DEEPEST = 40
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$")


class Taken:
    """The files of one archive as they come in; `frame` gives the whole when the last one is there."""

    def __init__(self, place: Path, bounds: Bounds) -> None:
        self.bounds = bounds
        self.broken = False  # the other side went beyond what it was told
        self._place = place
        self._members: list[Member] = []
        self._refused: list[tuple[str, str]] = []
        self._notes: list[str] = []
        self._names: dict[str, int] = {}
        self._met = self._total = self._size = 0
        self._name = ""
        self._stream: BinaryIO | None = None

    def frame(self, head: dict[str, object], data: bytes) -> Unpacked | None:
        """Take one frame. Raises ValueError, TypeError, KeyError for nonsense, SandboxError for our disk."""
        kind = head["is"]
        try:
            if kind == "file":
                self._begin(_text(head["name"]))
            elif kind == "data":
                self._data(data)
            elif kind == "whole":
                self._whole()
            elif kind == "refused":
                self._refuse(_text(head["name"]), _text(head["why"]))
            elif kind in ("done", "error"):
                return self._all(_words(_text(head["why"])) if kind == "error" else "")
            else:
                raise ValueError
        except OSError as error:
            raise SandboxError(
                f"A zip could not be unpacked below {self._place}: {reason(error)}."
            ) from error
        if self._total > self.bounds.total or self._met > self.bounds.members:
            self.broken = True
            return self._all("it holds more than it may")
        return None

    def close(self) -> None:
        """Nothing stays open."""
        if self._stream is not None:
            self._stream.close()
        self._stream = None

    def _begin(self, raw: str) -> None:
        if self._stream is not None:
            raise ValueError
        self._met += 1
        shelf = self._place / str(self._met // SHELF)
        shelf.mkdir(exist_ok=True)
        self._name, self._size = raw, 0
        self._stream = (shelf / str(self._met)).open("xb")

    def _data(self, data: bytes) -> None:
        if self._stream is None:
            raise ValueError
        self._size += len(data)
        self._total += len(data)
        if self._size > self.bounds.single:
            raise ValueError
        self._stream.write(data)

    def _whole(self) -> None:
        if self._stream is None:
            raise ValueError
        place = Path(self._stream.name)
        self.close()
        name, why = safe(self._name)
        if why:
            place.unlink()
            self._refused.append((name, why))
            return
        self._members.append(Member(self._single(name), place, self._size))

    def _refuse(self, raw: str, why: str) -> None:
        if self._stream is None:
            self._met += 1
        else:
            place = Path(self._stream.name)
            self.close()
            place.unlink()
        self._refused.append((safe(raw)[0], _words(why)))

    def _single(self, name: str) -> str:
        """The same name a second time gets a number, as a browser does it."""
        key = name.casefold()
        if key not in self._names:
            self._names[key] = 0
            return name
        stem, dot, ending = name.rpartition(".")
        if not dot or "/" in ending:
            stem, ending = name, ""
        while True:
            self._names[key] += 1
            other = f"{stem} ({self._names[key]}){dot and '.'}{ending}"
            if other.casefold() not in self._names:
                self._names[other.casefold()] = 0
                self._notes.append(f"{name} is there twice: the second is taken as {other}")
                return other

    def _all(self, error: str) -> Unpacked:
        self.close()
        if error:
            return Unpacked(error=error)
        return Unpacked(tuple(self._members), tuple(self._refused), tuple(self._notes))


def safe(raw: str) -> tuple[str, str]:
    """A member's name as it may be shown, and why a file so named is not taken, if it is not."""
    text = unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode("utf-8", "replace"))
    text = "".join("_" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in text)
    parts = text.replace("\\", "/").split("/")
    shown = "/".join(part[:LONGEST] for part in parts[:DEEPEST]) or "a file without a name"
    if len(parts) > DEEPEST:
        return shown, f"it lies more than {DEEPEST} folders deep"
    if re.match(r"(?:[A-Za-z]:|/)", text.replace("\\", "/")) or ".." in (part.strip() for part in parts):
        return shown, "its name leads out of the archive"
    kept = [_part(part) for part in parts if part not in ("", ".")]
    return ("/".join(kept), "") if kept else (shown, "it has no name")


def _part(part: str) -> str:
    """One part of a name that every system could hold: short, and none that Windows keeps for itself."""
    stem, dot, ending = part.rpartition(".")
    if len(part) > LONGEST:
        part = f"{stem[: LONGEST - 20]}{dot}{ending[:19]}" if stem else part[:LONGEST]
    part = part.rstrip(" .") or "_"
    return f"_{part}" if RESERVED.match(part) else part


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _words(text: str) -> str:
    """A short text on one line without a terminal's control characters."""
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text[:200]).strip()
