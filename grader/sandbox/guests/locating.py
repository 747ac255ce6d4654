"""Guest: a submission's files as modules that import one another, by short names, by folders, relatively.

Runs in the student's child after the fork, with the standard library alone.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import re
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec

COPIED = re.compile(r"^(?:Copy of )+|(?:\s*\(\d+\))+$", re.IGNORECASE)  # what downloads add to a file's name
ROOT = "submission"  # the package that all files are in: `from .helpers import f` works beside each other
Place = tuple[int, int]  # a block's index, a line


@dataclass(slots=True, eq=False)
class File:
    """One file of the submission, and how far it has come."""

    path: str
    blocks: list  # type: ignore[type-arg]  # of [source, line, cell]
    stubs: frozenset[str]
    cut: Place | None  # from here on only definitions are taken
    module: types.ModuleType = field(default_factory=lambda: types.ModuleType(""))
    begun: bool = False

    @property
    def parts(self) -> list[str]:
        """Its folders and its name; a folder's `__init__` is the folder."""
        parts = (self.path.rpartition(".")[0] or self.path).split("/")
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def is_package(self) -> bool:
        """Whether it is a folder's `__init__`."""
        return self.path.rpartition("/")[2] == "__init__.py"


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a submission's files when nothing installed has that name; `execute` runs one."""

    def __init__(self, files: list[File], execute: Callable[[File], None]) -> None:
        self.execute = execute
        self.files: dict[str, File] = {}
        self.folders: set[str] = {ROOT}
        names = module_names([file.path for file in files])
        for file in sorted(files, key=lambda file: (not file.path.endswith(".py"), file.path.count("/"))):
            self.add(file, names[file.path])

    def add(self, file: File, name: str) -> None:
        """Make one file known under its own name and every way to spell its place."""
        whole = ".".join([ROOT, *file.parts])
        file.module = types.ModuleType(name)
        file.module.__loader__ = self
        file.module.__spec__ = ModuleSpec(whole, self, is_package=file.is_package)
        file.module.__package__ = file.module.__spec__.parent
        for at in range(len(file.parts)):
            self.files.setdefault(".".join(file.parts[at:]), file)
            for end in range(at + 1, len(file.parts)):
                self.folders.add(".".join(file.parts[at:end]))
        for end in range(1, len(file.parts)):
            self.folders.add(".".join([ROOT, *file.parts[:end]]))
        self.files.setdefault(whole, file)
        self.files.setdefault(COPIED.sub("", file.parts[-1]), file)

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:  # noqa: ARG002
        """A file, or a folder that holds some."""
        if fullname in self.files or fullname in self.folders:
            return ModuleSpec(
                fullname, self, is_package=fullname in self.folders or self._is_package(fullname)
            )
        return None

    def _is_package(self, fullname: str) -> bool:
        return fullname in self.files and self.files[fullname].is_package

    def create_module(self, spec: ModuleSpec) -> types.ModuleType | None:
        """A file is one module, whatever it is called; a folder without `__init__` is an empty one."""
        file = self.files.get(spec.name)
        return None if file is None else file.module

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a file the first time it is imported."""
        for file in self.files.values():
            if file.module is module:
                module.__spec__ = ModuleSpec(".".join([ROOT, *file.parts]), self, is_package=file.is_package)
                self.execute(file)
                return

    def owns(self, name: str) -> bool:
        """Whether `import name` would mean a file of ours: an installed module of that name keeps it."""
        if not name.isidentifier():
            return True
        spec = importlib.util.find_spec(name)
        return spec is None or spec.loader is self


def module_names(paths: list[str]) -> dict[str, str]:
    """hw2.py becomes hw2; of files that would share a name the first .py has it, others keep their path."""
    stems = {path: path.rpartition("/")[2].rpartition(".")[0] or path for path in paths}
    for path, stem in stems.items():
        if stem == "__init__" and "/" in path:
            stems[path] = path.split("/")[-2]
    owners: dict[str, str] = {}
    for path in sorted(paths, key=lambda path: (not path.endswith(".py"), path.count("/"))):
        owners.setdefault(stems[path], path)
    return {path: stem if owners[stem] == path else path for path, stem in stems.items()}
