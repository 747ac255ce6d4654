"""Cells that ran out of order, files in folders, and the notebook's own calls, as a submission has them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from handed_in import Bench, bench, handed_in, question

from grader.model.evidence import Missing, Raised, Returned


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One warm process for all of these."""
    questions = [question(name, {"x": 1.0}) for name in ("f", "g")]
    with bench(tmp_path_factory.mktemp("order"), *questions) as one:
        yield one


def test_a_statement_that_came_too_early_runs_again(box: Bench) -> None:
    """A cell that needs what stands further down is run a second time, and so is what needs that one."""
    cells = ["L = K + 1", "M = L + 1", "K = 2", "def f(x): return M"]
    got = box.evidence(handed_in(("hw.ipynb", cells)), "f")["f"]
    assert list(got.outcomes.values()) == [Returned(4)]
    assert got.flags == (
        "hw.ipynb cell 1 line 1 ran a second time, because what it needs stands further down",
        "hw.ipynb cell 2 line 1 ran a second time, because what it needs stands further down",
    )


def test_a_decorated_function_that_came_too_early_is_there(box: Bench) -> None:
    """Its decorator stands below it."""
    source = "@twice\ndef f(x): return x\ndef twice(of): return lambda x: 2 * of(x)"
    assert box.outcome(source, "f") == Returned(2.0)


def test_a_later_definition_wins_over_a_second_run(box: Bench) -> None:
    """What has been given a value meanwhile is not given the early one."""
    source = "K = J\nJ = 1\nK = 5\ndef f(x): return K"
    got = box.evidence(source, "f")["f"]
    assert list(got.outcomes.values()) == [Returned(5)]
    assert got.flags[0].startswith("hw.py line 1 failed: NameError")


def test_a_loop_that_came_too_early_runs_again(box: Bench) -> None:
    """It had given its own counter a value, which is no later definition."""
    source = "for i in range(3):\n    K = step(i)\ndef step(i): return 10 * i\ndef f(x): return K"
    assert box.outcome(source, "f") == Returned(20)


def test_failures_have_no_part_in_each_other(box: Bench) -> None:
    """What a statement met is not said of the one behind it."""
    got = box.evidence("open('a.csv')\n1 / 0\nundefined\ndef f(x): return 1.0", "f")["f"]
    assert got.flags[1:] == (
        "hw.py line 2 failed: ZeroDivisionError: division by zero",
        "hw.py line 3 failed: NameError: name 'undefined' is not defined",
    )


def test_a_second_run_that_fails_says_so_once(box: Bench) -> None:
    """The failure that counts is the last one."""
    got = box.evidence("K = J / 0\nJ = 1\ndef f(x): return K", "f")["f"]
    (raised,) = got.outcomes.values()
    assert isinstance(raised, Raised)
    assert got.flags == ("hw.py line 1 failed: ZeroDivisionError: division by zero",)


def test_files_that_need_each_other_at_once_are_both_there(box: Bench) -> None:
    """A circle of `from … import …` that Python cannot resolve is resolved by running the statement again."""
    files = (
        ("a.py", "from b import half\nK = 4\ndef f(x): return half(K)"),
        ("b.py", "from a import K\ndef half(x): return x / 2\ndef g(x): return K"),
    )
    got = box.evidence(handed_in(*files), "f", "g")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(2.0)], [Returned(4)]]


IMPORTS = [
    "from pkg.helpers import double",
    "from pkg import helpers\ndouble = helpers.double",
    "import pkg.helpers\ndouble = pkg.helpers.double",
    "import pkg.helpers as h\ndouble = h.double",
    "from helpers import double",
    "from helpers import *",
    "from .pkg.helpers import double",
    "from . import pkg\ndouble = pkg.helpers.double",  # an attribute that only an __init__ gives
]
BOTH = [(statement, init) for statement in IMPORTS for init in (True, False)][:-1]


@pytest.mark.parametrize(("statement", "init"), BOTH)
def test_folders_are_packages(box: Bench, statement: str, init: bool) -> None:
    """Under any of its names a file in a folder is one module, which is run once."""
    files = [
        ("main.py", f"{statement}\ndef f(x): return double(x)"),
        (
            "pkg/helpers.py",
            "from .more import TWO\ncount = [0]\ncount[0] += 1\ndef double(x): return TWO * x * count[0]",
        ),
        ("pkg/more.py", "TWO = 2"),
    ]
    files += [("pkg/__init__.py", "from . import helpers")] if init else []
    assert box.outcome(handed_in(*files), "f") == Returned(2.0)


def test_files_side_by_side_may_be_relative(box: Bench) -> None:
    """Students' folders are packages at home: a dot in front of a name does no harm, parents included."""
    files = (
        ("src/main.py", "from .helpers import double\nfrom ..top import K\ndef f(x): return double(x) + K"),
        ("src/helpers.py", "def double(x): return 2 * x"),
        ("top.py", "K = 1"),
    )
    assert box.outcome(handed_in(*files), "f") == Returned(3.0)


def test_a_file_that_was_not_handed_in_is_named(box: Bench) -> None:
    """A star import of it fails at once; a name of it is missed when it is used."""
    got = box.evidence("from helpers import *\ndef f(x): return double(x)", "f")["f"]
    (raised,) = got.outcomes.values()
    assert isinstance(raised, Raised)
    assert "does not offer helpers" in got.flags[0]


def test_a_notebooks_own_calls_do_nothing(box: Bench) -> None:
    """Shell lines and magics are calls that give nothing; a file that a cell writes can be imported."""
    cells = [
        "get_ipython().system('pip install torch')\nget_ipython().run_line_magic('matplotlib', 'inline')",
        "files = get_ipython().getoutput('ls')",
        "get_ipython().run_cell_magic('writefile', 'mine.py', 'def double(x): return 2 * x')",
        "from mine import double\ndef f(x): return double(x) + len(files)",
    ]
    got = box.evidence(handed_in(("hw.ipynb", cells)), "f")["f"]
    assert (list(got.outcomes.values()), got.flags) == ([Returned(2.0)], ())


def test_a_notebook_runs_another_file(box: Bench) -> None:
    """`%run helpers.py` brings what that file defines."""
    book = ("hw.ipynb", ["get_ipython().run_line_magic('run', './helpers.py')", "def f(x): return double(x)"])
    assert box.outcome(handed_in(book, ("helpers.py", "def double(x): return 2 * x")), "f") == Returned(2.0)


def test_nobody_answers_input(box: Bench) -> None:
    """It raises at once, at the top of a file and in a function, and says why."""
    got = box.evidence("n = input('n?')\ndef f(x): return n\ndef g(x): return input()", "f", "g")
    sentence = "the grading machine does not offer a keyboard, so input() is not answered"
    assert got["f"].flags[0] == f"hw.py line 1 failed: EOFError: {sentence}"
    (raised,) = got["g"].outcomes.values()
    assert isinstance(raised, Raised)
    assert (raised.type, raised.message) == ("EOFError", sentence)


def test_what_a_failed_statement_takes_along_is_missing(box: Bench) -> None:
    """The reason is the statement's."""
    outcome = box.outcome("f = undefined", "f")
    assert isinstance(outcome, Missing)
    assert outcome.reason == "hw.py line 1 failed: NameError: name 'undefined' is not defined"
