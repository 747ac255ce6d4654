"""The lines a student types to run a case again."""

from __future__ import annotations

import subprocess  # noqa: TID251 - types them
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.model.calls import Calls, CaseCall, QuestionCalls
from grader.model.frames import decode, encode
from grader.model.submission import Block, CodeFile, Submission
from grader.pipeline.homes import homes
from grader.report.again import Again, Home, run_again
from grader.report.literal import TooLarge, literal

STARTER = '"""Given."""\n\n\ndef expand(x, d):\n    return x\n'
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.text() | st.binary()
)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=6,
)
ARRAYS = arrays.arrays(
    st.sampled_from(["f8", "f4", "i8", "i4", "u1", "?", "c16"]), arrays.array_shapes(min_dims=0, min_side=0)
)


def same(one: object, other: object) -> bool:
    """Whether two values have the same bytes on the wire."""
    return encode(one) == encode(other)


@given(PLAIN)
def test_a_plain_value_is_made_again(value: object) -> None:
    """To the last bit, nan and infinities included."""
    value = decode(encode(value))
    assert same(eval(literal(value, 10_000), {"np": np}), value)  # noqa: S307 - our own text


@given(ARRAYS)
def test_an_array_is_made_again(value: np.ndarray) -> None:
    """With its type and shape, whatever the recipe."""
    made = eval(literal(value, 10_000), {"np": np})  # noqa: S307 - our own text
    assert (made.dtype, made.shape) == (value.dtype, value.shape)
    unequal = np.isnan(made) & np.isnan(value) if value.dtype.kind in "fc" else np.zeros(value.shape, bool)
    assert same(made[~unequal], value[~unequal])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros(5), "np.zeros(5)"),
        (np.ones((2, 3)), "np.ones((2, 3))"),
        (np.full(4, 0.5), "np.full(4, 0.5)"),
        (np.arange(6), "np.arange(6)"),
        (np.arange(3, 9), "np.arange(3, 9)"),
        (np.linspace(-1, 1, 14), "np.linspace(-1.0, 1.0, 14)"),
        (np.eye(3), "np.eye(3)"),
        (np.array([[2.0, 1.0]]), "np.array([[2.0, 1.0]])"),
        (np.array([1, 2], np.float32), "np.array([1.0, 2.0], dtype=np.float32)"),
        (np.zeros(1_000_000), "np.zeros(1000000)"),
    ],
)
def test_recipes_are_short(value: np.ndarray, text: str) -> None:
    """What numpy can say in a word is said so."""
    assert literal(value, 100) == text


def test_what_nobody_would_read_is_too_large() -> None:
    """Many numbers without a rule are not printed."""
    with pytest.raises(TooLarge):
        literal(np.random.default_rng(0).normal(size=1000), 2400)


def calls(arguments: dict[str, object], given_: dict[str, object] | None = None, starter: str = "") -> Calls:
    """One question with one case."""
    packed = encode({"arguments": arguments, "given": given_ or {}})
    case = CaseCall("example/0", 8, packed)
    return Calls((QuestionCalls("scaled", tuple(arguments), (case,), starter),))


CODE = {
    "plain": "def scaled(x, d):\n    return x * d\n",
    "renamed": "def scaled(vector: 'array', factor=2):\n    return vector * factor\n",
    "by name alone": "def scaled(x, *, d: int = 2):\n    return x * d\n",
    "of any number": "def scaled(*both):\n    return both[0] * both[1]\n",
    "with globals": "def scaled(x, d):\n    return x * d + offset\n",
    "of fewer arguments": "def scaled(x):\n    return x * d + offset\n",
}


@pytest.mark.parametrize("file", ["hw2.py", "my hw (2).py", "answers/hw2.py", "test.py", "é'\".py", "2nd.py"])
@pytest.mark.parametrize("kind", CODE)
def test_the_lines_give_what_we_got(tmp_path: Path, kind: str, file: str) -> None:
    """Typed in the folder of the file they run as they stand, whatever it is called, globals included."""
    code = CODE[kind]
    globals_ = {"offset": 10.0, "d": 3} if "offset" in code else {}
    asked = calls({"x": np.array([1.5, 2.5]), "d": 3}, globals_)
    block = Block(code, 1)
    read = Submission("ada", (CodeFile(file, "0", (block,), frozenset({"scaled"})),))
    again = run_again(asked, homes([read], asked.questions)["ada"]["scaled"], "scaled", "example/0")
    assert again is not None
    assert len(again.lines.splitlines()) <= 3
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(code, encoding="utf-8")
    (tmp_path / "typed").write_text(again.lines, encoding="utf-8")
    typed = [sys.executable, "-c", "exec(open('typed', encoding='utf-8').read())"]
    done = subprocess.run(typed, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == str(np.array([1.5, 2.5]) * 3 + (10 if globals_ else 0))


def lines(asked: Calls, home: Home) -> Again:
    """The lines of the only case."""
    again = run_again(asked, home, "scaled", "example/0")
    assert again is not None
    return again


def test_a_notebook_has_a_new_cell() -> None:
    """There is nothing to import: names are there already, and given globals are set beside them."""
    asked = calls({"x": 2, "t": np.ones(4)}, {"t": np.ones(4), "basis": "legendre"}, STARTER)
    again = lines(asked, Home("hw 2.ipynb", True, "scaled", 1))
    assert again.lines == ("import numpy as np\nt, basis = np.ones(4), 'legendre'\nprint(scaled(2))")
    assert again.where == "in a new cell at the end of hw 2.ipynb"
    assert again.note == "We grade with the course's own `expand`."


def test_an_answer_without_arguments_may_be_a_value() -> None:
    """It is called if it can be."""
    again = lines(calls({}), Home("hw2.py", False, "scaled"))
    assert again.lines == ("from hw2 import scaled\nprint(scaled() if callable(scaled) else scaled)")


def test_large_inputs_are_named_instead() -> None:
    """No recipe is pretended: the page says how large they are."""
    again = lines(
        calls({"x": np.random.default_rng(0).normal(size=(500, 3))}), Home("hw2.py", False, "scaled")
    )
    assert again.lines == ""
    assert again.note == "The inputs of this case are too large to print here (x has 500 × 3 numbers)."


def test_a_case_that_is_not_there_has_no_lines() -> None:
    """Unknown questions and labels are passed over."""
    home = Home("hw2.py", False, "scaled")
    assert run_again(calls({}), home, "scaled", "example/7") is None
    assert run_again(calls({}), home, "other", "example/0") is None


def test_a_hostile_file_name_is_only_text() -> None:
    """It is quoted in the lines, and shown without what a terminal would obey."""
    again = lines(calls({"x": 1}), Home("a\x1b[31m\n'); import os #.py", False, "scaled"))
    assert "\x1b" not in again.lines + again.where
    assert len(again.lines.splitlines()) == 3
