"""What a block tells without running it: the names it binds, stubs among them, and names that are lost.

A part of the reader: standard library only, and nothing of a student's text is ever run here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Facts", "filled", "learn"]

HEADS = re.compile(r"(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|([A-Za-z_][\w, ]*?)[ \t]*(?::[^=\n]*)?=(?!=)")
Statement = ast.stmt | ast.excepthandler | ast.match_case


@dataclass(slots=True)
class Facts:
    """What is known of a file's names: bound at all, bound with more than a stub, or with a stub."""

    bound: set[str] = field(default_factory=set)
    real: set[str] = field(default_factory=set)
    idle: set[str] = field(default_factory=set)
    lost: dict[str, str] = field(default_factory=dict)
    student: str | None = None

    @property
    def untouched(self) -> set[str]:
        """Names that were handed out and came back as they were, wherever they stand."""
        return self.idle - self.real - set(self.lost)


def learn(
    facts: Facts, source: str, tree: ast.Module | None, place: str, trouble: str | None, asked: frozenset[str]
) -> None:
    """Add what one block tells: names it binds, stubs among them; without a tree, names that are lost."""
    if tree is not None:
        for name, node in _scripted(tree):
            if name in asked:
                where = f"{place} line {getattr(node, 'lineno', 1)}"
                script = "`if __name__ == '__main__'`"
                facts.lost[name] = f"{where} stands under {script}, which does not run here"
        for name, node in _bindings(tree):
            facts.bound.add(name)
            (facts.idle if name in asked and _is_idle_binding(node) else facts.real).add(name)
            if name in ("STUDENT", "STUDENTS") and isinstance(node, ast.Assign):
                facts.student = _text(node.value) or facts.student
        return
    repaired = filled(source)
    bindings = _bindings(repaired) if repaired else ()
    stubs = {name for name, node in bindings if name in asked and _is_idle_binding(node)}
    facts.idle |= stubs
    for line in source.split("\n"):
        found = HEADS.match(line)
        for name in re.split(r"[\s,]+", (found[1] or found[2]).strip(" ,")) if found else ():
            if name.isidentifier() and name not in stubs:
                facts.lost[name] = f"{place} {trouble}"


def _bindings(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every name a fresh import would bind, except imports and what only runs as a script."""
    waiting: list[ast.AST] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
            continue
        for target in _targets(node):
            for part in ast.walk(target):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    yield part.id, node
        inner = [kid for kid in ast.iter_child_nodes(node) if isinstance(kid, Statement)]
        if isinstance(node, ast.If) and _is_script_guard(node.test):
            inner = list(node.orelse)
        waiting.extend(reversed(inner))


def _scripted(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every name that is bound only where the file runs as a script."""
    for node in tree.body:
        if isinstance(node, ast.If) and _is_script_guard(node.test):
            yield from _bindings(ast.Module(node.body, []))


def _targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    if isinstance(node, ast.AnnAssign):
        return [node.target] if node.value else []
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return [node.target]
    if isinstance(node, (ast.With, ast.AsyncWith)):
        return [item.optional_vars for item in node.items if item.optional_vars]
    return []


def _is_script_guard(test: ast.expr) -> bool:
    names = {part.id for part in ast.walk(test) if isinstance(part, ast.Name)}
    return names == {"__name__"} and isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)


def _text(value: ast.expr) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value.strip()[:100] or None
    if isinstance(value, ast.List | ast.Tuple):  # a group names its members
        return ", ".join(text for one in value.elts if (text := _text(one)))[:400] or None
    return None


def filled(source: str) -> ast.Module | None:
    """The tree of a text once every body that is only comments holds a `pass`; None if that isn't all."""
    lines = source.split("\n")
    for _ in range(100):
        try:
            tree = ast.parse("\n".join(lines))
            # what parses may still not compile: a return outside of a function is no starter's
            compile(tree, "submission", "exec", dont_inherit=True)
        except IndentationError as error:
            header = re.search(r"expected an indented block .*on line (\d+)", error.msg or "")
            if header is None:
                return None
            number = int(header[1])
            head = lines[number - 1]
            indent = head[: len(head) - len(head.lstrip())] + "    "
            lines.insert(max((error.lineno or 1) - 1, number), indent + "pass")
        except (SyntaxError, RecursionError, MemoryError, ValueError, SystemError):
            return None
        else:
            return tree
    return None


def _is_idle_binding(node: ast.AST) -> bool:
    """Whether a definition is what a starter hands out: a stub, or a variable that holds nothing."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return _is_stub(node)
    return isinstance(node, (ast.Assign, ast.AnnAssign)) and _is_nothing(node.value, "")


def _is_nothing(value: ast.expr | None, *also: str) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value in (None, ..., *also))


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A body that does nothing; or one with an empty branch that returns what was never given a value."""
    hollow = [n for n in ast.walk(function) if isinstance(n, ast.Assign) and _is_nothing(n.value)]
    blank = {part for node in hollow for target in node.targets for part in ast.walk(target)}
    names = {node.id for node in blank if isinstance(node, ast.Name)}
    given = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in blank
    }
    given |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    if all(_is_idle(node, names - given) for node in function.body):
        return True
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    hole = any(
        any(_all_idle(body) for body in (node.body, node.orelse) if body)
        for node in ast.walk(function)
        if isinstance(node, (ast.If, ast.For, ast.While))
    )
    return hole and bool(returns) and all(isinstance(v, ast.Name) and v.id not in given for v in returns)


def _all_idle(body: list[ast.stmt]) -> bool:
    return all(_is_idle(node, set()) for node in body)


def _is_idle(node: ast.stmt, blank: set[str]) -> bool:
    if isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and node.test.value:
        return False  # a loop without an end is no starter's
    if isinstance(node, (ast.If, ast.For, ast.While)):
        return all(_is_idle(kid, blank) for kid in (*node.body, *node.orelse))
    if isinstance(node, ast.Raise):
        error = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(error, ast.Name) and error.id in ("NotImplementedError", "NotImplemented")
    if isinstance(node, ast.Return):
        return _is_nothing(node.value) or (isinstance(node.value, ast.Name) and node.value.id in blank)
    if isinstance(node, ast.Assign):
        return _is_nothing(node.value)
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
