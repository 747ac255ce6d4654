"""The Python that students' code and the reference run in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter, the path list its guests get, and what stands on it.

    `path` holds the standard library and one private folder with only the rubric's packages and what
    they require; never a site-packages folder, so this harness cannot be imported from inside.
    """

    executable: str
    version: str
    path: tuple[str, ...]
    packages: tuple[tuple[str, str], ...]  # (distribution, version)
    preload: tuple[str, ...]  # modules imported before the first fork

    @property
    def words(self) -> str:
        """For keys and receipts: version and packages."""
        return " ".join([self.version, *(f"{name}=={version}" for name, version in self.packages)])
