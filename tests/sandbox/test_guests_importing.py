"""A submission's files become modules: one bad statement costs itself and what depends on it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from handed_in import LIMITS, Bench, bench, handed_in, question

from grader.model.evidence import Missing, Raised, Returned
from grader.sandbox.guests.locating import module_names


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One warm process for all of these."""
    questions = [question(name, {"x": 1.0}) for name in ("f", "g", "h")]
    with bench(tmp_path_factory.mktemp("importing"), *questions) as one:
        yield one


BAD = {
    "import torch; torch.manual_seed(0)": "NotOfferedError",
    "from torch import *": "NotOfferedError",
    "import numpy.nowhere": "ModuleNotFoundError",
    "raise SystemExit": "SystemExit",
    "1 / 0": "ZeroDivisionError",
    "a = undefined + 1": "NameError",
    "assert False, 'no'": "AssertionError",
    "import sys; sys.exit(0)": "SystemExit",
    "open('data.csv')": "FileNotFoundError",
    "for i in range(3):\n    [][i]": "IndexError",
    "input()": "EOFError",
    "raise KeyboardInterrupt": "KeyboardInterrupt",
}


@pytest.mark.parametrize(("statement", "kind"), BAD.items(), ids=BAD)
def test_a_bad_statement_costs_itself(box: Bench, statement: str, kind: str) -> None:
    """What stands before it and behind it is there, and the failure is told with its line."""
    source = f"def f(x): return 1.0\n{statement}\ndef g(x): return 2.0"
    got = box.evidence(source, "f", "g")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(1.0)], [Returned(2.0)]]
    assert got["f"].flags[0].startswith(f"hw.py line 2 failed: {kind}")
    assert len([flag for flag in got["f"].flags if "failed" in flag]) == 1


def test_what_depends_on_a_bad_statement_says_so(box: Bench) -> None:
    """The name a failed statement would have bound is missing for that reason; a user of it raises."""
    source = "import math\nf = math.solve\ndef g(x): return f(x)"
    got = box.evidence(source, "f", "g")
    (missing,), (raised,) = (list(one.outcomes.values()) for one in got.values())
    assert isinstance(missing, Missing)
    assert missing.reason.startswith("hw.py line 2 failed: AttributeError")
    assert isinstance(raised, Raised)
    assert (raised.type, raised.where) == ("NameError", "hw.py line 3")
    assert raised.message == f"name 'f' is not defined; {missing.reason}"


def test_many_bad_statements_each_cost_themselves(box: Bench) -> None:
    """Sixty failures leave the function at the end in place, and fifty of them are told."""
    source = "\n".join(f"undefined_{number}" for number in range(60)) + "\ndef f(x): return 1.0"
    got = box.evidence(source, "f")["f"]
    assert list(got.outcomes.values()) == [Returned(1.0)]
    assert len(got.flags) == 50


def test_a_future_import_holds_for_the_whole_file(box: Bench) -> None:
    """Behind a failure annotations are still not looked at, as `from __future__` says."""
    source = "from __future__ import annotations\n1 / 0\ndef f(x: Nowhere) -> Nothing: return 1.0"
    assert box.outcome(source, "f") == Returned(1.0)


def test_code_for_scripts_is_not_run(box: Bench) -> None:
    """Files are imported, never run as programs."""
    source = "def f(x): return __name__\nif __name__ == '__main__':\n    f = None\n    while True: pass"
    assert box.outcome(source, "f") == Returned("hw")


def test_decorated_and_multi_line_statements_are_skipped_whole(box: Bench) -> None:
    """A failing decorator takes its function with it, and not the one behind."""
    source = (
        "@undefined\ndef f(x):\n    return 1.0\n\nvalue = [\n    1,\n    undefined,\n]\ndef g(x): return 2.0"
    )
    got = box.evidence(source, "f", "g")
    assert isinstance(*got["f"].outcomes.values(), Missing)
    assert list(got["g"].outcomes.values()) == [Returned(2.0)]
    assert [flag.partition(":")[0] for flag in got["g"].flags] == [
        "hw.py line 2 failed",
        "hw.py line 5 failed",
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_local_modules_import_one_another_in_any_order(box: Bench, order: tuple[int, int]) -> None:
    """A file may use another that stands behind it; each is run once."""
    files = (
        ("helpers.py", "count = 0\ncount += 1\ndef double(x): return 2 * x"),
        (
            "solution.py",
            "import helpers\nfrom helpers import double\ndef f(x): return (double(x), helpers.count)",
        ),
    )
    assert box.outcome(handed_in(*(files[at] for at in order)), "f") == Returned((2.0, 1))


def test_files_that_import_each_other_are_both_there(box: Bench) -> None:
    """A circle is resolved as Python resolves it."""
    got = box.evidence(
        handed_in(("a.py", "import b\ndef f(x): return b.g(x)"), ("b.py", "import a\ndef g(x): return 7.0")),
        "f",
        "g",
    )
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(7.0)], [Returned(7.0)]]


def test_later_definitions_win(box: Bench) -> None:
    """Of two files with one name the one given last counts; within a file the last definition."""
    submission = handed_in(
        ("a.py", "def f(x): return 'a'"), ("b.py", "def f(x): return 0\ndef f(x): return 'b'")
    )
    assert box.outcome(submission, "f") == Returned("b")


def test_a_notebooks_cells_share_their_names(box: Bench) -> None:
    """Cells run from top to bottom in one module, and the last one that defines a name counts."""
    book = handed_in(
        ("hw.ipynb", ["import math", "def f(x): return 0", "def f(x): return math.floor(x + k)", "k = 2"])
    )
    assert box.outcome(book, "f") == Returned(3)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_files_of_one_name_are_all_run(box: Bench, order: tuple[int, int]) -> None:
    """A notebook and a module called alike, or two folders with one, lose nothing to each other."""
    files = (
        ("hw.py", "def f(x): return 1.0\ndef double(x): return 2 * x"),
        ("hw.ipynb", ["def g(x): return 2.0"]),
    )
    third = ("main.py", "from hw import double\ndef h(x): return double(x)")
    got = box.evidence(handed_in(*(files[at] for at in order), third), "f", "g", "h")
    assert [list(one.outcomes.values()) for one in got.values()] == [
        [Returned(1.0)],
        [Returned(2.0)],
        [Returned(2.0)],
    ]


def test_a_shared_stem_goes_to_the_module() -> None:
    """`import hw` means hw.py, however many files are called so, and every file has a name of its own."""
    names = module_names(["hw.ipynb", "a/hw.py", "b/hw.py", "my notes.ipynb", ".py"])
    assert names == {
        "hw.ipynb": "hw.ipynb",
        "a/hw.py": "hw",
        "b/hw.py": "b/hw.py",
        "my notes.ipynb": "my notes",
        ".py": ".py",
    }


@pytest.mark.parametrize(
    "name", ["numpy.py", "json.py", "statistics.py", "os.py", "sitecustomize.py", "grader.py"]
)
def test_a_file_called_like_a_library_is_still_read(box: Bench, name: str) -> None:
    """It shadows nothing for anybody, and its functions count."""
    submission = handed_in(
        (name, "def f(x): return 1.0\ndef mean(x): return 'shadow'"),
        (
            "main.py",
            (
                "import numpy, json, os, statistics\n"
                "def g(x): return (statistics.mean([1, 3]), numpy.mean([1, 3]).item())"
            ),
        ),
    )
    got = box.evidence(submission, "f", "g")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(1.0)], [Returned((2, 2.0))]]


CUT = "running the files failed; only their definitions were taken"


@pytest.mark.parametrize(
    "statement",
    [
        "sum(range(10**15))",
        "import os; os._exit(3)",
        "import ctypes; ctypes.string_at(0)",
        "a = [0]\nwhile True: a += a",
    ],
    ids=["hangs", "exits", "crashes", "grows"],
)
def test_files_that_do_not_end_give_their_definitions(box: Bench, statement: str) -> None:
    """A second try takes only imports, definitions and constants, and says so."""
    source = f"import math\nK = 2\ndef f(x): return math.floor(x) + K\n{statement}\ndef g(x): return 3.0"
    got = box.evidence(source, "f", "g")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(3)], [Returned(3.0)]]
    # a MemoryError on import is an exception like others, and costs its statement alone
    assert CUT in got["f"].flags or any("MemoryError" in flag for flag in got["f"].flags)


def test_a_file_that_ends_the_process_costs_no_other_file_its_constants(box: Bench) -> None:
    """Only the file that was being run is cut to its definitions, imported by another or not."""
    sound = ("a.py", "import b\nK = [2.0][0]\ndef f(x): return K")
    got = box.evidence(handed_in(sound, ("b.py", "import os\ndef g(x): return 3.0\nos._exit(3)")), "f", "g")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(2.0)], [Returned(3.0)]]
    assert got["f"].flags == ("running b.py failed; only its definitions were taken",)
    others = [(f"c{number}.py", "import os\ndef g(x): return 3.0\nos._exit(3)") for number in range(3)]
    got = box.evidence(handed_in(sound, *others), "f", "g")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(2.0)], [Returned(3.0)]]
    assert got["f"].flags[1:] == tuple(
        f"running {name} failed; only its definitions were taken" for name, _ in others
    )


@pytest.mark.parametrize("statement", ["while True: pass", "import time; time.sleep(99)"])
def test_a_statement_that_hangs_costs_itself(box: Bench, statement: str) -> None:
    """When the time for loading is used up, what stands before is there, and behind definitions alone."""
    source = f"K = [2.0][0]\ndef f(x): return K\n{statement}\nL = [3.0][0]\n"
    source += "def g(x): return 3.0\ndef h(x): return L"
    got = box.evidence(source, "f", "g", "h")
    assert [list(one.outcomes.values()) for one in got.values()][:2] == [[Returned(2.0)], [Returned(3.0)]]
    assert isinstance(*got["h"].outcomes.values(), Raised)
    assert got["f"].flags[0].startswith("hw.py line 3 failed: OutOfTimeError")
    assert got["f"].flags[1] == "hw.py took too long: from line 3 on only its definitions were taken"


def test_a_cell_that_hangs_is_named(box: Bench) -> None:
    """In a notebook the place is a cell and its line; a file behind it gives its definitions."""
    book = ("a.ipynb", ["def f(x): return 1.0", "K = 1\nwhile True: pass", "def g(x): return 2.0"])
    got = box.evidence(handed_in(book, ("b.py", "while True: pass\ndef h(x): return 3.0")), "f", "g", "h")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(n)] for n in (1.0, 2.0, 3.0)]
    assert got["f"].flags[1:] == (
        "a.ipynb took too long: from cell 2 line 2 on only its definitions were taken",
        "only the definitions of b.py were taken: the files before it took too long",
    )


def test_a_statement_that_hangs_costs_its_time_once_and_not_for_every_question(box: Bench) -> None:
    """What one run found out of the files is known to the runs that follow; the flags stay the same."""
    submission = handed_in(("hw.py", "def f(x): return 1.0\nwhile True: pass"))
    budget, took, flags = box.box.budget(), [], set()
    for _ in range(4):
        began = time.monotonic()
        got = box.box.run(submission, ["f"], budget, "alone")["f"]
        took.append(time.monotonic() - began)
        flags |= {got.flags}
    assert len(flags) == 1
    assert max(took[1:]) < LIMITS.import_seconds / 2 < took[0]


def test_a_file_that_hangs_in_c_costs_its_time_twice(box: Bench) -> None:
    """Where no exception can be raised the process is ended, and two runs find what can be had."""
    submission = handed_in(("hw.py", "def f(x): return 1.0\nsum(range(10**15))"))
    budget, took, flags = box.box.budget(), [], set()
    for _ in range(4):
        began = time.monotonic()
        got = box.box.run(submission, ["f"], budget, "alone")["f"]
        took.append(time.monotonic() - began)
        flags |= {got.flags}
    assert flags == {(CUT,)}
    assert max(took[2:]) < LIMITS.import_seconds < min(took[:2])


def test_a_class_that_hangs_costs_itself(box: Bench) -> None:
    """A definition can hang, too."""
    got = box.evidence("class Loop:\n    while True: pass\ndef f(x): return 1.0", "f")["f"]
    assert list(got.outcomes.values()) == [Returned(1.0)]


def test_files_of_which_not_even_the_definitions_can_be_taken_are_missing(box: Bench) -> None:
    """When the second try does not end either, nothing is there, and the reason says why."""
    source = "import os\nclass Loop:\n    os._exit(3)\ndef f(x): return 1.0"
    outcome = box.outcome(source, "f")
    assert isinstance(outcome, Missing)
    assert "could not be run" in outcome.reason


def test_long_files_are_taken(box: Bench) -> None:
    """A file with megabytes of data in it is a file like another."""
    source = f"DATA = '{'x' * 3_000_000}'\ndef f(x): return len(DATA)"
    assert box.outcome(source, "f") == Returned(3_000_000)


def test_a_reference_may_be_handed_in(box: Bench) -> None:
    """`from grader.oracle import question` does nothing here, and the functions answer."""
    source = (
        "from grader.oracle import question\n@question\ndef f(x):\n    return 1.0\n"
        "@f.cases(count=3)\ndef cases(rng): return {}\n@f.mistake('m', credit='1/2')\ndef slip(x): return 0\n"
        "@f.equivalent\ndef other(x): return 1.0\n@f.property\ndef good(got, x): return True\n@f.scale\n"
        "def size(x): return 1\n"
        "f.example(x=1.0)\nf.given(values=lambda x: {})\nf.exhibit(x=1)\n@f.convention('c')\n"
        "def third(x): return 1\n"
    )
    got = box.evidence(source, "f")["f"]
    assert (list(got.outcomes.values()), got.flags) == ([Returned(1.0)], ())
