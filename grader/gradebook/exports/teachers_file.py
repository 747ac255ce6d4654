"""The teacher's own CSV: read so that single cells can be filled in and every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.model.files import local, reason
from grader.model.lines import same

__all__ = ["Cell", "TeachersFile", "read"]

MARKS = ",;\t"
LARGEST = 64 << 20
CODECS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, and where it stands in the file."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class TeachersFile:
    """A file as text, cut into cells; `lines` says where each row begins."""

    path: Path
    raw: str
    codec: str
    mark: str  # between two cells
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """The titles of the first row."""
        return tuple(cell.text.strip() for cell in self.rows[0])

    @property
    def columns(self) -> dict[str, int]:
        """The first column of each title, in whatever case it is written."""
        return {same(title): at for at, title in reversed(list(enumerate(self.head)))}

    def text(self, row: int, column: int | None) -> str:
        """A cell's text; "" in a row that is shorter, or without a column."""
        cells = self.rows[row]
        return "" if column is None or column >= len(cells) else cells[column].text

    def where(self, row: int) -> str:
        """A row as one finds it: grades.csv:7."""
        return f"{local(self.path)}:{self.lines[row]}"

    def filled(self, texts: Mapping[tuple[int, int], str]) -> bytes:
        """The file's bytes with other texts in these cells (row, column)."""
        return self._with(texts).encode(self.codec)

    def with_column(self, at: int, texts: Mapping[int, str]) -> TeachersFile:
        """The same file with one column more before the `at`-th, with these texts by row."""
        pieces: list[tuple[int, int, str]] = []
        for row, cells in enumerate(self.rows):
            if len(cells) == 1 and not cells[0].text:
                continue  # an empty line
            like = cells[min(at, len(cells)) - 1]
            new = self._written(texts.get(row, ""), like)
            if at < len(cells):
                pieces.append((cells[at].start, cells[at].start, f"{new}{self.mark}"))
            else:
                gap = self.mark * (at - len(cells) + 1)
                pieces.append((cells[-1].end, cells[-1].end, f"{gap}{new}"))
        return _parsed(self.path, _replaced(self.raw, pieces), self.codec, self.mark)

    def _with(self, texts: Mapping[tuple[int, int], str]) -> str:
        pieces: list[tuple[int, int, str]] = []
        for (row, column), text in texts.items():
            cells = self.rows[row]
            if column < len(cells):
                cell = cells[column]
                pieces.append((cell.start, cell.end, self._written(text, cell)))
            else:
                gap = self.mark * (column - len(cells) + 1)
                pieces.append((cells[-1].end, cells[-1].end, gap + self._written(text, cells[-1])))
        return _replaced(self.raw, sorted(pieces))

    def _written(self, text: str, like: Cell) -> str:
        if like.quoted or any(one in text for one in (self.mark, '"', "\r", "\n")):
            return '"{}"'.format(text.replace('"', '""'))
        return text


def read(path: Path) -> TeachersFile:
    """The file as it lies there. Raises GraderError with file, line and remedy."""
    try:
        if path.stat().st_size > LARGEST:
            raise GraderError(f"{path} is larger than {LARGEST >> 20} MB; is it the file you downloaded?")
        data = path.read_bytes()
    except OSError as error:
        raise GraderError(f"{path} cannot be read: {reason(error)}.") from error
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise GraderError(f"{local(path)} is a workbook or a zip; download the grades as CSV.")
    codec = CODECS.get(data[:2], "utf-8")
    try:
        raw = data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise GraderError(
            f"{local(path)}:{line}: this is not UTF-8; download the file again, or save it as CSV in UTF-8."
        ) from error
    if not raw.strip(f"{BOM}\r\n\t ,;"):
        raise GraderError(f"{local(path)}:1: the file is empty; download it again.")
    first = {mark: len(next(_cells(path, raw, mark))[1]) for mark in MARKS}
    return _parsed(path, raw, codec, max(MARKS, key=lambda mark: first[mark]))


def _parsed(path: Path, raw: str, codec: str, mark: str) -> TeachersFile:
    found = list(_cells(path, raw, mark))
    return TeachersFile(
        path, raw, codec, mark, tuple(cells for _, cells in found), tuple(line for line, _ in found)
    )


def _cells(path: Path, raw: str, mark: str) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """Each row's line and cells."""
    one = re.compile(rf'("(?:[^"]|"")*+")?[^{re.escape(mark)}\r\n]*')
    at, line = int(raw.startswith(BOM)), 1
    while at < len(raw):
        begun, cells = line, []
        while True:
            found = one.match(raw, at)
            assert found is not None  # noqa: S101 - it matches the empty text, too
            quoted = found[1]
            if quoted is None and found[0].startswith('"'):
                raise GraderError(
                    f"{local(path)}:{line}: a quotation mark is opened and never closed; "
                    "download the file again, or mend that line."
                )
            text = found[0] if quoted is None else _inside(quoted) + found[0][len(quoted) :]
            cells.append(Cell(text, at, found.end(), quoted is not None))
            line += len(re.findall(r"\r\n|\r|\n", found[0]))
            at = found.end() + 1
            if not raw.startswith(mark, found.end()):
                break
        at += raw.startswith("\r\n", at - 1)
        line += 1
        yield begun, tuple(cells)


def _inside(quoted: str) -> str:
    return quoted[1:-1].replace('""', '"')


def _replaced(raw: str, pieces: list[tuple[int, int, str]]) -> str:
    out, at = [], 0
    for start, end, text in pieces:
        out += [raw[at:start], text]
        at = end
    return "".join([*out, raw[at:]])
