"""The reader: a process of its own that turns the bytes of code files into plain blocks.

Run as `python -I -S -B reader.py` with a socket as its standard input; it takes requests and answers
until the socket closes. It parses and never runs a student's text; whatever the bytes do to it costs their
file alone. Messages: `u32 head length, u64 payload length, head (JSON), payload`.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import socket
import struct
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

sys.path.append(__file__.rpartition("/")[0])
import bounding  # type: ignore[import-not-found]
import facts as names  # type: ignore[import-not-found]
import mending  # type: ignore[import-not-found]
import notebooks  # type: ignore[import-not-found]
import pieces  # type: ignore[import-not-found]

HEADER = struct.Struct("<IQ")
MAX_ANSWER = 8 << 20
MAX_CODE = 4 << 20
MAX_NOTES = 20
MAX_SPOKEN = 6
SPOKEN = "lines for the notebook itself did nothing here"


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
    bounding.confine()
    sys.path += sys.argv[1:]  # a folder with what notebooks and guesses need, filled when they come
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


def read(path: str, data: bytes, asked: frozenset[str]) -> dict[str, object]:
    """Everything that can be known of a file's bytes without running them."""
    notes: list[str] = []
    try:
        if path.lower().endswith(".ipynb"):
            cells = list(_notebook(data, notes))
        else:
            cells = list(_python(data, notes))
        return _told(path, cells, notes, asked)
    except (mending.UnreadableError, notebooks.NoNotebookError) as error:
        return {"error": str(error)}
    except ModuleNotFoundError as error:
        importlib.invalidate_caches()
        return {"needs": str(error.name)}  # our host gives it to us, once one is needed
    except (RecursionError, MemoryError):
        return {"error": "it is nested too deeply, or too large to take apart"}
    except Exception as error:
        return {"error": f"taking it apart failed ({type(error).__name__})"}


def _told(path: str, cells: list[Cell], notes: list[str], asked: frozenset[str]) -> dict[str, object]:
    known = names.Facts()
    for cell in cells:
        place = path if cell.number is None else f"{path} cell {cell.number}"
        idle = len(known.idle)
        names.learn(known, cell.source, cell.tree, place, cell.trouble, asked)
        if cell.trouble and len(known.idle) == idle:  # a starter that came back as it was is no loss
            cell_words = "" if cell.number is None else f"cell {cell.number} "
            notes.append(f"{cell_words}{cell.trouble} (it was left out)")
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
    source = mending.text(data, notes)
    _check_size(len(source))
    if not source.strip():
        notes.append("the file is empty")
        return
    tree, trouble = pieces.compiled(source)
    if trouble is not None:
        source, done = mending.mended(source)
        if done:
            notes += done
            tree, trouble = pieces.compiled(source)
    if trouble is None:
        yield Cell(source, 1, None, tree, None)
        return
    spoken: list[str] = []
    for piece in pieces.split(source):
        yield _block(piece, notes, spoken)
    _say_spoken(notes, spoken)


def _block(piece: Any, notes: list[str], spoken: list[str]) -> Cell:
    """One block of a file that does not compile as a whole."""
    if piece.trouble is None:
        return Cell(piece.source, piece.line, None, piece.tree, None)
    if piece.source[:1] in "!%":  # a notebook saved as a plain file
        told = notebooks.python(piece.source)
        tree, trouble = pieces.compiled(told.source)
        if trouble is None and not told.other:
            spoken += [f"line {piece.line + line - 1}: {text[:40]}" for line, text in told.lines]
            return Cell(told.source, piece.line, None, tree, None)
    source, done = mending.mended(piece.source)
    if done:
        notes += [f"line {piece.line}: {say}" for say in done]
        return Cell(source, piece.line, None, pieces.compiled(source)[0], None)
    return Cell(piece.source, piece.line, None, None, piece.trouble.words(piece.line))


def _check_size(size: int) -> None:
    if size > MAX_CODE:
        raise mending.UnreadableError(f"it holds more than {MAX_CODE >> 20} MB of code")


def _notebook(data: bytes, notes: list[str]) -> Iterator[Cell]:
    sources = list(notebooks.code_cells(data, notes))
    _check_size(sum(map(len, sources)))
    spoken: list[str] = []
    for number, source in enumerate(sources, start=1):
        text = mending.plain(source)
        if text.strip():
            cell = _cell(text, number, notes, spoken)
            if cell is not None:
                yield cell
    _say_spoken(notes, spoken)


def _say_spoken(notes: list[str], spoken: list[str]) -> None:
    more = " …" if len(spoken) > MAX_SPOKEN else ""
    notes += [f"{SPOKEN}: {', '.join(spoken[:MAX_SPOKEN])}{more}"] if spoken else []


def _cell(source: str, number: int, notes: list[str], spoken: list[str]) -> Cell | None:
    """A cell as Python: as it stands, else as a notebook reads it, else with its characters put right."""
    tree, trouble = pieces.compiled(source)
    if trouble is not None:
        told = notebooks.python(source)
        spoken += [f"cell {number} line {line}: {text[:40]}" for line, text in told.lines]
        if told.other:
            spoken.append(f"cell {number}: {told.other}")
            return None
        source = told.source
        tree, trouble = pieces.compiled(source)
    if trouble is not None:
        source, done = mending.mended(source)
        if done:
            notes += [f"cell {number}: {say}" for say in done]
            tree, trouble = pieces.compiled(source)
    return Cell(source, 1, number, tree, trouble.words(1) if trouble else None)


if __name__ == "__main__":
    main()
