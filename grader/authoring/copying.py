"""Last year's homework again: its rubric with a new name, a new seed and no dates, and its reference."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node

from grader.authoring.beginning import Begun, expect_name, new_seed
from grader.authoring.placing import place
from grader.errors import RubricError
from grader.rubric.editor import FILE, schema_text
from grader.rubric.load import load
from grader.rubric.schema import Rubric
from grader.rubric.tree import read

__all__ = ["from_rubric"]

PASSED = ("__pycache__",)


@dataclass(frozen=True, slots=True)
class _Edit:
    """From, to, and the new text."""

    begin: int
    end: int
    text: str


def from_rubric(name: str, rubric: Path, home: Path) -> Begun:
    """Copy a rubric and its reference. Raises GraderError, with nothing written, where that cannot be."""
    expect_name(name)
    source = load(rubric)
    path = home / "rubrics" / f"{name}.yaml"
    text, notes = _renamed(rubric.read_text(encoding="utf-8-sig"), name, rubric)
    files: dict[Path, str | bytes] = {path: text}
    for file in sorted(source.reference.rglob("*")):
        inside = file.relative_to(source.reference)
        if file.is_file() and not set(PASSED) & set(inside.parts):
            files[home / "reference" / name / inside] = file.read_bytes()
    if not (path.parent / FILE).exists():
        files[path.parent / FILE] = schema_text()
    place(files)
    return Begun(path, tuple(files), len(source.rubric.question_names), notes)


def _renamed(text: str, name: str, rubric: Path) -> tuple[str, tuple[str, ...]]:
    """The text with its own name, seed and reference; every other character stays where it is."""
    root: Any = YAML(typ="safe", pure=True).compose(text)
    new = {"homework": name, "seed": str(new_seed()), "reference": f"../reference/{name}"}
    edits = [
        _Edit(value.start_mark.index, value.end_mark.index, new[key])
        for key, value in _pairs(root).items()
        if key in new
    ]
    told = _pairs(root)
    dated = ("due", "late", "feedback") if "due" in told else ()
    cleared = [key for key in ("roster", *dated) if key in told]
    edits += [_commented(text, root, key) for key in cleared]
    for edit in sorted(edits, key=lambda one: one.begin, reverse=True):
        text = text[: edit.begin] + edit.text + text[edit.end :]
    _expect_copied(text, name, rubric)
    said = f"{' and '.join(f'`{key}`' for key in cleared)} stand there as comments: set a new date"
    return text, ((said,) if cleared else ())


def _commented(text: str, root: Any, key: str) -> _Edit:
    """A whole entry of the rubric, its lines behind a # each."""
    node, value = next(pair for pair in root.value if pair[0].value == key)
    begin, end = node.start_mark.index, value.end_mark.index
    begin = text.rfind("\n", 0, begin) + 1
    stop = text.find("\n", end - 1 if text[end - 1 : end] == "\n" else end)
    lines = text[begin : stop if stop >= 0 else len(text)].split("\n")
    return _Edit(
        begin, begin + len("\n".join(lines)), "\n".join(f"# {line}" if line else line for line in lines)
    )


def _pairs(root: Node | None) -> dict[str, Node]:
    if not isinstance(root, MappingNode) or root.flow_style:
        return {}
    return {str(key.value): value for key, value in root.value}


def _expect_copied(text: str, name: str, rubric: Path) -> None:
    """What is read back must say what was meant: rather nothing is written than something else."""
    try:
        made = Rubric.model_validate(read(text.encode()).data)
    except ValueError as error:
        raise RubricError(
            f"{rubric} is written in a way that cannot be copied; copy the file by hand. Nothing was written."
        ) from error
    if made.homework != name or made.due is not None or made.reference != f"../reference/{name}":
        raise RubricError(
            f"{rubric} is written in a way that cannot be copied; copy the file by hand. Nothing was written."
        )
