"""Guest: what can be told of a statement and of its failure, without running it.

Runs in the student's child after the fork, with the standard library alone.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import refusals

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
CATCHING = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def failed(body: list[ast.stmt], error: BaseException, filename: str) -> int:
    """The index of the top-level statement that was running."""
    trace, line = error.__traceback__, body[0].lineno
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename and trace.tb_frame.f_code.co_name == "<module>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return max([at for at, node in enumerate(body) if first_line(node) <= line], default=0)


def failure(node: ast.stmt, error: BaseException, filename: str) -> dict[str, Any]:
    """What failed, where, why, and the names that are missing for it."""
    return {
        "where": f"{filename} line {node.lineno}",
        "type": type(error).__name__[:80],
        "message": refusals.words(error),
        "names": sorted(bound(node))[:50],
    }


def first_line(node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    above: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in above)])


def defines(node: ast.stmt) -> bool:
    """Whether it is a definition, an import or a constant: what is taken when there is no time for more."""
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        try:
            ast.literal_eval(node.value)  # type: ignore[arg-type]
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return False
        return True
    return isinstance(node, DEFINITIONS)


def bound(node: ast.stmt) -> set[str]:
    """The names it gives a value."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return names


def lacked(node: ast.stmt, error: BaseException, namespace: dict[str, Any], modules: dict[str, Any]) -> bool:
    """Whether what a statement failed for is there by now."""
    if type(error) is NameError:
        return error.name in namespace
    if type(error) is ImportError and isinstance(node, ast.ImportFrom):
        module = modules.get(error.name or "")
        return module is not None and all(hasattr(module, alias.name) for alias in node.names)
    return False


def guarded(source: str, line: int) -> bool:
    """Whether that line stands where the student has thought of an import that fails."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, RecursionError, MemoryError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0):
            caught = [part.id for one in node.handlers for part in _names(one.type)]
            if any(one.type is None for one in node.handlers) or CATCHING & set(caught):
                return True
    return False


def _names(node: ast.expr | None) -> list[ast.Name]:
    return [] if node is None else [part for part in ast.walk(node) if isinstance(part, ast.Name)]


def root(node: ast.expr) -> str:
    """The name that `@numba.njit(parallel=True)` begins with."""
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
