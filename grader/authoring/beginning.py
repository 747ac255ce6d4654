"""A new homework's files: from nothing, or from a solution."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.drafting import draft, reference_text
from grader.authoring.placing import place
from grader.authoring.rubrics import Row, rubric_text
from grader.authoring.settling import settle
from grader.errors import GraderError
from grader.rubric.editor import FILE, schema_text
from grader.rubric.settings import ID

__all__ = ["Begun", "expect_name", "from_nothing", "from_solution", "new_seed"]

LARGEST = 10**9
Progress = Callable[[str, int, int], None]

ANSWERS = '''\
"""The reference of {name}: what is right, and what is known about wrong answers."""

import numpy as np

from grader.oracle import question


@question
def scaled(x, factor):
    """The vector x, every entry times the factor."""
    return factor * np.asarray(x)


scaled.example(x=np.array([1.0, 2.0, 4.0]), factor=3.0)


@scaled.cases(count=4)
def random_vectors(rng):
    """Vectors of a few entries; each homework's seed makes others."""
    return {{"x": rng.normal(size=int(rng.integers(2, 6))), "factor": float(rng.uniform(2, 5))}}


@scaled.mistake("adds the factor", credit="1/2", hint="Look at what happens to an entry that is 0.")
def added(x, factor):
    """A wrong method that earns a half."""
    return factor + np.asarray(x)


@question
def longest_word(text):
    """The longest word of a text; of several the first."""
    return max(text.split(), key=len)


longest_word.example(text="a short walk and a longer one")


@question
def is_linear():
    """Whether scaling a vector is a linear map."""
    return True
'''
EXAMPLE = """\
import numpy as np

STUDENT = "example"


def scaled(x, factor):
    return np.array([factor * entry for entry in x])


def longest_word(text):
    best = ""
    for word in text.split():
        if len(word) > len(best):
            best = word
    return best


is_linear = True
"""
ROWS = (
    Row("A vector times a number", "scaled", "{kind: array}"),
    Row("The longest word", "longest_word", "{kind: data}"),
    Row("Linear or not", "is_linear", "{kind: exact}"),
)


@dataclass(frozen=True, slots=True)
class Begun:
    """What was written, how many questions it asks, what to say of it, and which still want a case."""

    rubric: Path
    files: tuple[Path, ...]
    questions: int
    notes: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def from_nothing(name: str, home: Path) -> Begun:
    """A homework of three questions that can be graded as it stands, and is there to be changed."""
    expect_name(name)
    text = rubric_text(name, f"Homework {name}", new_seed(), ["numpy"], ROWS)
    text = text.replace(
        "        question: is_linear\n",
        "        question: is_linear\n        needs: [1.1/value]  # a yes or no is a coin toss by itself\n",
    )
    answers = ANSWERS.format(name=name)
    return _placed(name, home, text, answers, {"hw.py": EXAMPLE.encode()}, len(ROWS))


def from_solution(name: str, solution: Path, home: Path, only: tuple[str, ...], progress: Progress) -> Begun:
    """The functions of a solution: one question and one example each, a point for every one."""
    expect_name(name)
    _expect_free(home / "rubrics" / f"{name}.yaml")
    title = f"Homework {name}"
    settled = settle(draft(solution, only), title, progress)
    if not settled.draft.asked:
        raise GraderError(f"No function of {solution} returns something to compare. Nothing was written.")
    rows = [Row(one.title, one.name, settled.checks[one.name]) for one in settled.draft.asked]
    text = rubric_text(name, title, new_seed(), settled.packages, rows)
    answers = reference_text(settled.draft, settled.chosen, title)
    own = {solution.name: solution.read_bytes()}
    return _placed(name, home, text, answers, own, len(rows), settled.notes, settled.open)


def new_seed() -> int:
    """A seed that nobody can guess from the homework's name."""
    return 1 + secrets.randbelow(LARGEST)


def _placed(
    name: str,
    home: Path,
    rubric: str,
    answers: str,
    example: dict[str, bytes],
    count: int,
    notes: tuple[str, ...] = (),
    wanting: tuple[str, ...] = (),
) -> Begun:
    path = home / "rubrics" / f"{name}.yaml"
    files: dict[Path, str | bytes] = {path: rubric, home / "reference" / name / "answers.py": answers}
    files |= {home / "examples" / name / "example" / file: data for file, data in example.items()}
    if not (path.parent / FILE).exists():
        files[path.parent / FILE] = schema_text()
    place(files)
    return Begun(path, tuple(files), count, notes, wanting)


def expect_name(name: str) -> None:
    """Refuse what could not be a file's and a homework's name."""
    if not re.match(ID, name):
        raise GraderError(
            f"A homework's name is made of letters, digits, points, - and _, as in hw3: not {name!r}."
        )


def _expect_free(path: Path) -> None:
    """Before a solution is tried, which takes its time."""
    if path.exists():
        raise GraderError(
            f"{path} is there already; choose another name, or move it away. Nothing was written."
        )
