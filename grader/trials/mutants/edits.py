"""Edits of Python as text: a piece of a syntax tree is replaced, everything around it stays as written."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["Edit", "Text", "edits"]

COMPOUND = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.Starred)


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes from `start` to `end` become `text`; `what` says the idea in a few words."""

    start: int
    end: int
    text: str
    what: str


class Text:
    """A module's source, with the places of its tree's nodes in it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.data = source.encode()
        lines = self.data.splitlines(keepends=True)
        self._starts = [0, *accumulate(len(line) for line in lines)]

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a node begins and ends."""
        at: ast.expr = node  # type: ignore[assignment]
        last, end = at.end_lineno or at.lineno, at.end_col_offset or 0
        return self._starts[at.lineno - 1] + at.col_offset, self._starts[last - 1] + end

    def of(self, node: ast.AST) -> str:
        """A node as it is written, in brackets where it would fall apart elsewhere."""
        start, end = self.span(node)
        text = self.data[start:end].decode()
        return f"({text})" if isinstance(node, COMPOUND) else text

    def put(self, node: ast.AST, text: str, what: str) -> Edit:
        """Another text in a node's place, without brackets that nothing needs there."""
        start, end = self.span(node)
        before, after = self.data[:start], self.data[end : end + 1]
        alone = before.endswith((b"return ", b" = ")) and after in (b"\n", b"")
        inside = before.endswith(b"(") and after == b")"
        if (alone or inside) and _bracketed(text):
            text = text[1:-1]
        return Edit(start, end, text, what)

    def between(self, left: ast.AST, right: ast.AST, old: str, new: str, what: str) -> Iterator[Edit]:
        """Another operator between two nodes."""
        start, end = self.span(left)[1], self.span(right)[0]
        at = self.data[start:end].find(old.encode())
        if at >= 0:
            yield Edit(start + at, start + at + len(old.encode()), new, what)

    def line_of(self, place: int) -> int:
        """The number of the line that holds a byte."""
        return self.data[:place].count(b"\n") + 1

    def edited(self, edit: Edit) -> str:
        """The whole source after an edit."""
        return (self.data[: edit.start] + edit.text.encode() + self.data[edit.end :]).decode()


def _bracketed(text: str) -> bool:
    """Whether one pair of brackets holds all of it, and no comma makes it more than brackets."""
    if not text.startswith("("):
        return False
    node = ast.parse(text, mode="eval").body
    return not isinstance(node, ast.Tuple) and (node.col_offset, node.end_col_offset) == (
        1,
        len(text.encode()) - 1,
    )


def edits(
    text: Text, node: ast.AST, operators: list[Callable[[Text, ast.AST], Iterator[Edit]]]
) -> list[Edit]:
    """What the operators make of everything inside of a node, in the order it is written; each text once."""
    found: dict[tuple[int, int, str], Edit] = {}
    for inner in _inside(node):
        for operator in operators:
            for edit in operator(text, inner):
                changed = text.data[edit.start : edit.end].decode() != edit.text
                if changed:
                    found.setdefault((edit.start, edit.end, edit.text), edit)
    return sorted(found.values(), key=lambda edit: (edit.start, edit.end, edit.text))


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """A function's body or a value, but for what says something to readers alone."""
    if isinstance(node, ast.FunctionDef):
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        for statement in body:
            yield from _inside(statement)
        return
    yield node
    annotation = getattr(node, "annotation", None)
    for child in ast.iter_child_nodes(node):
        if child is not annotation and not isinstance(child, ast.JoinedStr):
            yield from _inside(child)
