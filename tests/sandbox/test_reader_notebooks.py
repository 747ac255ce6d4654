"""Notebooks through the reader: cells, magics, formats, and files that are no notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from grader.model.submission import CodeFile
from grader.sandbox.reader import Reader

ASKED = frozenset({"fit_poly", "gradient", "vjp"})


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One long-lived reader for all tests of this file."""
    with Reader() as reader:
        yield reader


def _code(source: str | list[str]) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": [{"text": "gradient = 1"}]}


def _notebook(reader: Reader, *sources: str | list[str]) -> CodeFile:
    book = {"nbformat": 4, "cells": [_code(source) for source in sources]}
    return reader.read("hw2.ipynb", json.dumps(book).encode(), ASKED)


def test_each_code_cell_is_a_block(reader: Reader) -> None:
    """Code cells are numbered from 1, text cells are not counted, outputs are never read."""
    cells = [_code("a = 1\n"), {"cell_type": "markdown", "source": "b = 2"}, _code(["vjp = 1\n", "c = 3"])]
    file = reader.read("x.ipynb", json.dumps({"cells": cells}).encode(), ASKED)
    assert [(block.cell, block.line, block.source) for block in file.blocks] == [
        (1, 1, "a = 1\n"),
        (2, 1, "vjp = 1\nc = 3"),
    ]
    assert file.defines == {"a", "vjp", "c"}


def test_format_three_has_worksheets(reader: Reader) -> None:
    """Notebooks of format 3 keep their code in worksheets, under `input`."""
    book = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["vjp = 1"]}]}]}
    assert reader.read("x.ipynb", json.dumps(book).encode(), ASKED).defines == {"vjp"}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("%matplotlib inline\nvjp = 1", "pass\nvjp = 1"),
        ("!pip install torch\nvjp = 1", "pass\nvjp = 1"),
        ("for i in ():\n    !ls\nvjp = 1", "for i in ():\n    pass\nvjp = 1"),
        ("vjp = 1\nvjp?", "vjp = 1\npass"),
        ("vjp = 1\n?vjp", "vjp = 1\npass"),
        ("%%time\nvjp = 1", "pass\nvjp = 1"),
        ("files = !ls\nvjp = 1", "pass\nvjp = 1"),
        ("!pip install \\\n  it's\nvjp = 1", "pass\n\nvjp = 1"),
        ("x = (7\n% 2)\nvjp = x", "x = (7\n% 2)\nvjp = x"),
        ("%load_ext x\ny = (7\n %x)\nvjp = 1", "pass\ny = (7\n %x)\nvjp = 1"),
        ('vjp = """\n!ls\n%time\n"""', 'vjp = """\n!ls\n%time\n"""'),
    ],
)
def test_lines_for_the_notebook_become_pass(reader: Reader, source: str, wanted: str) -> None:
    """Magics and shell lines give way where they stand in the way, keeping lines and indentation."""
    file = _notebook(reader, source)
    assert [block.source for block in file.blocks] == [wanted]
    assert file.blocks[0].error is None
    assert "vjp" in file.defines
    assert bool(file.notes) is (source != wanted and not source.startswith("%%"))


def test_a_cell_for_another_language_is_passed_over(reader: Reader) -> None:
    """A `%%bash` cell is no Python; the cells after it keep their numbers."""
    file = _notebook(reader, "%%bash\nls", "vjp = 1")
    assert [block.cell for block in file.blocks] == [2]
    assert file.notes == ("cell 1 was passed over: it is for %%bash",)


def test_a_broken_cell_costs_itself(reader: Reader) -> None:
    """A cell that does not compile is named with its line, its names are lost, the others stand."""
    file = _notebook(reader, "vjp = 1", "x = 1\ndef gradient(X:\n    return X")
    assert file.blocks[1].error == "line 2: '(' was never closed"
    assert ("gradient", "hw2.ipynb cell 2 line 2: '(' was never closed") in file.lost
    assert file.defines == {"vjp"}


def test_an_untouched_cell_does_not_have_to_parse(reader: Reader) -> None:
    """The course's own starter cell, as it is handed out, was not attempted."""
    starter = (
        "def fit_poly(X, d, t):\n    X_expand = poly_expand(X, d=d, poly_type=poly_type)\n"
        "    if d > n:\n        # W = ... (the wide case)\n    else:\n        # W = ...\n    return W\n"
    )
    file = _notebook(reader, starter)
    assert file.untouched == {"fit_poly"}
    assert file.lost == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"{",
        b"not json",
        b"[]",
        b"{}",
        b'{"cells": 3}',
        b'{"worksheets": 3}',
        b"null",
        b"\xff\xfe\xfd",
    ],
)
def test_what_is_no_notebook_is_said(reader: Reader, data: bytes) -> None:
    """Zero bytes, no JSON and no cells are errors of that file, in a sentence."""
    file = reader.read("x.ipynb", data, ASKED)
    assert file.error is not None
    assert file.error.startswith("this file could not be read: ")
    assert file.blocks == ()


def test_odd_cells_are_survived(reader: Reader) -> None:
    """Cells that are not cells, half characters and NUL bytes cost themselves."""
    cells: list[object] = [
        3,
        None,
        _code([1, "a = 1\n"]),
        _code("b = '\ud800'"),
        _code("c = '\0'"),
        _code("vjp = 1"),
    ]  # type: ignore[list-item]
    file = reader.read("x.ipynb", json.dumps({"cells": cells}).encode(), ASKED)
    assert file.defines == {"a", "b", "vjp"}
    assert all(block.source.encode() for block in file.blocks)
    assert file.blocks[2].error is not None


def test_a_byte_order_mark_is_no_obstacle(reader: Reader) -> None:
    """Some editors put a mark before the JSON."""
    data = b"\xef\xbb\xbf" + json.dumps({"cells": [_code("vjp = 1")]}).encode()
    assert reader.read("x.ipynb", data, ASKED).defines == {"vjp"}
