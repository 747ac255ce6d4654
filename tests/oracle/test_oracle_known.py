"""Mistakes that are known by their results alone, and the text that is written for a named one."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import OracleError
from grader.model import frames
from grader.model.calls import CaseCall, QuestionCalls
from grader.oracle.author import Known
from grader.oracle.writing import Wording, by_relation, by_results, home, wording

MODULE = '''"""One question."""

from grader.oracle import question


@question
def gradient(X, t):
    """The gradient."""
    return X.T @ t


def half():
    """A name that is taken."""
'''
PACKED = frames.encode({"arguments": {"X": np.eye(2), "t": np.ones(2)}, "given": {}})
QUESTION = QuestionCalls("gradient", ("X", "t"), (CaseCall("example/0", 48, PACKED),))


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A reference of one module."""
    path = tmp_path / "one.py"
    path.write_text(MODULE, encoding="utf-8")
    return path


def test_the_module_of_a_question_is_found_by_reading(module: Path) -> None:
    """Where its decorated function stands; a plain function is no question."""
    assert home(module.parent, "gradient") == module
    with pytest.raises(OracleError, match="`half` is no plain function"):
        home(module.parent, "half")


def test_a_method_is_written_below_the_rest(module: Path) -> None:
    """Name, credit and hint as given, a function's name that nothing has yet, and a docstring."""
    words = Wording("Half", Fraction(1, 2), 'Which "half"?')
    added = by_relation(module, QUESTION, words, "half of the wanted result", "{} / 2", None)
    assert added.text == (
        '@gradient.mistake("Half", credit="1/2", hint="Which \\"half\\"?")\n'
        "def half_2(X, t):\n"
        '    """Half of the wanted result."""\n'
        "    return gradient(X, t) / 2\n"
    )
    assert added.whole == f"{MODULE.rstrip()}\n\n\n{added.text}"
    keyed = by_relation(module, QUESTION, words, "the other sign", "-{}", "time")
    assert keyed.text.endswith(
        '    answer = dict(gradient(X, t))\n    answer["time"] = -answer["time"]\n    return answer\n'
    )


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_words_make_a_valid_file(name: str, hint: str) -> None:
    """Quotes, line breaks and what else people type stay text."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.py"
        path.write_text(MODULE, encoding="utf-8")
        try:
            words = wording(name, "1/3", hint)
        except OracleError:
            assert not name.strip()
            return
        added = by_relation(path, QUESTION, words, "half", "{} / 2", None)
        (call,) = ast.parse(added.text).body[0].decorator_list  # type: ignore[attr-defined]
        assert ast.literal_eval(call.args[0]) == words.name


def test_results_are_kept_for_the_very_calls(module: Path) -> None:
    """A frame by case label; on another call there is no result, and of other groups nothing is said."""
    value = np.array([1.0, 2.0])
    words = Wording("odd", Fraction(1, 4), "A hint that is rather long so that all does not fit in one line.")
    added = by_results(module, QUESTION, words, {"example/0": value})
    assert added.text.splitlines()[0] == "gradient.known("
    assert '    file="mistakes/gradient-odd.json",' in added.text.splitlines()
    assert added.data is not None
    path, text = added.data
    assert path == module.parent / "mistakes" / "gradient-odd.json"
    known = Known("odd.json", ast.literal_eval(text)["cases"])
    assert np.array_equal(np.asarray(frames.decode(known.frame("example/0", PACKED))), value)
    assert known.frame("random/0", PACKED) == b""
    for label, call in (("example/0", PACKED + b" "), ("example/1", PACKED)):
        with pytest.raises(ValueError, match=r"another seed or other cases; take odd\.json out"):
            known.frame(label, call)


@pytest.mark.parametrize("credit", ["1", "-1/2", "half", "1/0", "2", ""])
def test_a_credit_is_a_share_below_one(credit: str) -> None:
    """Anything else is refused in a sentence."""
    with pytest.raises(OracleError, match="A mistake earns a share below 1"):
        wording("a name", credit, "")
