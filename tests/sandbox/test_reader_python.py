"""Python files through the reader: blocks, names, encodings, and broken pieces that cost themselves alone."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_file_that_parses_is_one_block(reader: Reader) -> None:
    """A whole file that compiles stands as it is, from line 1."""
    file = _read(reader, "import numpy as np\n\ndef gradient(X, t, w):\n    return 2 * X.T @ (X @ w - t)\n")
    assert [(block.line, block.cell, block.error) for block in file.blocks] == [(1, None, None)]
    assert file.defines == {"gradient"}
    assert file.error is None


def test_names_are_those_a_fresh_import_binds(reader: Reader) -> None:
    """Tuple targets, loops, branches and classes bind names; imports and what runs only as a script don't."""
    file = _read(
        reader,
        """
        import os
        from math import pi
        a, (b, *c) = 1, (2, 3)
        d: int = 4
        e: int
        for f in ():
            g = 1
        with open(a) as h:
            pass
        try:
            i = 1
        except ValueError:
            j = 2
        if a:
            class K: inside = 1
        if __name__ == "__main__":
            vjp = 1
        else:
            m = 2
        d[0] = n.o = 5
        """,
    )
    assert file.defines == set("abcdfghijKm")


def test_a_syntax_error_costs_its_block(reader: Reader) -> None:
    """The broken function is lost with file and line; its neighbours stand, decorators and else included."""
    file = _read(
        reader,
        """\
        import functools
        @functools.cache

        def helper():
            return 1
        def gradient(X, t, w)
            return X
        if True:
            vjp = 1
        # a comment at the margin
        else:
            vjp = 2
        x = [
        1,
        ]
        """,
    )
    assert file.defines == {"helper", "vjp", "x"}
    assert file.lost == (("gradient", "hw2.py line 6: expected ':'"),)
    assert [block.error for block in file.blocks if block.error] == ["line 6: expected ':'"]
    assert [block.line for block in file.blocks] == [1, 2, 6, 8, 13]


@pytest.mark.parametrize(
    "broken",
    [
        "gradient = (1,\n",
        "def gradient(X):\n    return foo(X[0\n",
        "def gradient(X):\n    '''A text that never ends\n    return X\n",
        "gradient = 'abc\n",
        "gradient = {'a': [1, 2}\n",
        "def gradient(X):\n    return 1 + \\\n",
        "def gradient(X):\n        x = 1\n    y = 2\n",
        "class gradient:\n    def f(self:\n        pass\n",
        "gradient: int = = 3\n",
    ],
)
@pytest.mark.parametrize("after", ["def vjp(v, y):\n    return v\n", "vjp = 3\n", "import os\nvjp = 3\n"])
def test_what_is_not_closed_swallows_no_neighbour(reader: Reader, broken: str, after: str) -> None:
    """After an open bracket or string the next definition at the margin is read again."""
    file = _read(reader, "fit_poly = 1\n" + broken + after)
    assert file.defines >= {"fit_poly", "vjp"}
    assert [name for name, _ in file.lost] == ["gradient"]


def test_texts_at_the_margin_belong_to_their_string(reader: Reader) -> None:
    """A docstring whose lines begin at the margin stays whole when another block is broken."""
    text = 'def vjp(v):\n    """Doc\ndef of = nothing\nimport it\n"""\n    return v\ngradient = (\n'
    file = _read(reader, text)
    assert file.defines == {"vjp"}
    assert file.lost == (("gradient", "hw2.py line 7: '(' was never closed"),)


def test_lines_are_counted_in_the_file(reader: Reader) -> None:
    """A message that names another line names the file's line, not the block's."""
    file = _read(reader, "a = 1\n\n\ndef vjp(v):\nreturn v\n")
    assert file.blocks[1].error == "line 4: expected an indented block after function definition on line 4"


def test_what_only_the_compiler_refuses_is_a_syntax_error_too(reader: Reader) -> None:
    """A `return` outside a function parses and does not compile: it costs itself alone."""
    file = _read(reader, "gradient = 1\nreturn 3\n")
    assert file.defines == {"gradient"}
    assert file.blocks[1].error == "line 2: 'return' outside function"


def test_python_two_prints_cost_their_lines(reader: Reader) -> None:
    """An old print statement at the margin takes no definition with it."""
    file = _read(reader, 'print "a"\nvjp = 1\nprint "b"\ngradient = 2\n')
    assert file.defines == {"vjp", "gradient"}
    assert file.lost == ()


@pytest.mark.parametrize(
    ("data", "wanted", "noted"),
    [
        ("é = 'ñ'\n".encode(), "é = 'ñ'\n", False),
        (b"\xef\xbb\xbf" + "é = 1\n".encode(), "é = 1\n", False),
        ("# -*- coding: latin-1 -*-\né = 1\n".encode("latin-1"), "# -*- coding: latin-1 -*-\né = 1\n", False),
        ("é = '’'\n".encode("cp1252"), "é = '’'\n", True),
        ("# решение задачи\nx = 1\n".encode("cp1251"), "# решение задачи\nx = 1\n", True),
        ("# Lösung, größer\nx = 1\n".encode("cp1252"), "# Lösung, größer\nx = 1\n", True),
        ("# 中文注释在这里\nx = 1\n".encode("gb18030"), "# 中文注释在这里\nx = 1\n", True),
        ("é = 1\n".encode("utf-16"), "é = 1\n", True),
        (b"# coding: nonsense\nx = 1\n", "# coding: nonsense\nx = 1\n", False),
        (b"# coding: zlib\nx = 1\n", "# coding: zlib\nx = 1\n", False),
        (b"a = 1\r\nb = 2\rc = 3\n", "a = 1\nb = 2\nc = 3\n", False),
    ],
)
def test_encodings(reader: Reader, data: bytes, wanted: str, noted: bool) -> None:
    """Mark, declaration, UTF-8, then a guess with a note; one kind of line end."""
    file = _read(reader, data)
    assert "".join(block.source for block in file.blocks) == wanted
    assert bool(file.notes) is noted
    assert file.error is None


@pytest.mark.parametrize(
    ("source", "wanted", "note"),
    [
        (
            "def vjp(v):\n    if v:\n\treturn 1\n    return 2\n",
            "\n        return 1\n",
            "tabs were read as 8 spaces",
        ),
        ("def vjp(v):\n  if v:\n\treturn 1\n  return 2\n", "\n    return 1\n", "tabs were read as 4 spaces"),
        ("def vjp(v):\n\u00a0\u00a0return v\n", "\n  return v\n", "no-break spaces were read as spaces"),
        ("vjp = “a”\n", 'vjp = "a"', "curly quotation marks were read as straight ones"),
        ("vjp = 3 − 1\n", "vjp = 3 - 1", "long dashes were read as minus signs"),
    ],
)
def test_what_keyboards_and_editors_do_is_put_right(
    reader: Reader, source: str, wanted: str, note: str
) -> None:
    """Where a text does not compile otherwise; the note says what was changed."""
    file = _read(reader, source)
    assert wanted in file.blocks[0].source
    assert (file.defines, file.lost, file.notes) == ({"vjp"}, (), (note,))
    broken = _read(reader, f"def gradient(:\n  pass\n{source}")
    left_out = "line 1: invalid syntax (it was left out)"
    assert (broken.defines, broken.notes) == ({"vjp"}, (f"line 3: {note}", left_out))


@pytest.mark.parametrize("text", ["x = '“a” − b\u00a0'\n", "if 1:\n\tx = 1\nif 2:\n    x = 2\n"])
def test_what_compiles_is_not_touched(reader: Reader, text: str) -> None:
    """Curly quotes in a text, and tabs that mean one thing only, stay as they are."""
    file = _read(reader, text)
    assert ("".join(block.source for block in file.blocks), file.notes) == (text, ())


def test_a_notebook_saved_as_a_plain_file_keeps_its_magics(reader: Reader) -> None:
    """Shell lines and magics at the margin mean what they mean in a cell, and are said once."""
    file = _read(reader, "!pip install torch\nvjp = 1\n%matplotlib inline\ngradient = 2\n")
    assert (file.defines, file.lost) == ({"vjp", "gradient"}, ())
    (note,) = file.notes
    assert note.endswith("did nothing here: line 1: !pip install torch, line 3: %matplotlib inline")


def test_nul_bytes_are_no_text(reader: Reader) -> None:
    """A binary file under a Python name is an error of that file."""
    file = _read(reader, b"x = 1\0\n")
    assert file.error == "this file could not be read: it holds NUL bytes, so it is not a text"


def test_an_empty_file_has_no_blocks(reader: Reader) -> None:
    """An empty module is legitimate: no error, no blocks."""
    file = _read(reader, b"")
    assert (file.blocks, file.error) == ((), None)


def test_student_is_read_without_running(reader: Reader) -> None:
    """`STUDENT = "…"` counts when it is a plain text at the top level."""
    assert _read(reader, 'STUDENT = " ada12 "\n').student == "ada12"
    assert _read(reader, 'STUDENT = "ada" + "12"\n').student is None
    assert _read(reader, 'STUDENTS = "ada12, bob3"\n').student == "ada12, bob3"
    assert _read(reader, 'STUDENTS = ["ada12", "bob3"]\n').student == "ada12, bob3"
    assert _read(reader, 'def f():\n    STUDENT = "ada12"\n').student is None


SHARDS = ["\n", "\n    ", '"""', "def ", "if ", "else", "pass", *"f()[:'=1#@\\"]


@given(st.lists(st.sampled_from(SHARDS), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_line_of_code_is_lost(pieces: list[str]) -> None:
    """However a text is broken, its blocks hold every line of code once, in order, at its own number."""
    text = "".join(pieces)
    file = _SHARED.read("hw2.py", text.encode(), ASKED)
    assert file.error is None
    wanted = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    got = [line for block in file.blocks for line in block.source.split("\n")]
    assert [line for line in got if line.strip() and not line.lstrip().startswith("#")] == wanted
    lines = text.split("\n")
    for block in file.blocks:
        body = block.source.rstrip("\n").split("\n")
        assert lines[block.line - 1 : block.line - 1 + len(body)] == body


_SHARED = Reader()


@pytest.fixture(scope="module", autouse=True)
def _close_the_shared_reader() -> Iterator[None]:
    yield
    _SHARED.close()
