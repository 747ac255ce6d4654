"""Starters that came back as they were, told from work that was begun, without running anything."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest

from grader.model.submission import CodeFile
from grader.sandbox.reader import Reader

ASKED = frozenset({"fit_poly", "gradient", "vjp", "direction_changes"})


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One long-lived reader for all tests of this file."""
    with Reader() as reader:
        yield reader


def _read(reader: Reader, text: str | bytes, path: str = "hw2.py") -> CodeFile:
    data = text if isinstance(text, bytes) else dedent(text).encode()
    return reader.read(path, data, ASKED)


@pytest.mark.parametrize(
    "body",
    [
        '"""Doc."""',
        "pass",
        "...",
        "raise NotImplementedError",
        "raise NotImplementedError('todo')",
        "return None",
        "return",
        '"""Doc."""\n    # your code\n    return None',
        "# your code here",
        "W = None  # your code\n    return W",
        "if X:\n        pass\n    return None",
        "Y = X + 1\n    if X:\n        # W = ...\n    else:\n        # W = ...\n    return W",
        "for i in X:\n        # update W\n    return W",
        "Y = X + 1\n    if X:\n        pass\n    else:\n        pass\n    return W",
    ],
)
def test_a_starter_is_untouched(reader: Reader, body: str) -> None:
    """Stubs and branches that hold only comments are nobody's answer, whether they parse or not."""
    file = _read(reader, f"import os\ndef gradient(X, t, w):\n    {body}\n\nvjp = 3\n")
    assert file.untouched == {"gradient"}
    assert file.lost == ()
    assert "vjp" in file.defines


@pytest.mark.parametrize(
    "text",
    [
        "def gradient(X):\n    return X",
        "def gradient(X):\n    return 0",
        "def gradient(X):\n    return False",
        "W = 3\ndef gradient():\n    return W",
        "def gradient(X):\n    if X:\n        W = 1\n    else:\n        pass\n    return W",
        "def gradient(X):\n    raise ValueError",
        "def gradient(X):\n    W = None\n    W = X\n    return W",
        "gradient = 0",
        "gradient = False",
        "gradient = None\ngradient = 3",
        "def gradient(X): pass\ndef gradient(X): return X",
        "def gradient(X):\n    if X:\n        pass\n    return X",
    ],
)
def test_work_is_not_taken_for_a_starter(reader: Reader, text: str) -> None:
    """Whoever wrote a line that answers has touched it."""
    assert _read(reader, text).untouched == frozenset()


@pytest.mark.parametrize("value", ["None", "...", '""'])
def test_a_variable_that_holds_nothing_is_untouched(reader: Reader, value: str) -> None:
    """An answer that was to be a plain variable and is None, ... or an empty text was not attempted."""
    assert _read(reader, f"direction_changes = {value}").untouched == {"direction_changes"}


def test_a_broken_attempt_is_lost_not_untouched(reader: Reader) -> None:
    """Code that was begun and does not parse is a syntax error, with its reason, also beside a stub."""
    file = _read(reader, "def gradient(X): pass\ndef gradient(X):\n    return X +\n")
    assert file.untouched == frozenset()
    assert file.lost == (("gradient", "hw2.py line 3: invalid syntax"),)


def test_a_working_definition_is_not_lost(reader: Reader) -> None:
    """A name that also has a definition that compiles is not reported as lost."""
    file = _read(reader, "def gradient(X):\n    return X\ndef gradient(X):\n    return X +\n")
    assert file.lost == ()
