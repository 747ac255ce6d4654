"""Arguments for a function's example: from the calls of the solution itself, its doctests, its type hints."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.authoring.pieces import DEFINITIONS, Piece, needs_of

__all__ = ["Example", "examples"]

MOST = 6
HINTS = {
    "int": "3",
    "float": "0.5",
    "complex": "1 + 2j",
    "bool": "True",
    "str": '"some words"',
    "bytes": 'b"some bytes"',
    "list": "[3, 1, 2]",
    "list[int]": "[3, 1, 2]",
    "list[float]": "[3.0, 1.0, 2.0]",
    "list[str]": '["one", "two", "three"]',
    "tuple[int, int]": "(3, 2)",
    "dict[str, int]": '{"a": 1, "b": 2}',
    "dict[str, float]": '{"a": 1.0, "b": 2.0}',
    "set[int]": "{1, 2, 3}",
    "np.ndarray": "np.array([3.0, 1.0, 2.0])",
    "numpy.ndarray": "numpy.array([3.0, 1.0, 2.0])",
    "ndarray": "[3.0, 1.0, 2.0]",
}


@dataclass(frozen=True, slots=True)
class Example:
    """Arguments by parameter, as Python; `doubt` is 0 for values written out, more for a guess."""

    arguments: Mapping[str, str]
    doubt: int
    needs: frozenset[str] = frozenset()


def examples(function: ast.FunctionDef, pieces: Sequence[Piece]) -> list[Example]:
    """What its example may be, the likeliest first."""
    found: list[Example] = []
    for call, inside in (*_doctests(function), *_calls(function.name, pieces)):
        one = _example(function, call, pieces, inside)
        if one is not None and one not in found:
            found.append(one)
    if (guess := _guess(function)) is not None:
        found.append(guess)
    return sorted(found, key=lambda one: one.doubt)[:MOST]


def _doctests(function: ast.FunctionDef) -> Iterator[tuple[ast.Call, bool]]:
    try:
        shown = doctest.DocTestParser().get_examples(ast.get_docstring(function) or "")
        trees = [ast.parse(one.source) for one in shown]
    except (ValueError, SyntaxError):
        return
    for tree in trees:
        yield from ((call, False) for call in _calls_in(tree, function.name))


def _calls(name: str, pieces: Sequence[Piece]) -> Iterator[tuple[ast.Call, bool]]:
    """The calls of the solution's own cells, and whether each stands inside of another function."""
    for piece in pieces:
        inside = isinstance(piece.node, DEFINITIONS)
        yield from ((call, inside) for call in _calls_in(piece.node, name))


def _calls_in(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _example(
    function: ast.FunctionDef, call: ast.Call, pieces: Sequence[Piece], inside: bool
) -> Example | None:
    texts = _bound(function, call)
    if texts is None:
        return None
    needs = frozenset[str]().union(*map(needs_of, texts.values()))
    doubt = 0
    for name in needs:
        binders = [piece for piece in pieces if name in piece.binds]
        if not binders or not all(piece.is_whole for piece in binders):
            return None
        if not all(piece.is_import for piece in binders):
            doubt = max(doubt, 2 if len(binders) == 1 else 3)
            if inside:
                return None  # a name of that function's own, more likely
    return Example(texts, doubt, needs)


def _bound(function: ast.FunctionDef, call: ast.Call) -> dict[str, str] | None:
    """Each parameter's text: as it is passed, else its default's."""
    names = [one.arg for one in function.args.args]
    if any(isinstance(one, ast.Starred) for one in call.args) or len(call.args) > len(names):
        return None
    given = dict(zip(names, map(ast.unparse, call.args), strict=False))
    for word in call.keywords:
        if word.arg is None or word.arg not in names or word.arg in given:
            return None
        given[word.arg] = ast.unparse(word.value)
    defaults = _defaults(function)
    texts = {name: given.get(name, defaults.get(name, "")) for name in names}
    return texts if all(texts.values()) else None


def _defaults(function: ast.FunctionDef) -> dict[str, str]:
    names, values = [one.arg for one in function.args.args], function.args.defaults
    return dict(zip(names[len(names) - len(values) :], map(ast.unparse, values), strict=True))


def _guess(function: ast.FunctionDef) -> Example | None:
    """By type hints and defaults, where every parameter has one of them."""
    defaults, texts = _defaults(function), dict[str, str]()
    for one in function.args.args:
        hint = ast.unparse(one.annotation) if one.annotation else ""
        texts[one.arg] = HINTS.get(hint) or defaults.get(one.arg, "")
    if not texts or not all(texts.values()):
        return None
    needs = frozenset[str]().union(*map(needs_of, texts.values()))
    return Example(texts, 4, needs)
