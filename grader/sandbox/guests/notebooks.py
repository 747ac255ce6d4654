"""A notebook's code cells as Python: nbformat tells the cells, IPython its own input lines.

A part of the reader. Both are looked for only when they are needed: a class of plain files never loads them.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import mending  # type: ignore[import-not-found]
import pieces  # type: ignore[import-not-found]

__all__ = ["NoNotebookError", "Spoken", "code_cells", "python"]

NEWEST = 4
MAX_LINES = 400  # input lines of one cell that are not Python
PLAIN = ("time", "timeit", "capture", "prun")  # what such a cell holds is Python, and is run
ONCE = ("time", "prun")  # such a line runs its rest, and what it binds stays
FILES = ("writefile", "file")  # such a cell is another file's text
KERNEL = "get_ipython"


class NoNotebookError(Exception):
    """The bytes are no notebook; the text says why in a few words."""


@dataclass(slots=True)
class Spoken:
    """A cell as Python, and the lines of it that spoke to the notebook and not to Python."""

    source: str
    lines: list[tuple[int, str]] = field(default_factory=list)
    other: str = ""  # the whole cell is for this


def code_cells(data: bytes, notes: list[str]) -> Iterator[str]:
    """The code cells' text; what they printed when saved is no evidence. Raises NoNotebookError."""
    if not data.strip(b" \t\r\n\0"):
        raise NoNotebookError(f"it is empty ({len(data)} bytes)")
    try:
        book = json.loads(mending.text(data, notes))
    except (ValueError, mending.UnreadableError):
        raise NoNotebookError("it is not a notebook: its text is not JSON, or is cut short") from None
    for cell in _upgraded(_bare(book)).get("cells", ()):
        if cell.get("cell_type") == "code":
            yield str(cell.get("source", ""))


def _bare(book: Any) -> dict[str, Any]:
    """The notebook with nothing but its cells' own text: outputs may be huge, and nobody asked for them."""
    sheets = book.get("worksheets", [book]) if isinstance(book, dict) else None
    if not isinstance(sheets, list) or not all(
        isinstance(sheet, dict) and isinstance(sheet.get("cells"), list) for sheet in sheets
    ):
        raise NoNotebookError("it is not a notebook: it holds no list of cells")
    cells = [_bare_cell(cell) for sheet in sheets for cell in sheet["cells"] if isinstance(cell, dict)]
    said = book.get("nbformat")
    form = said if isinstance(said, int) and 2 <= said <= NEWEST else NEWEST
    form = 3 if form == NEWEST and "worksheets" in book else form
    if form == NEWEST:
        return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return {"nbformat": form, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]}


def _bare_cell(cell: dict[str, Any]) -> dict[str, Any]:
    kind = "code" if cell.get("cell_type") == "code" else "raw"
    source = cell.get("source", cell.get("input", "")) if kind == "code" else ""
    parts = source if isinstance(source, list) else [source]
    text = "".join(part for part in parts if isinstance(part, str))
    return {
        "cell_type": kind,
        "source": text,
        "input": text,
        "language": "python",
        "metadata": {},
        "outputs": [],
    }


def _upgraded(book: dict[str, Any]) -> dict[str, Any]:
    """The notebook in the newest format; nbformat knows what the older ones were like."""
    import nbformat

    convert: Any = nbformat.convert

    told = nbformat.versions[book["nbformat"]].to_notebook_json(book, minor=book["nbformat_minor"])
    return dict(told if book["nbformat"] == NEWEST else convert(told, NEWEST))


def python(source: str) -> Spoken:
    """A cell that does not compile, after IPython's own reading of its lines; each line keeps its number."""
    from IPython.core.inputtransformer2 import TransformerManager

    manager: Any = TransformerManager
    reader = manager()
    blank = len(source) - len(source.lstrip("\n"))
    lines = source[blank:].rstrip("\n").splitlines(keepends=True)
    lines[-1:] = [lines[-1].rstrip("\n") + "\n"]
    for read in (*reader.cleanup_transforms, *reader.line_transforms):
        lines = read(lines)
    whole = _call("".join(lines))
    if whole is not None and whole[0] == "run_cell_magic":
        return _cell_magic(whole[1], blank)
    for _ in range(MAX_LINES):
        changed, after = reader.do_one_token_transform(lines)
        if not changed:
            break
        lines = _numbered(lines, after)
    return _told("\n" * blank + "".join(lines), source)


def _cell_magic(words: list[str], blank: int) -> Spoken:
    name, body = words[0], words[-1]
    if name in FILES:
        return Spoken("\n" * blank + f"{KERNEL}().run_cell_magic({name!r}, {words[1]!r}, {body!r})\n")
    if name not in PLAIN:
        return Spoken("", other=f"%%{name[:20]}")
    tree, _ = pieces.compiled(body)
    inner = Spoken(body) if tree is not None or not body.strip() else python(body)
    inner.source = "\n" * (blank + 1) + inner.source
    inner.lines = [(number + blank + 1, text) for number, text in inner.lines]
    return inner


def _numbered(before: list[str], after: list[str]) -> list[str]:
    """Several lines that became one leave empty lines behind, so that those below keep their numbers."""
    lost = len(before) - len(after)
    if lost <= 0:
        return after
    at = next((n for n, (old, new) in enumerate(zip(before, after, strict=False)) if old != new), 0)
    return [*after[: at + 1], *["\n"] * lost, *after[at + 1 :]]


def _told(text: str, source: str) -> Spoken:
    """Which lines became calls of the notebook's own; a line that times its rest is that rest."""
    lines, before = text.split("\n"), source.split("\n")
    told: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        was = before[number] if number < len(before) else ""
        if KERNEL not in line or KERNEL in was:
            continue
        rest = _timed(line)
        if rest:
            lines[number] = line[: len(line) - len(line.lstrip())] + rest
        else:
            told.append((number + 1, was.strip()))
    return Spoken("\n".join(lines), told)


def _timed(line: str) -> str:
    """What a line like `%time w = solve()` times, if that is Python."""
    name, words = _call(line.strip()) or ("", [""])
    rest = words[-1] if name == "run_line_magic" and words[0] in ONCE else ""
    return rest if "\n" not in rest and pieces.compiled(rest)[0] is not None else ""


def _call(text: str) -> tuple[str, list[str]] | None:
    """The method and the texts of `get_ipython().method("…", "…")`, if the whole text is that."""
    try:
        node = ast.parse(text).body[0].value  # type: ignore[attr-defined]
        words = [ast.literal_eval(word) for word in node.args]
        is_ours = node.func.value.func.id == KERNEL and all(isinstance(word, str) for word in words)
    except (AttributeError, IndexError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return (node.func.attr, words) if is_ours and words else None
