"""The attacks as files: what each is for and what it brings along, read without running any of it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from grader.errors import GraderError

__all__ = ["FOLDER", "Attack", "attacks", "chosen", "read"]

FOLDER = Path(__file__).parent / "attacks"
SAFE = "safe"
Content = str | Sequence[Any]  # a text, or [text, times]


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile student: source, purpose, and the files, links and archives beside the source.

    `control` is "safe", or says why it is not tried without protection; a `reach` of "one" attacks one
    question and what belongs to it, because each try costs seconds; `harms_itself` says why its own honest
    answers go with it.
    """

    name: str
    purpose: str
    source: str
    control: str = SAFE
    reach: Literal["half", "one"] = "half"
    harms_itself: str = ""
    student: str = "mallory"
    files: Mapping[str, Content] = ()  # type: ignore[assignment]
    links: Mapping[str, str] = ()  # type: ignore[assignment]
    archives: Mapping[str, Mapping[str, Content]] = ()  # type: ignore[assignment]

    @property
    def is_safe(self) -> bool:
        """Whether it may be tried without protection, by a user of its own."""
        return self.control == SAFE


def attacks(folder: Path | None = None) -> tuple[Attack, ...]:
    """Every attack of a folder, else of ours, by name; adding one is adding a file. Raises GraderError."""
    return tuple(read(path) for path in sorted((folder or FOLDER).glob("*.py")))


def chosen(names: Sequence[str], folder: Path | None = None) -> tuple[Attack, ...]:
    """The attacks of these names; of none, all. Raises GraderError for a name that is none."""
    every = attacks(folder)
    known = [attack.name for attack in every]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            raise GraderError(f"There is no attack {name}{f'; did you mean {near[0]}?' if near else '.'}")
    return tuple(attack for attack in every if not names or attack.name in names)


def read(path: Path) -> Attack:
    """One attack from its file. Raises GraderError when it does not say what it is for."""
    source = path.read_text(encoding="utf-8")
    try:
        tree = ast.parse(source)
        facts = dict(_facts(tree))
    except (SyntaxError, ValueError) as error:
        raise GraderError(f"{path} is not an attack: {error}.") from error
    purpose = (ast.get_docstring(tree) or "").strip()
    if not purpose or "\n" in purpose:
        raise GraderError(f"{path} needs one line at its top that says what the attack is for.")
    return Attack(path.stem, purpose.rstrip("."), source, **facts)


def _facts(tree: ast.Module) -> list[tuple[str, Any]]:
    """The constants an attack declares, by the names of `Attack`'s fields."""
    known = {"CONTROL", "HARMS_ITSELF", "REACH", "STUDENT_FOLDER", "FILES", "LINKS", "ARCHIVES"}
    found = []
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.Assign) and isinstance(target, ast.Name) and target.id in known:
            field = {"STUDENT_FOLDER": "student"}.get(target.id, target.id.lower())
            found.append((field, ast.literal_eval(node.value)))
    return found
