"""The student kit of a homework: a .py and an .ipynb with a stub for each question and a self-test."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.placing import place
from grader.authoring.publicly import Public, public
from grader.authoring.selftest import selftest
from grader.authoring.stubs import stub
from grader.oracle.build import Built, build
from grader.rubric.load import load
from grader.rubric.points import shown
from grader.rubric.schema import Criterion, Part, Rubric
from grader.sandbox.interpreter import probe

__all__ = ["Kit", "cells", "texts", "write_kit"]

FIRST = 'STUDENT = "netid"  # your own, in quotes\n'
HOW = (
    "Write your answers into the functions below; leave their names and arguments as they are.\n"
    "The last cell tells you what is found and what is still to do."
)


@dataclass(frozen=True, slots=True)
class Kit:
    """The files that were written, and how many questions they ask."""

    files: tuple[Path, ...]
    questions: int
    examples: int
    replaced: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: words for people, or code."""

    kind: str  # markdown or code
    text: str


def write_kit(path: Path, out: Path, answers: bool = False, replacing: bool = False) -> Kit:
    """Write both files into OUT. Raises GraderError, with nothing written, where that cannot be."""
    source = load(path)
    rubric = source.rubric
    with tempfile.TemporaryDirectory(prefix="grader-starter-") as folder:
        interpreter = probe(rubric.python, rubric.packages, Path(folder) / "packages")
        built = build(source.reference, rubric.question_names, rubric.seed, interpreter)
    made = texts(rubric, source.reference, built, answers)
    files: dict[Path, str | bytes] = {out / name: text for name, text in made.items()}
    replaced = tuple(file for file in files if file.exists())
    place(files, replacing, "write over it with --replace")
    asked = _asked(rubric, built, answers)
    examples = sum(len(one.examples) for one in asked if one.parameters)
    return Kit(tuple(files), len(asked), examples, replaced)


def texts(rubric: Rubric, reference: Path, built: Built, answers: bool = False) -> dict[str, str]:
    """Both files by their names."""
    made = tuple(cells(rubric, reference, built, answers))
    return {f"{rubric.homework}.py": as_python(made), f"{rubric.homework}.ipynb": as_notebook(made)}


def cells(rubric: Rubric, reference: Path, built: Built, answers: bool) -> Iterator[Cell]:
    """The kit, cell by cell."""
    yield Cell("code", FIRST)
    yield Cell("markdown", f"# {rubric.title}\n\n{HOW}")
    yield Cell("code", _imports(rubric))
    starters = dict.fromkeys(call.starter for call in built.calls.questions if call.starter)
    for text in starters:
        yield Cell("code", f"{text.rstrip()}\n")
    seen = set[str]()
    for problem in rubric.problems:
        yield Cell("markdown", f"## {problem.id} {problem.title}")
        for part in problem.parts:
            yield Cell("markdown", _heading(part))
            for name in dict.fromkeys(one.question for one in part.criteria if one.question):
                if name not in seen:
                    yield Cell("code", stub(reference, name, rubric.packages))
                seen.add(name)
    yield Cell("code", selftest(_asked(rubric, built, answers), rubric.submission.written))


def as_python(made: Sequence[Cell]) -> str:
    """The kit as a plain file; words are comments."""
    parts = []
    for cell in made:
        lines = cell.text.rstrip("\n").split("\n")
        words = cell.kind == "markdown"
        parts.append("\n".join(f"# {line}".rstrip() if words else line for line in lines))
    return "\n\n\n".join(parts) + "\n"


def as_notebook(made: Sequence[Cell]) -> str:
    """The kit as a notebook."""
    listed = []
    for number, cell in enumerate(made):
        identity = hashlib.sha256(f"{number} {cell.text}".encode()).hexdigest()[:8]
        facts = {"cell_type": cell.kind, "id": identity, "metadata": {}}
        more: dict[str, object] = {"execution_count": None, "outputs": []} if cell.kind == "code" else {}
        listed.append({**facts, **more, "source": cell.text.rstrip("\n").splitlines(keepends=True)})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book = {
        "cells": listed,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _imports(rubric: Rubric) -> str:
    return "import numpy as np\n" + ("import pandas as pd\n" if "pandas" in rubric.packages else "")


def _heading(part: Part) -> str:
    unit = "point" if part.points == 1 else "points"
    extra = ", extra credit" if part.extra else ""
    by_hand = any(one.by_hand for one in part.criteria)
    written = " Part of it is derived in writing." if by_hand else ""
    return f"### {part.id} {part.title} ({shown(part.points)} {unit}{extra}){written}"


def _asked(rubric: Rubric, built: Built, answers: bool) -> list[Public]:
    """Each question as the self-test knows it; a result is told only where students may see it at all."""
    told = []
    for name in rubric.question_names:
        asking = [one for _, _, one in rubric.walk() if one.question == name]
        tells = answers and all(_may_show(rubric, one) for one in asking)
        told.append(public(built.calls.question(name), built.wants.question(name), tells))
    return told


def _may_show(rubric: Rubric, criterion: Criterion) -> bool:
    setting = rubric.questions.get(criterion.question or "")
    for says in (criterion.show_want, setting.show_want if setting else None):
        if says is not None:
            return says
    return rubric.show_want
