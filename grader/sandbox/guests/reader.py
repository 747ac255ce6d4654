"""The reader: a process of its own that turns the bytes of code files into plain blocks.

Run as `python -I -S -B reader.py` with a socket as its standard input; it takes requests and answers
until the socket closes. It parses and never runs a student's text; whatever the bytes do to it costs their
file alone. Messages: `u32 head length, u64 payload length, head (JSON), payload`.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import resource
import socket
import struct
import sys
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

sys.path.append(__file__.rpartition("/")[0])
import facts as names  # type: ignore[import-not-found]
import pieces  # type: ignore[import-not-found]

HEADER = struct.Struct("<IQ")
MAX_ANSWER = 8 << 20
MAX_CODE = 4 << 20
MAX_NOTES = 20
MAX_MAGICS = 200
MAGIC = re.compile(r"\s*(?:%{1,2}\s?[A-Za-z]|!|\?)|.*\?\s*$|\s*[A-Za-z_][\w., ]*=\s*(?:!|%\s?[A-Za-z])")
TRANSPARENT = ("%%time", "%%timeit", "%%capture", "%%prun")  # the cell below such a line is plain Python


class UnreadableError(Exception):
    """The whole file cannot be read; the text says why in a few words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of source that compiles or not: a notebook's cell, or a block of a file."""

    source: str
    line: int
    number: int | None
    tree: ast.Module | None
    trouble: str | None


def main() -> None:
    """Answer requests on standard input until it closes."""
    confine()
    warnings.simplefilter("ignore")
    with socket.socket(fileno=os.dup(0)) as line, line.makefile("rb") as incoming:
        line.sendall(b"ready")
        while True:
            header = incoming.read(HEADER.size)
            if len(header) < HEADER.size:
                return
            head_size, size = HEADER.unpack(header)
            head, data = json.loads(incoming.read(head_size)), incoming.read(size)
            answer = json.dumps(read(head["path"], data, frozenset(head["asked"])))
            if len(answer) > MAX_ANSWER:
                answer = json.dumps({"error": "it holds too much to send back"})
            line.sendall(HEADER.pack(len(answer), 0) + answer.encode())


def confine() -> None:
    """Bounds for this process before it sees a byte: memory, no files, no processes, no core dumps."""
    for kind, limit in (
        ("RLIMIT_AS", 1 << 30),
        ("RLIMIT_DATA", 1 << 30),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 16),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # not every system has every limit
            resource.setrlimit(getattr(resource, kind), (limit, limit))


def read(path: str, data: bytes, asked: frozenset[str]) -> dict[str, object]:
    """Everything that can be known of a file's bytes without running them."""
    notes: list[str] = []
    try:
        if path.lower().endswith(".ipynb"):
            cells = list(_notebook(data, notes))
        else:
            cells = list(_python(data, notes))
        return _told(path, cells, notes, asked)
    except UnreadableError as error:
        return {"error": str(error)}
    except (RecursionError, MemoryError):
        return {"error": "it is nested too deeply, or too large to take apart"}
    except Exception as error:
        return {"error": f"taking it apart failed ({type(error).__name__})"}


def _told(path: str, cells: list[Cell], notes: list[str], asked: frozenset[str]) -> dict[str, object]:
    known = names.Facts()
    for cell in cells:
        place = path if cell.number is None else f"{path} cell {cell.number}"
        names.learn(known, cell.source, cell.tree, f"{place} {cell.trouble}", asked)
    if len(notes) > MAX_NOTES:
        notes[MAX_NOTES:] = [f"and {len(notes) - MAX_NOTES} more of the kind"]
    return {
        "blocks": [[cell.source, cell.line, cell.number, cell.trouble] for cell in cells],
        "defines": sorted(known.bound),
        "untouched": sorted(known.untouched),
        "lost": sorted((name, why) for name, why in known.lost.items() if name not in known.real),
        "student": known.student,
        "notes": notes,
    }


def _python(data: bytes, notes: list[str]) -> Iterator[Cell]:
    source = _text(data, notes)
    _check_size(len(source))
    if not source.strip():
        notes.append("the file is empty")
        return
    tree, trouble = pieces.compiled(source)
    if trouble is None:
        yield Cell(source, 1, None, tree, None)
        return
    for piece in pieces.split(source):
        words = piece.trouble.words(piece.line) if piece.trouble else None
        yield Cell(piece.source, piece.line, None, piece.tree, words)


def _check_size(size: int) -> None:
    if size > MAX_CODE:
        raise UnreadableError(f"it holds more than {MAX_CODE >> 20} MB of code")


def _text(data: bytes, notes: list[str]) -> str:
    """The text of a file by its mark, its declared coding, UTF-8, else a guess that is noted."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _plain(_decoded(data, "utf-16", notes) or "")
    if b"\0" in data:
        raise UnreadableError("it holds NUL bytes, so it is not a text")
    with contextlib.suppress(SyntaxError, LookupError, UnicodeError, ValueError):
        declared, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return _plain(data.decode(declared))
    for coding in ("utf-8-sig", "cp1252", "latin-1"):
        text = _decoded(data, coding, notes)
        if text is not None:
            return _plain(text)
    raise UnreadableError("its characters cannot be told")


def _decoded(data: bytes, coding: str, notes: list[str]) -> str | None:
    try:
        text = data.decode(coding)
    except UnicodeError:
        if coding == "utf-16":
            raise UnreadableError("it claims to be UTF-16 and is not") from None
        return None
    if coding != "utf-8-sig":
        notes.append(f"read as {coding}, because it is not UTF-8")
    return text


def _plain(text: str) -> str:
    """One kind of line end, no byte order mark, no half characters."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode()


def _notebook(data: bytes, notes: list[str]) -> Iterator[Cell]:
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableError(f"it is empty ({len(data)} bytes)")
    try:
        book = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        raise UnreadableError("it is not a notebook: its text is not JSON, or is cut short") from None
    sources = list(_sources(book))
    _check_size(sum(map(len, sources)))
    for number, source in enumerate(sources, start=1):
        text = _plain(source)
        if text.strip():
            cell = _cell(text, number, notes)
            if cell is not None:
                yield cell


def _sources(book: object) -> Iterator[str]:
    """The code cells' text, format 4 and format 3; what they printed when saved is no evidence."""
    sheets = book.get("worksheets", [book]) if isinstance(book, dict) else None
    if not isinstance(sheets, list) or not all(isinstance(s, dict) and "cells" in s for s in sheets):
        raise UnreadableError("it is not a notebook: it holds no list of cells")
    for cell in (cell for sheet in sheets for cell in sheet["cells"]):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", cell.get("input", ""))
            parts = source if isinstance(source, list) else [source]
            yield "".join(part for part in parts if isinstance(part, str))


def _cell(source: str, number: int, notes: list[str]) -> Cell | None:
    """A cell as Python; lines that speak to the notebook become `pass` where they stand in the way."""
    tree, trouble = pieces.compiled(source)
    lines = source.split("\n")
    first = next(n for n, line in enumerate(lines) if line.strip())
    if trouble is not None and lines[first].startswith("%%"):
        word = lines[first].split()[0]
        if word not in TRANSPARENT:
            notes.append(f"cell {number} was passed over: it is for {word[:20]}")
            return None
        lines[first] = "pass"
        tree, trouble = pieces.compiled("\n".join(lines))
    for _ in range(MAX_MAGICS):
        if trouble is None or not _hush(lines, trouble.line - 1, number, notes):
            break
        tree, trouble = pieces.compiled("\n".join(lines))
    words = trouble.words(1) if trouble else None
    return Cell("\n".join(lines), 1, number, tree, words)


def _hush(lines: list[str], at: int, number: int, notes: list[str]) -> bool:
    """Replace the line the compiler stumbled over by `pass`, if it speaks to the notebook."""
    at = min(at, len(lines) - 1)
    while at > 0 and lines[at - 1].endswith("\\"):
        at -= 1
    if not MAGIC.match(lines[at]):
        return False
    line = lines[at]
    lines[at] = line[: len(line) - len(line.lstrip())] + "pass"
    notes.append(f"cell {number} line {at + 1} was passed over: {line.strip()[:40]}")
    while line.endswith("\\") and at + 1 < len(lines):
        at += 1
        line, lines[at] = lines[at], ""
    return True


if __name__ == "__main__":
    main()
