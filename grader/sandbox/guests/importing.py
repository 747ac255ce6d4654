"""Guest: turns a submission's plain blocks into modules, each statement at its own risk.

Runs in the student's child after the fork. A statement that fails costs itself; one that only came too early
is run again at the end; when the time for loading is used up, definitions alone are taken from the rest.
"""

from __future__ import annotations

import ast
import signal
import sys
import time
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import absent, locating, refusals, statements

ROUNDS = 10  # of running again what came too early
SOFT, GRACE = (
    0.6,
    0.05,
)  # shares of the time for loading: for everything, then for each statement that is left
SLEEPY = 4  # seconds by the clock count as one of the processor's: others may be at work beside us
FULL = (0, 0)
SLOW = "loading the files took too long"


class OutOfTimeError(BaseException):
    """The time for loading is used up; no `except Exception` of a student's takes it."""


@dataclass(slots=True, eq=False)
class Early:
    """A statement that failed for want of a name; `before` are the values of the names it binds, then."""

    told: dict[str, Any]
    node: ast.stmt
    error: BaseException
    filename: str
    file: locating.File
    before: dict[str, Any]

    @property
    def is_ready(self) -> bool:
        """Whether what it lacked is there by now, and no later definition has taken its place."""
        namespace = self.file.module.__dict__
        changed = [name for name, value in self.before.items() if namespace.get(name, value) is not value]
        if changed and len(changed) == len(self.before):
            return False
        return statements.lacked(self.node, self.error, namespace, sys.modules)


class Importer:
    """The submission's files as modules, importable from one another in any order."""

    def __init__(self, files: list[Any], announce: Callable[[str], None], seconds: float = 3600.0) -> None:
        self.announce, self.seconds = announce, seconds
        self.files = [
            locating.File(path, blocks, frozenset(stubs), tuple(cut) if cut else None)
            for path, blocks, stubs, cut in files
        ]
        self.finder = locating.Finder(self.files, self.execute)
        self.running: list[locating.File] = []
        self.failures: list[dict[str, Any]] = []
        self.early: list[Early] = []
        self.again: list[str] = []
        self.bare: list[list[str]] = []  # where, and the decorator that was left out
        self.sources: dict[str, str] = {}
        self.late = False

    def run(self) -> None:
        """Import every file; what fails costs itself and is written down."""
        sys.meta_path.append(self.finder)
        self.absent = absent.furnish(self)
        self._start_clock()
        for file in self.files:
            name = file.module.__name__
            if name not in sys.modules and self.finder.owns(name):
                sys.modules[name] = file.module
            self.execute(file)
        self._run_again()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def report(self) -> dict[str, Any]:
        """What was done to make the files run."""
        return {
            "failures": self.failures[:50],
            "packages": list(self.absent.names)[:20],
            "again": self.again[:20],
            "bare": self.bare[:20],
            "cuts": [[file.path, *file.cut] for file in self.files if file.cut],
        }

    @property
    def modules(self) -> list[types.ModuleType]:
        """In the order given: later definitions win."""
        return [file.module for file in self.files]

    def definers(self, name: str) -> list[types.ModuleType]:
        """The modules in which the name may be found, the one that counts first: a stub never counts."""
        return [file.module for file in reversed(self.files) if name not in file.stubs]

    def source(self, filename: str, namespace: dict[str, Any]) -> str | None:
        """The text behind a frame, if it is a student's."""
        is_theirs = any(module.__dict__ is namespace for module in self.modules)
        return self.sources.get(filename) if is_theirs else None

    def write(self, path: str, source: str) -> None:
        """A file that a notebook writes for itself."""
        if not any(file.path == path for file in self.files):
            file = locating.File(path, [[source, 1, None]], frozenset(), None)
            self.finder.add(file, path.rpartition("/")[2].partition(".")[0])
            self.files.insert(0, file)

    def execute(self, file: locating.File) -> None:
        """Run a file's blocks in order, going on after a statement that fails; only once."""
        if file.begun:
            return
        file.begun = True
        file.cut = FULL if self.late and file.cut is None else file.cut
        self.running.append(file)
        self.announce(file.path)
        file.module.__dict__.update(__file__=file.path, __builtins__=__builtins__)
        for number, (source, line, cell) in enumerate(file.blocks):
            filename = f"{file.path} cell {cell}" if cell else file.path
            before = self.sources.get(filename, "")
            self.sources[filename] = before + "\n" * (line - 1 - before.count("\n")) + source
            self._exec_block(file, number, "\n" * (line - 1) + source, filename)
        self.running.pop()
        if self.running:  # it was imported by another file, which goes on
            self.announce(self.running[-1].path)

    def _exec_block(self, file: locating.File, number: int, text: str, filename: str) -> None:
        """All at once, which is fast; after a failure, the statements behind the one that failed."""
        if self.late and file.cut is None:
            file.cut = (number, 0)
        namespace = file.module.__dict__
        if file.cut is None or number < file.cut[0]:
            error = _attempt(text, filename, namespace)
            if error is None:
                return
            body = ast.parse(text, filename).body
            rest = self._fail(file, number, body, error, filename)
        else:
            body = ast.parse(text, filename).body
            rest = self._cut(file, number, body, filename)
        future = [node for node in body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
        while rest:
            left = [*future, *(node for node in rest if node not in future)]
            error = _attempt(ast.Module(left, []), filename, namespace)
            rest = [] if error is None else self._fail(file, number, left, error, filename)

    def _cut(self, file: locating.File, number: int, rest: list[ast.stmt], filename: str) -> list[ast.stmt]:
        """What is left of a block: from the statement that used up the time on, definitions behind it."""
        if file.cut is None or number < file.cut[0]:
            return rest
        line = file.cut[1] if number == file.cut[0] else 0
        for node in rest:
            if statements.first_line(node) == line:
                told = statements.failure(node, OutOfTimeError(SLOW), filename)
                self.failures += [told] if told not in self.failures else []
        return [
            node
            for node in rest
            if (at := statements.first_line(node)) < line or (at > line and statements.defines(node))
        ]

    def _fail(
        self, file: locating.File, number: int, body: list[ast.stmt], error: BaseException, filename: str
    ) -> list[ast.stmt]:
        """Write down the statement that failed, unless it can be helped; those behind it."""
        at = statements.failed(body, error, filename)
        node, namespace = body[at], file.module.__dict__
        if isinstance(error, OutOfTimeError):
            self.late, file.cut = True, file.cut or (number, statements.first_line(node))
        if not (isinstance(error, refusals.NotOfferedError) and self._undecorated(node, filename, namespace)):
            told = statements.failure(node, error, filename)
            self.failures += [told] if told not in self.failures else []
            if type(error) in (NameError, ImportError):
                before = {name: namespace.get(name, self) for name in statements.bound(node)}
                self.early.append(Early(told, node, error, filename, file, before))
        return self._cut(file, number, body[at + 1 :], filename)

    def _undecorated(self, node: ast.stmt, filename: str, namespace: dict[str, Any]) -> bool:
        """Define a function without the decorators that are not here; whether that went well."""
        decorators = getattr(node, "decorator_list", [])
        gone = [
            one
            for one in decorators
            if isinstance(namespace.get(statements.root(one)), (absent.Absent, absent.Stub))
        ]
        if not gone:
            return False
        node.decorator_list = [one for one in decorators if one not in gone]  # type: ignore[attr-defined]
        if _attempt(ast.Module([node], []), filename, namespace) is not None:
            return False
        self.bare.append([f"{filename} line {node.lineno}", ast.unparse(gone[0])[:80]])
        return True

    def _run_again(self) -> None:
        """Statements that lacked a name which is there by now, as cells that ran out of order do."""
        for _ in range(ROUNDS):
            ready = [one for one in self.early if one.is_ready]
            if not ready or self.late:
                return
            for one in ready:
                self.early.remove(one)
                self.failures.remove(one.told)
                error = _attempt(ast.Module([one.node], []), one.filename, one.file.module.__dict__)
                if error is None:
                    self.again.append(one.told["where"])
                else:
                    self._fail(one.file, len(one.file.blocks), [one.node], error, one.filename)

    def _start_clock(self) -> None:
        """Interrupt the student's statement, never our own work, when the time for loading is used up."""
        self.deadline = SOFT * self.seconds
        self.began = time.process_time(), time.monotonic()
        tick = max(0.02, min(0.2, self.seconds / 20))
        signal.signal(signal.SIGALRM, self._tick)
        signal.setitimer(signal.ITIMER_REAL, tick, tick)

    def _tick(self, _: int, frame: types.FrameType | None) -> None:
        used = max(time.process_time() - self.began[0], (time.monotonic() - self.began[1]) / SLEEPY)
        if used < self.deadline:
            return
        while frame is not None and not str(frame.f_globals.get("__name__", "")).startswith("_guest_"):
            if frame.f_code.co_filename in self.sources:
                self.deadline = used + GRACE * self.seconds
                raise OutOfTimeError(SLOW)
            frame = frame.f_back


def _attempt(what: str | ast.Module, filename: str, namespace: dict[str, Any]) -> BaseException | None:
    """Run it; what stopped it, looked at outside of any `except`: no failure is another's context."""
    try:
        exec(compile(what, filename, "exec", dont_inherit=True), namespace)
    except BaseException as error:
        return error
    return None
