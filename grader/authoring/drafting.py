"""A reference made of a solution: which functions are asked, and the module that asks them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

from grader.authoring.examples import Example, examples
from grader.authoring.pieces import DEFINITIONS, Piece, needed, read
from grader.errors import GraderError
from grader.oracle.writing import call

__all__ = ["Asked", "Draft", "draft", "packages_of", "reference_text"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One function that becomes a question, with what its example may be."""

    piece: Piece
    function: ast.FunctionDef
    choices: tuple[Example, ...]

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.name

    @property
    def title(self) -> str:
        """The first sentence of its docstring, else its name in words."""
        doc = " ".join((ast.get_docstring(self.function) or "").partition("\n\n")[0].split())
        sentence = doc.partition(". ")[0].partition(" >>> ")[0].rstrip(". ")
        return (sentence or self.name.replace("_", " ").capitalize())[:80]


@dataclass(frozen=True, slots=True)
class Draft:
    """A solution's statements, the functions that are asked, and what was left out of it."""

    source: str
    pieces: tuple[Piece, ...]
    asked: tuple[Asked, ...]
    notes: tuple[str, ...]


def draft(path: Path, only: Sequence[str] = ()) -> Draft:
    """What a solution holds. Raises GraderError when there is nothing to ask."""
    pieces, notes = read(path)
    last = {
        piece.node.name: piece
        for piece in pieces
        if isinstance(piece.node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    unknown = [name for name in only if name not in last]
    if unknown:
        has = ", ".join(last) or "none"
        raise GraderError(f"{path} defines no function {unknown[0]}; it has {has}. Nothing was written.")
    asked, said = list[Asked](), list(notes)
    for name, piece in last.items():
        node = piece.node
        if not isinstance(node, ast.FunctionDef) or (only and name not in only) or _is_private(name):
            continue
        if not _is_plain(node):
            said.append(f"{name} takes *, / or ** arguments, and stays a helper")
            continue
        asked.append(Asked(piece, node, tuple(examples(node, pieces))))
    if not asked:
        raise GraderError(f"{path} defines no function to ask for. Nothing was written.")
    return Draft(path.name, tuple(pieces), tuple(asked), tuple(said))


def reference_text(drafted: Draft, chosen: dict[str, Example | None], title: str) -> str:
    """The module: what the questions lean on, each question, and an example below it."""
    names = {one.name for one in drafted.asked}
    roots = [*names, *(name for one in chosen.values() if one for name in one.needs)]
    pieces = needed(drafted.pieces, roots)
    by_piece = {id(one.piece): one for one in drafted.asked}
    future = [one.text for one in pieces if _is_future(one)]
    head = [f'"""{title}: the reference, made of {drafted.source}."""', *future]
    imports = [one.text for one in pieces if one.is_import and not _is_future(one)]
    imports.append("from grader.oracle import question")
    body, later, values = list[str](), list[str](), False
    for piece in pieces:
        asked = by_piece.get(id(piece))
        if piece.is_import:
            continue
        if asked is None:
            is_value = not isinstance(piece.node, DEFINITIONS)
            if is_value and values:
                body[-1] += f"\n{piece.text}"
            else:
                body.append(piece.text)
            values = is_value
            continue
        values = False
        example = chosen[asked.name]
        shown = _shown(asked, example)
        body.append(_decorated(asked))
        (later if example and example.doubt in (2, 3) else body).append(shown)
    texts = "\n\n\n".join(filter(None, [*body, "\n\n".join(later)]))
    return "\n\n".join(head) + "\n\n" + "\n".join(imports) + "\n\n\n" + texts + "\n"


def packages_of(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The packages that are imported, by the names under which they are installed; numpy is one of them."""
    modules = set[str]()
    for piece in pieces:
        for node in ast.walk(piece.node):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add((node.module or "").partition(".")[0])
    known = packages_distributions()
    found = {known[name][0] for name in modules - set(sys.stdlib_module_names) if name in known}
    return ("numpy", *sorted(found - {"numpy", "grader"}))


def _is_private(name: str) -> bool:
    return name.startswith(("_", "test_")) or name == "main"


def _is_plain(function: ast.FunctionDef) -> bool:
    args = function.args
    return not (args.posonlyargs or args.vararg or args.kwonlyargs or args.kwarg)


def _is_future(piece: Piece) -> bool:
    return isinstance(piece.node, ast.ImportFrom) and piece.node.module == "__future__"


def _decorated(asked: Asked) -> str:
    """The function's own text with @question above all else that decorates it."""
    lines = asked.piece.text.split("\n")
    at = next(at for at, line in enumerate(lines) if not line.startswith("#"))
    return "\n".join([*lines[:at], "@question", *lines[at:]])


def _shown(asked: Asked, example: Example | None) -> str:
    if not asked.function.args.args:
        return ""
    if example is None:
        names = ", ".join(f"{one.arg}=…" for one in asked.function.args.args)
        return f"# Give it a case to be called with, as in {asked.name}.example({names})"
    return call(f"{asked.name}.example", [f"{name}={text}" for name, text in example.arguments.items()])
