"""A solution as its top-level statements, by reading alone: what each binds and what it needs."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.sandbox.reader import Reader

__all__ = ["Piece", "needed", "needs_of", "read"]

BUILTINS = frozenset(dir(builtins))
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Piece:
    """One top-level statement with the comments right above it."""

    node: ast.stmt
    text: str
    binds: frozenset[str]
    needs: frozenset[str]

    @property
    def is_import(self) -> bool:
        """Whether it only imports."""
        return isinstance(self.node, (ast.Import, ast.ImportFrom))

    @property
    def is_whole(self) -> bool:
        """Whether a name that it binds has one value from then on."""
        return isinstance(self.node, (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, *DEFINITIONS))


def read(path: Path) -> tuple[list[Piece], tuple[str, ...]]:
    """A file's or a notebook's statements in order, and what was left out. Raises GraderError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GraderError(f"{path} cannot be read: {error.strerror or error}.") from error
    with Reader() as reader:
        file = reader.read(path.name, data, frozenset())
    if file.error:
        raise GraderError(f"{path}: {file.error}.")
    pieces: list[Piece] = []
    for block in file.blocks:
        if block.error is None:
            pieces += _statements(block.source)
    return pieces, file.notes


def needed(pieces: Sequence[Piece], names: Iterable[str]) -> list[Piece]:
    """The statements that these names lean on, in their order: of definitions the last, of values all."""
    waiting, kept = list(names), set[int]()
    stars = [at for at, piece in enumerate(pieces) if piece.is_import and "*" in piece.binds]
    kept.update(stars)
    seen = set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        binders = [at for at, piece in enumerate(pieces) if name in piece.binds]
        if binders and isinstance(pieces[binders[-1]].node, DEFINITIONS):
            binders = binders[-1:]
        for at in binders:
            kept.add(at)
            waiting += pieces[at].needs
    return [pieces[at] for at in sorted(kept)]


def needs_of(source: str) -> frozenset[str]:
    """The names that a text takes from outside of it."""
    top = symtable.symtable(source, "solution", "exec")
    found, tables = set[str](), [top]
    for table in tables:
        tables += table.get_children()
        for symbol in table.get_symbols():
            outer = symbol.is_global() or (table is top and not symbol.is_imported())
            if symbol.is_referenced() and outer:
                found.add(symbol.get_name())
    return frozenset(found - BUILTINS)


def _statements(source: str) -> list[Piece]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):  # the reader has compiled it: not here, then
        return []
    lines, pieces = source.split("\n"), list[Piece]()
    end = 0
    for node in tree.body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        start = first - 1
        while start > end and lines[start - 1].startswith("#"):
            start -= 1
        shared = start < end  # two statements on one line
        text = ast.unparse(node) if shared else "\n".join(lines[start : node.end_lineno])
        own = ast.get_source_segment(source, node) or ast.unparse(node)
        if getattr(node, "decorator_list", []):
            own = "\n".join(lines[first - 1 : node.end_lineno])
        pieces.append(Piece(node, text, _binds(node, own), needs_of(own)))
        end = node.end_lineno or end
    return pieces


def _binds(node: ast.stmt, source: str) -> frozenset[str]:
    if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
        return frozenset("*")
    table = symtable.symtable(source, "solution", "exec")
    bound = (symbol for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported())
    return frozenset(symbol.get_name() for symbol in bound)
