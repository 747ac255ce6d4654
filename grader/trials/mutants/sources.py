"""What a reference's answers are made of: for every question its function, the helpers and the constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Module", "Piece", "files_of", "pieces", "read"]

Piece = tuple[str, str]  # a module's file and a name it gives a value to


@dataclass(slots=True)
class Module:
    """A file of the reference: its text, what each name at its top level is, and where names come from."""

    file: str
    source: str
    defined: dict[str, ast.stmt] = field(default_factory=dict)
    imported: dict[str, Piece] = field(default_factory=dict)  # names of other files of the reference
    beside: list[str] = field(default_factory=list)  # those files


def read(reference: Path) -> dict[str, Module]:
    """Every file of a reference; it was imported already, so it can be parsed."""
    paths = sorted(reference.glob("*.py"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in paths}
    return {file: _module(file, text, texts) for file, text in texts.items()}


def _module(file: str, source: str, known: Mapping[str, str]) -> Module:
    module = Module(file, source)
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and f"{node.module}.py" in known:
            module.beside.append(f"{node.module}.py")
            for alias in node.names:
                module.imported[alias.asname or alias.name] = (f"{node.module}.py", alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if f"{alias.name}.py" in known:
                    module.beside.append(f"{alias.name}.py")
                    module.imported[alias.asname or alias.name] = (f"{alias.name}.py", "")
        for name in _names(node):
            module.defined[name] = node
    return module


def _names(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) and node.value else targets
    for target in targets:
        yield from (one.id for one in ast.walk(target) if isinstance(one, ast.Name))


def pieces(modules: Mapping[str, Module], questions: Sequence[str]) -> dict[Piece, tuple[str, ...]]:
    """Every piece some answer is made of, with the questions whose answers those are."""
    found: dict[Piece, dict[str, None]] = {}
    for question in questions:
        home = home_of(modules, question)
        waiting = [(home.file, question)] if home else []
        while waiting:
            piece = waiting.pop()
            if question not in found.setdefault(piece, {}):
                found[piece][question] = None
                waiting += _used(modules, piece)
    return {piece: tuple(used) for piece, used in found.items()}


def home_of(modules: Mapping[str, Module], question: str) -> Module | None:
    """The file in which a question's function stands."""
    for module in modules.values():
        node = module.defined.get(question)
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            return module
    return None


def _used(modules: Mapping[str, Module], piece: Piece) -> Iterator[Piece]:
    module = modules[piece[0]]
    node = module.defined[piece[1]]
    body = node.body if isinstance(node, ast.FunctionDef) else [node]
    for one in (inner for statement in body for inner in ast.walk(statement)):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            file, name = module.imported.get(one.value.id, ("", "x"))
            if not name and one.attr in modules[file].defined:
                yield (file, one.attr)
        if isinstance(one, ast.Name):
            if one.id in module.defined and one.id != piece[1]:
                yield (module.file, one.id)
            file, name = module.imported.get(one.id, ("", ""))
            if name and name in modules[file].defined:
                yield (file, name)


def files_of(modules: Mapping[str, Module], questions: Sequence[str]) -> tuple[str, ...]:
    """The files these questions need, themselves and all they import, in order."""
    homes = [home_of(modules, question) for question in questions]
    needed: set[str] = set()
    waiting = [home.file for home in homes if home]
    while waiting:
        file = waiting.pop()
        if file not in needed:
            needed.add(file)
            waiting += modules[file].beside
    return tuple(file for file in modules if file in needed)
