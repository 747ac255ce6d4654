"""Notebooks through the reader: cells, magics, formats, and files that are no notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

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
        ("%matplotlib inline\nvjp = 1", "get_ipython().run_line_magic('matplotlib', 'inline')\nvjp = 1\n"),
        ("for i in ():\n    !ls\nvjp = 1", "for i in ():\n    get_ipython().system('ls')\nvjp = 1\n"),
        ("vjp = 1\nvjp?", "vjp = 1\nget_ipython().run_line_magic('pinfo', 'vjp')\n"),
        ("files = !ls\nvjp = 1", "files = get_ipython().getoutput('ls')\nvjp = 1\n"),
        ("!cd \\\n  it's\nvjp = 1", 'get_ipython().system("cd    it\'s")\n\nvjp = 1\n'),
        (
            "%load_ext x\ny = (7\n %x)\nvjp = 1",
            "get_ipython().run_line_magic('load_ext', 'x')\ny = (7\n %x)\nvjp = 1\n",
        ),
    ],
)
def test_lines_for_the_notebook_become_calls(reader: Reader, source: str, wanted: str) -> None:
    """Magics and shell lines become what IPython makes of them, keeping lines and indentation."""
    file = _notebook(reader, source)
    assert [block.source for block in file.blocks] == [wanted]
    assert file.blocks[0].error is None
    assert "vjp" in file.defines
    (note,) = file.notes
    assert note.startswith("lines for the notebook itself did nothing here: cell 1 line ")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("%%time\nvjp = 1", "\nvjp = 1\n"),
        ("\n%%capture out\n%%time\nvjp = 1", "\n\n\nvjp = 1\n"),
        ("%time vjp = 1", "vjp = 1\n"),
        ("if 1:\n    %time vjp = 1", "if 1:\n    vjp = 1\n"),
        (">>> vjp = 1", "vjp = 1\n"),
        ("  vjp = 1", "vjp = 1\n"),
        ("vjp = (7\n% 2)", "vjp = (7\n% 2)"),
        ('vjp = """\n!ls\n%time\n"""', 'vjp = """\n!ls\n%time\n"""'),
    ],
)
def test_what_is_python_to_a_notebook_is_python(reader: Reader, source: str, wanted: str) -> None:
    """A cell or a line that is only timed runs, and nothing that compiles as it stands is touched."""
    file = _notebook(reader, source)
    assert [block.source.rstrip("\n") for block in file.blocks] == [wanted.rstrip("\n")]
    assert (file.defines, file.notes) == ({"vjp"}, ())


def test_a_cell_that_writes_a_file_is_kept(reader: Reader) -> None:
    """`%%writefile helpers.py` is another file's text: the guest takes it, here it is one call."""
    file = _notebook(reader, "%%writefile helpers.py\ndef f(): pass")
    (block,) = file.blocks
    assert block.source == "get_ipython().run_cell_magic('writefile', 'helpers.py', 'def f(): pass\\n')\n"


def test_old_formats_are_upgraded(reader: Reader) -> None:
    """Formats 2 and 3 keep their code in worksheets; a format nobody knows yet is read as the newest."""
    cell = {"cell_type": "code", "input": ["vjp = 1"], "outputs": [{"output_type": "stream", "text": "x"}]}
    for form in (2, 3):
        book = {"nbformat": form, "nbformat_minor": 0, "worksheets": [{"cells": [cell]}], "metadata": {}}
        assert reader.read("x.ipynb", json.dumps(book).encode(), ASKED).defines == {"vjp"}
    later = {"nbformat": 9, "cells": [_code("vjp = 1")]}
    assert reader.read("x.ipynb", json.dumps(later).encode(), ASKED).defines == {"vjp"}


def test_huge_outputs_cost_nothing(reader: Reader) -> None:
    """Twelve megabytes of pictures and prints beside the code are left where they are."""
    cells = [{**_code("vjp = 1"), "outputs": [{"output_type": "stream", "text": ["x" * 99] * 120_000}]}]
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
    file = reader.read("x.ipynb", json.dumps(book).encode(), ASKED)
    assert (file.error, file.defines) == (None, {"vjp"})


def test_what_keyboards_do_is_put_right(reader: Reader) -> None:
    """A cell with curly quotes beside a magic runs, and both are said with their cell."""
    file = _notebook(reader, "x = 1", "!ls\nvjp = ‘a’")
    assert (file.defines, file.lost) == ({"x", "vjp"}, ())
    assert file.notes[0] == "cell 2: curly quotation marks were read as straight ones"


def test_a_notebook_that_is_not_utf_8_is_guessed(reader: Reader) -> None:
    """Someone's editor saved it; the guess is said."""
    book = json.dumps({"nbformat": 4, "cells": [_code("vjp = 'größer'")]}, ensure_ascii=False)
    file = reader.read("x.ipynb", book.encode("cp1252"), ASKED)
    assert file.notes == ("read as cp1252, because it is not UTF-8",)
    assert file.blocks[0].source == "vjp = 'größer'"


def test_plain_files_load_nothing_of_notebooks() -> None:
    """A class of .py files never waits for nbformat and IPython: their folder stays empty."""
    with Reader() as reader:
        reader.read("hw2.py", b"vjp = 1", ASKED)
        assert reader._folder is not None
        folder = Path(reader._folder.name)
        assert [*folder.iterdir()] == []
        _notebook(reader, "!ls")
        linked = {path.name for path in folder.iterdir()}
    assert {"nbformat", "IPython", "charset_normalizer"} <= linked
    assert not {"numpy", "grader", "pytest"} & linked
    assert not folder.exists()


def test_a_cell_for_another_language_is_passed_over(reader: Reader) -> None:
    """A `%%bash` cell is no Python; the cells after it keep their numbers."""
    file = _notebook(reader, "%%bash\nls", "vjp = 1")
    assert [block.cell for block in file.blocks] == [2]
    assert file.notes == ("lines for the notebook itself did nothing here: cell 1: %%bash",)


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
