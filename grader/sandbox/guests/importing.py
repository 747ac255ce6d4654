"""Guest: turns a submission's plain blocks into modules, each statement at its own risk.

Runs in the student's child after the fork, with the standard library alone.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Callable

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


class Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The submission's files as modules, importable from one another in any order."""

    def __init__(self, files: list, announce: Callable[[str], None]) -> None:  # type: ignore[type-arg]
        self.announce = announce
        names = module_names([path for path, *_ in files])
        self.files = {names[path]: (path, blocks) for path, blocks, *_ in files}
        self.stubs = {names[path]: frozenset(stubs) for path, _, stubs, _ in files}
        self.careful = {path for path, _, _, careful in files if careful}  # only their definitions are run
        self.running: list[str] = []
        self.modules: list[types.ModuleType] = []  # in the order given: later definitions win
        self.failures: list[dict] = []  # type: ignore[type-arg]

    def run(self) -> None:
        """Import every file; what fails costs itself and is written down."""
        sys.meta_path.append(self)  # type: ignore[arg-type]
        for name in self.files:
            module = sys.modules.get(name)
            if not isinstance(module, types.ModuleType) or getattr(module, "__loader__", None) is not self:
                module = types.ModuleType(name)
                module.__loader__ = self
                if name not in sys.modules and _is_ours(name, self):
                    sys.modules[name] = module
                self.exec_module(module)
            self.modules.append(module)

    def definers(self, name: str) -> list[types.ModuleType]:
        """The modules in which the name may be found, the one that counts first: a stub never counts."""
        return [module for module in reversed(self.modules) if name not in self.stubs[module.__name__]]

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> object:  # type: ignore[override]  # noqa: ARG002
        """A local file is found when nothing installed has that name."""
        if fullname in self.files:
            return importlib.machinery.ModuleSpec(fullname, self)
        return None

    def create_module(self, spec: object) -> None:
        """The usual kind of module will do."""

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a file's blocks in order, going on after a statement that fails."""
        path, blocks = self.files[module.__name__]
        self.running.append(path)
        self.announce(path)
        module.__dict__.update(__file__=path, __builtins__=__builtins__)
        for source, line, cell in blocks:
            filename = f"{path} cell {cell}" if cell else path
            self.exec_block("\n" * (line - 1) + source, filename, module.__dict__, path in self.careful)
        self.running.pop()
        if self.running:  # it was imported by another file, which goes on
            self.announce(self.running[-1])

    def exec_block(self, text: str, filename: str, namespace: dict, careful: bool) -> None:  # type: ignore[type-arg]
        """All at once, which is fast; after a failure, the statements behind the one that failed."""
        if not careful:
            try:
                exec(compile(text, filename, "exec", dont_inherit=True), namespace)
            except BaseException as error:
                body = ast.parse(text, filename).body
                self.exec_statements(body, self.fail(body, error, filename), filename, namespace)
            return
        body = ast.parse(text, filename).body
        self.exec_statements(body, [node for node in body if _defines(node)], filename, namespace)

    def exec_statements(
        self,
        whole: list[ast.stmt],
        rest: list[ast.stmt],
        filename: str,
        namespace: dict,  # type: ignore[type-arg]
    ) -> None:
        """Those of a block's statements that are left, as long as any are."""
        future = [node for node in whole if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        while rest:
            body = [*future, *(node for node in rest if node not in future)]
            try:
                exec(compile(ast.Module(body, []), filename, "exec", dont_inherit=True), namespace)
            except BaseException as error:
                rest = self.fail(body, error, filename)
            else:
                return

    def fail(self, body: list[ast.stmt], error: BaseException, filename: str) -> list[ast.stmt]:
        """Write down the statement that failed; those behind it."""
        at = _failed(body, error, filename)
        self.failures.append(failure(body[at], error, filename))
        return body[at + 1 :]


def module_names(paths: list[str]) -> dict[str, str]:
    """hw2.py becomes hw2; of files that would share a name the first .py has it, others keep their path."""
    stems = {path: path.rpartition("/")[2].rpartition(".")[0] or path for path in paths}
    owners: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: not path.endswith(".py")):
        owners.setdefault(stems[path], path)
    return {path: stem if owners[stem] == path else path for path, stem in stems.items()}


def _is_ours(name: str, importer: Importer) -> bool:
    """Whether `import name` would mean this file: an installed module of that name keeps it."""
    if not name.isidentifier():
        return True
    spec = importlib.util.find_spec(name)
    return spec is None or spec.loader is importer


def failure(node: ast.stmt, error: BaseException, filename: str) -> dict:  # type: ignore[type-arg]
    """What failed, where, why, and the names that are missing for it."""
    return {
        "where": f"{filename} line {node.lineno}",
        "type": type(error).__name__[:80],
        "message": words(error),
        "names": sorted(_bound(node))[:50],
    }


def words(error: BaseException) -> str:
    """An exception's own text, capped; an exception that cannot be printed has none."""
    try:
        return str(error)[:300]
    except BaseException:
        return ""


def _failed(body: list[ast.stmt], error: BaseException, filename: str) -> int:
    """The index of the top-level statement that was running."""
    trace, line = error.__traceback__, body[0].lineno
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename and trace.tb_frame.f_code.co_name == "<module>":
            line = trace.tb_lineno
        trace = trace.tb_next
    first = [min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))]) for node in body]
    return max([at for at, start in enumerate(first) if start <= line], default=0)


def _defines(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        try:
            ast.literal_eval(node.value)  # type: ignore[arg-type]
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return False
        return True
    return isinstance(node, DEFINITIONS)


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return names
