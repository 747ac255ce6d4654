"""Exceptions that are answers: declared in the reference, and nothing else that it raises."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import Class, points

from grader.errors import OracleError, RubricError
from grader.model.interpreter import Interpreter
from grader.model.tabular import read_raising
from grader.oracle.build import build, dump, load

SOURCE = """
from grader.oracle import question


@question
def root(x):
    if x < 0:
        raise ValueError("negative")
    return x ** 0.5


root.example(x=4.0)
{declared}

@root.cases(count=3)
def below(rng):
    return {{"x": -float(rng.uniform(1, 9))}}
"""


def reference(folder: Path, declared: str) -> Path:
    """A reference of one question."""
    (folder / "answers.py").write_text(SOURCE.format(declared=declared), encoding="utf-8")
    return folder


def test_what_is_declared_is_an_answer(tmp_path: Path, bare: Interpreter) -> None:
    """By case what is returned or raised, and calls that go on after an exception; stored and read back."""
    built = build(reference(tmp_path, "root.raises(ValueError)"), ["root"], 1, bare)
    assert built.calls.question("root").goes_on
    want = built.wants.question("root").want
    assert want["example/0"] == 2.0
    raising = read_raising(want["below/0"])
    assert raising is not None
    assert (raising.lineage[0], raising.message) == ("ValueError", "negative")
    again = load(dump(built))
    assert again.wants.question("root").want == want
    assert again.calls == built.calls


@pytest.mark.parametrize("declared", ["", "root.raises(KeyError)"])
def test_what_is_not_declared_is_a_fault(tmp_path: Path, bare: Interpreter, declared: str) -> None:
    """A reference that stops by accident is found before anyone is graded."""
    with pytest.raises(OracleError, match=r"raises ValueError on below/\d: negative"):
        build(reference(tmp_path, declared), ["root"], 1, bare)


def test_only_exceptions_can_be_declared(tmp_path: Path, bare: Interpreter) -> None:
    """`raises` takes classes."""
    with pytest.raises(OracleError, match="takes classes of exceptions"):
        build(reference(tmp_path, 'root.raises("ValueError")'), ["root"], 1, bare)


RUBRIC_LINE = "question: twice, check: {kind: array}"


def declare(tiny: Class) -> None:
    """`twice` raises a ValueError for numbers above 5."""
    tiny.edit_reference("numbers_one.py", "    return 2 * x\n", BODY)
    tiny.edit_reference(
        "numbers_one.py", "twice.example(x=1.5)", "twice.example(x=1.5)\ntwice.raises(ValueError)"
    )
    tiny.edit_reference("numbers_one.py", '@twice.mistake("squares it"', MORE)


BODY = '    if x > 10:\n        raise ValueError("too large")\n    return 2 * x\n'
MORE = (
    '@twice.cases(count=3)\ndef large(rng):\n    """Too large."""\n'
    '    return {"x": float(rng.uniform(11, 19))}\n\n\n@twice.mistake("squares it"'
)
CRITERIA = (
    "criteria: [{id: value, points: 1/2, question: twice, cases: [example, any_number], "
    "check: {kind: array}}, {id: refusal, points: 1/2, question: twice, cases: [large], credit: per_case, "
    "check: {kind: raises}}]"
)


def test_every_case_of_a_group_counts_by_itself(tiny: Class) -> None:
    """An exception ends no group of a question whose exceptions are answers: two of three earn two thirds."""
    declare(tiny)
    tiny.edit_rubric(RUBRIC_LINE, CRITERIA)
    tiny.hand_in("ada", "def twice(x):\n    if x > 10:\n        raise OverflowError\n    return 2 * x\n")
    tiny.hand_in("bea", "def twice(x):\n    if x > 10:\n        raise ValueError\n    return 2 * x\n")
    third = "def twice(x, asked=[]):\n    asked += [x] * (x > 10)\n"
    third += "    if len(asked) == 2:\n        raise TypeError\n"
    tiny.hand_in("cyd", third + "    if x > 10:\n        raise ValueError\n    return 2 * x\n")
    tiny.grade()
    sheet = tiny.folder / "grades" / "parts.csv"
    earned = {who: points(sheet, who)["1.1/refusal"] for who in ("ada", "bea", "cyd")}
    assert earned == {"ada": "0.0000", "bea": "0.5000", "cyd": "0.3333"}
    assert {points(sheet, who)["1.1/value"] for who in earned} == {"0.5000"}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("array", "looks at large/0, on which twice raises ValueError; use `check: {kind: raises}`"),
        ("raises", "expects an exception, but twice returns something on"),
    ],
)
def test_a_check_of_the_wrong_kind_is_one_sentence(tiny: Class, kind: str, said: str) -> None:
    """Values are compared where the reference returns, exceptions where it raises."""
    declare(tiny)
    tiny.edit_rubric(RUBRIC_LINE, f"question: twice, check: {{kind: {kind}}}")
    with pytest.raises(RubricError) as caught:
        tiny.grade()
    assert said in str(caught.value)
    assert "rubric.yaml:" in str(caught.value)
