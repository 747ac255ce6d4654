"""`grader new NAME --from solution`: its functions become questions that can be graded at once."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from grading import by_student, grade

from grader.authoring.beginning import from_solution
from grader.authoring.drafting import draft
from grader.authoring.examples import examples
from grader.errors import GraderError, OracleError
from grader.rubric.load import load

ASKED = ["softmax", "ridge", "caesar", "means", "counts", "is_convex", "fib"]


def begin(home: Path, *only: str, name: str = "hw5", solution: str = "solution.ipynb"):
    """The command's work, in a folder."""
    return from_solution(name, home / solution, home, only, lambda *_: None)


def test_a_notebook_becomes_a_homework_that_its_own_answers_pass(home: Path) -> None:
    """One question a function with the check that fits, a point each; the solution handed in earns all."""
    begun = begin(home, *ASKED)
    rubric = load(begun.rubric).rubric
    checks = {c.question: c.check.kind for _, _, c in rubric.walk() if c.check}
    assert checks == {
        "softmax": "array",
        "ridge": "array",
        "caesar": "data",
        "means": "table",
        "counts": "data",
        "is_convex": "exact",
        "fib": "exact",
    }
    assert {part.points for problem in rubric.problems for part in problem.parts} == {1}
    assert rubric.points == len(ASKED)
    assert begun.open == ()
    grade(home / "examples" / "hw5", begun.rubric, home / "grades")
    row = by_student(home / "grades" / "gradebook.csv")["example"]
    assert (row["total"], row["status"]) == ("7.00", "final")


def test_what_cannot_be_asked_is_said(home: Path) -> None:
    """Plots stay helpers, a cell that does not compile is named, a function without a call wants a case."""
    begun = begin(home)
    said = "\n".join(begun.notes)
    assert "plot_fit returns nothing, and stays a helper" in said
    assert "cell 12 line 1: invalid syntax" in said
    assert "fib is called nowhere, so its example is a guess" in said
    assert begun.open == ("parse",)
    with pytest.raises(OracleError, match=r"`parse` has no case to call it with; add parse\.example"):
        grade(home / "examples" / "hw5", begun.rubric, home / "grades")


def test_the_reference_holds_what_the_questions_lean_on_and_no_more(home: Path) -> None:
    """Constants and helpers come along, the notebook's own plots, prints and data of nobody do not."""
    begin(home, "ridge")
    text = (home / "reference" / "hw5" / "answers.py").read_text(encoding="utf-8")
    assert "LAMBDA = 0.1" in text
    assert "def _gram(X):" in text
    assert "ridge.example(X=X, y=y, lam=LAMBDA)" in text
    assert "plt" not in text
    assert "caesar" not in text


def test_nothing_of_the_solution_runs_in_this_process(home: Path) -> None:
    """A solution is read, and its functions are tried in a process of their own."""
    mark = home / "ran"
    (home / "own.py").write_text(
        f"import os, pathlib\npathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\n"
        "def where():\n    return os.getpid()\n"
    )
    begin(home, solution="own.py")
    assert not mark.exists()


def test_examples_are_the_solutions_own_calls() -> None:
    """Written-out arguments come before names, and names before a guess from type hints."""
    function = ast.parse("def f(x: int, n=2): return x").body[0]
    assert isinstance(function, ast.FunctionDef)
    source = "f(seen)\nf(7, n=3)\nseen = 5\nfor i in range(3):\n    f(i)\ndef g(k):\n    return f(k)\n"
    found = examples(function, pieces_of(source))
    assert [dict(one.arguments) for one in found] == [
        {"x": "7", "n": "3"},
        {"x": "seen", "n": "2"},
        {"x": "3", "n": "2"},
    ]


def pieces_of(source: str):
    """A text's statements, as they are read from a file."""
    from grader.authoring.pieces import _statements

    return _statements(source)


def test_a_doctest_gives_the_example(home: Path) -> None:
    """What stands in a docstring is what the author wants to be seen."""
    softmax = next(one for one in draft(home / "solution.ipynb").asked if one.name == "softmax")
    assert dict(softmax.choices[0].arguments) == {"z": "np.array([0.0, 1.0])"}
    assert softmax.title == "The softmax of a vector, safe against overflow"


@pytest.mark.parametrize(
    ("name", "only", "said"),
    [
        ("hw 5", (), "A homework's name is made of letters"),
        ("hw5", ("nothing",), "defines no function nothing; it has softmax"),
    ],
)
def test_what_cannot_be_begun_is_one_sentence(
    home: Path, name: str, only: tuple[str, ...], said: str
) -> None:
    """And nothing is written."""
    before = sorted(home.rglob("*"))
    with pytest.raises(GraderError, match=said):
        begin(home, *only, name=name)
    assert sorted(home.rglob("*")) == before


def test_nothing_is_overwritten(home: Path) -> None:
    """A second homework of that name is refused, and the first stays as it is."""
    begun = begin(home, "caesar")
    text = begun.rubric.read_text(encoding="utf-8")
    with pytest.raises(GraderError, match="is there already"):
        begin(home, "counts")
    assert begun.rubric.read_text(encoding="utf-8") == text
