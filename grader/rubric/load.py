"""From a rubric's file to a rubric: everything that is wrong is said at once, with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from grader.errors import RubricError
from grader.rubric import rules, tree
from grader.rubric.exceptions import Exceptions, read_exceptions
from grader.rubric.find import find
from grader.rubric.needs import resolved
from grader.rubric.schema import Rubric, address
from grader.rubric.sentences import translate
from grader.rubric.tree import Finding, Tree

__all__ = ["LoadedRubric", "find", "load"]


@dataclass(frozen=True, slots=True)
class LoadedRubric:
    """A rubric, the file it came from, and the line of every problem, part and criterion by its address."""

    rubric: Rubric
    path: Path
    lines: Mapping[str, int]
    text: str = ""  # as it was read
    exceptions: Exceptions = field(default_factory=lambda: Exceptions({}))  # of single students

    @property
    def reference(self) -> Path:
        """The reference's folder, seen from the rubric's."""
        return (self.path.parent / self.rubric.reference).resolve()


def load(path: Path) -> LoadedRubric:
    """The rubric of a file. RubricError lists every fault as `file:line: sentence`, by line."""
    data = _bytes(path)
    text = tree.read(data)
    found = [*text.findings]
    rubric = None
    if isinstance(text.data, dict):
        found += [*rules.findings(text), *_reference(text, path)]
        try:
            rubric = Rubric.model_validate(text.data)
        except ValidationError as error:
            found += translate(error, text)
    elif not found:
        found.append(
            Finding(1, "a rubric is made of keys with values (homework: hw2), not of a list or a text")
        )
    if found or rubric is None:
        raise RubricError(_listed(path, found))
    said = data.decode("utf-8-sig", "replace")
    exceptions = read_exceptions(path.parent, rubric.homework, rubric.due)
    return LoadedRubric(resolved(rubric), path, _lines(text, rubric), said, exceptions)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise RubricError(f"{path}: there is no such file; name the rubric with -r.") from error
    except IsADirectoryError as error:
        raise RubricError(f"{path}: this is a folder; name the rubric's file with -r.") from error
    except OSError as error:
        raise RubricError(f"{path}: the file cannot be read ({error.strerror or error}).") from error


def _reference(text: Tree, path: Path) -> Iterable[Finding]:
    named = text.data.get("reference")
    if not isinstance(named, str) or not named:
        return
    folder, line = path.parent / named, text.line(("reference",))
    if "\0" in named or not folder.is_dir():
        yield Finding(line, f"`reference` names {named}, but there is no such folder beside the rubric")
    elif not any(folder.glob("*.py")):
        yield Finding(line, f"`reference` names {named}, but that folder holds no .py file")


def _listed(path: Path, found: Iterable[Finding]) -> str:
    return "\n".join(
        f"{path}:{finding.line}: {_one_line(finding.sentence)}" for finding in sorted(set(found))
    )


def _one_line(sentence: str) -> str:
    """What a rubric quotes may hold line breaks or a terminal's control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in sentence).split())


def _lines(text: Tree, rubric: Rubric) -> dict[str, int]:
    lines: dict[str, int] = {}
    for i, problem in enumerate(rubric.problems):
        lines.setdefault(problem.id, text.line(("problems", i)))
        for j, part in enumerate(problem.parts):
            here: tree.Path = ("problems", i, "parts", j)
            lines[part.id] = text.line(here)
            for k, criterion in enumerate(part.criteria):
                lines[address(part, criterion)] = text.line((*here, "criteria", k))
    return lines
