"""Which rubric is meant, and why."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from grader.errors import RubricError


def find(explicit: str | None, start: Path) -> tuple[Path, str]:
    """The rubric's file and the reason it was chosen; RubricError when none or several can be meant."""
    if explicit:
        return _existing(Path(explicit), "given with -r")
    named = os.environ.get("GRADER_RUBRIC")
    if named:
        return _existing(Path(named), "from GRADER_RUBRIC")
    project = next((p for p in _upwards(start) if p.is_file()), None)
    configured = _configured(project) if project else None
    if project and configured:
        return _existing(project.parent / configured, f"from [tool.grader] in {project}")
    return _only(dict.fromkeys([start / "rubrics", *([project.parent / "rubrics"] if project else [])]))


def _upwards(start: Path) -> list[Path]:
    here = start.resolve()
    return [folder / "pyproject.toml" for folder in (here, *here.parents)]


def _existing(path: Path, reason: str) -> tuple[Path, str]:
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise RubricError(f"The rubric {path}, {reason}, {what}; name another with -r.")
    return path, reason


def _configured(project: Path) -> str | None:
    try:
        settings = tomllib.loads(project.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RubricError(
            f"{project} cannot be read ({error}); put it right, or name the rubric with -r."
        ) from error
    tool = settings.get("tool", {})
    ours = tool.get("grader", {}) if isinstance(tool, dict) else {}
    rubric = ours.get("rubric") if isinstance(ours, dict) else None
    if rubric is not None and not isinstance(rubric, str):
        raise RubricError(f"{project}: `rubric` in [tool.grader] must be the path of a rubric, in quotes.")
    return rubric


def _only(folders: dict[Path, None]) -> tuple[Path, str]:
    for folder in folders:
        files = sorted(p for p in folder.glob("*.y*ml") if p.suffix in (".yaml", ".yml") and p.is_file())
        if len(files) == 1:
            return files[0], f"the only rubric in {folder}"
        if files:
            names = ", ".join(file.name for file in files)
            raise RubricError(
                f"{folder} holds {len(files)} rubrics ({names}); choose one with -r {files[0]}."
            )
    raise RubricError("No rubric was found; name one with -r RUBRIC, or put it into a folder called rubrics.")
