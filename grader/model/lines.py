"""The lines of a table that a person or a system wrote, whatever it separates and encodes them with."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from dataclasses import dataclass

__all__ = ["Line", "fold", "lines", "same"]

DELIMITERS = ",;\t"
BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of cells, and the line of the file it begins on."""

    number: int
    cells: tuple[str, ...]

    def __getitem__(self, at: int) -> str:
        """A cell; "" where the row is too short to have it."""
        return self.cells[at] if 0 <= at < len(self.cells) else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.cells)


def lines(data: bytes) -> tuple[Line, ...]:
    """Every row, stripped; commas, semicolons or tabs, UTF-8 or UTF-16. Raises UnicodeDecodeError."""
    text = _text(data)
    delimiter = _delimiter(text)
    reader, found, at = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), list[Line](), 1
    for row in reader:
        found.append(Line(at, tuple(cell.strip() for cell in row)))
        at = reader.line_num + 1
    return tuple(found)


def fold(text: str) -> str:
    """A text in which case, and how much white space, make no difference."""
    return " ".join(text.casefold().split())


def same(text: str) -> str:
    """A name in one spelling: neither case nor how accents are written makes a difference."""
    return fold(unicodedata.normalize("NFC", text))


def _text(data: bytes) -> str:
    if data.startswith(BOMS):
        return data.decode("utf-16").replace("\0", "")
    if data[1:2] == b"\0" or data[:1] == b"\0":  # UTF-16 without its mark, as some gradebooks write it
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be").replace("\0", "")
    return data.decode("utf-8-sig").replace("\0", "")


def _delimiter(text: str) -> str:
    """The one that makes most columns of the first row."""

    def columns(delimiter: str) -> int:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ()))

    return max(DELIMITERS, key=columns)
