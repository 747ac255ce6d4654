"""What students are told of a question: its name, its signature and its docstring, nothing of its body."""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Iterable
from pathlib import Path

from grader.errors import OracleError
from grader.oracle.writing import home

__all__ = ["IMPORTS", "stub"]

IMPORTS = {"np": "numpy", "numpy": "numpy", "pd": "pandas", "pandas": "pandas"}
KNOWN = frozenset((*dir(builtins), "np", "numpy", "pd", "pandas"))


def stub(reference: Path, question: str, packages: Iterable[str]) -> str:
    """The function as it is handed out. Raises OracleError when the reference has none of that name."""
    node = _definition(home(reference, question), question)
    known = KNOWN - {name for name, package in IMPORTS.items() if package not in (*packages, "numpy")}
    returns = f" -> {ast.unparse(node.returns)}" if node.returns and _is_known(node.returns, known) else ""
    head = f"def {node.name}({_parameters(node, known)}){returns}:\n"
    doc = ast.get_docstring(node)
    if doc:
        quoted = doc.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        closing = "\n" if "\n" in doc else ""
        head += textwrap.indent(f'"""{quoted}{closing}"""\n', "    ")
    return f"{head}    raise NotImplementedError\n"


def _definition(module: Path, question: str) -> ast.FunctionDef:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == question:
            return node
    raise OracleError(f"{module} defines no function {question}.")


def _parameters(node: ast.FunctionDef, known: frozenset[str]) -> str:
    """Names with their hints and defaults, as far as these can be read without the reference."""
    args = node.args.args
    defaults = [None] * (len(args) - len(node.args.defaults)) + list(node.args.defaults)
    texts = []
    for arg, default in zip(args, defaults, strict=True):
        hint = (
            f": {ast.unparse(arg.annotation)}" if arg.annotation and _is_known(arg.annotation, known) else ""
        )
        space = " " if hint else ""
        value = ""
        if default is not None:
            value = f"{space}={space}{ast.unparse(default) if _is_literal(default) else 'None'}"
        texts.append(f"{arg.arg}{hint}{value}")
    return ", ".join(texts)


def _is_known(node: ast.expr, known: frozenset[str]) -> bool:
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    texts = any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in ast.walk(node))
    return names <= known and not texts


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
