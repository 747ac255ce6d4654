"""Every deliberate bug of a reference: one small edit of what its answers are made of."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from grader.trials.mutants.edits import Edit, Text, edits
from grader.trials.mutants.operators import OPERATORS
from grader.trials.mutants.sources import Module, pieces

__all__ = ["Mutant", "mutants"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bug in `file`, in the function or constant `where`: the line as it was and as it is now.

    `questions` are those whose answers the line is part of.
    """

    file: str
    where: str
    line: int
    was: str
    becomes: str
    what: str
    source: str
    questions: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str, str, str]:
        """What tells it from all others, and stays when other lines change."""
        return self.file, self.where, self.was, self.becomes

    def diff(self, original: str) -> str:
        """The bug as people read one."""
        lines = unified_diff(original.splitlines(), self.source.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in lines if line[:3] not in ("---", "+++", "@@ "))


def mutants(modules: Mapping[str, Module], questions: Sequence[str]) -> tuple[Mutant, ...]:
    """All bugs, file by file, in the order of their lines; two that read alike are one."""
    found: dict[tuple[str, str, str, str], Mutant] = {}
    for (file, name), used in pieces(modules, questions).items():
        text, node = Text(modules[file].source), modules[file].defined[name]
        for edit in edits(text, _part(node), OPERATORS):
            if _changes(text, node, edit):
                mutant = _made(text, (file, name), edit, used)
                found.setdefault(mutant.name, mutant)
    return tuple(sorted(found.values(), key=lambda one: (one.file, one.line)))


def _part(node: ast.stmt) -> ast.AST:
    value = getattr(node, "value", None)
    return value if isinstance(node, ast.Assign | ast.AnnAssign) and value is not None else node


def _changes(text: Text, node: ast.stmt, edit: Edit) -> bool:
    """Whether the statement around it is still Python, and another: brackets alone change nothing."""
    start, end = text.span(node)
    old = text.data[start:end].decode()
    new = f"{text.data[start : edit.start].decode()}{edit.text}{text.data[edit.end : end].decode()}"
    try:
        return ast.dump(ast.parse(new)) != ast.dump(ast.parse(old))
    except (SyntaxError, ValueError):
        return False


def _made(text: Text, piece: tuple[str, str], edit: Edit, used: tuple[str, ...]) -> Mutant:
    source = text.edited(edit)
    first, last = text.line_of(edit.start), text.line_of(max(edit.start, edit.end - 1))
    more = edit.text.count("\n") - text.data[edit.start : edit.end].count(b"\n")
    was = _told(text.source.splitlines()[first - 1 : last])
    becomes = _told(source.splitlines()[first - 1 : last + more])
    return Mutant(*piece, first, was, becomes, edit.what, source, used)


def _told(lines: Sequence[str]) -> str:
    return " ".join(line.strip() for line in lines)
