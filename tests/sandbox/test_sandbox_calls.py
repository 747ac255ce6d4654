"""How a question's function is found and called: arguments, given globals, starters, seeds, state."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from handed_in import Bench, bench, handed_in, question

from grader.model.evidence import Missing, Raised, Returned
from grader.model.submission import CodeFile, Submission

STARTER = """
import numpy as np
BASIS = 'legendre'
def poly_expand(X, d, kind):
    assert kind in ('legendre', 'chebyshev')
    return np.polynomial.legendre.legvander(X, d)
def fit_poly(X, d, t):
    raise NotImplementedError
"""
TIMED = """
import functools
def timed(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner
"""
POINTS = np.array([-1.0, 0.0, 1.0])
FIT = {"X": POINTS, "d": 2, "t": POINTS**2}


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One warm process for all of these."""
    given = {"n": 3, "t": FIT["t"], "kind": "legendre"}
    questions = (
        question("fit_poly", FIT, given=given, starter=STARTER),
        question("twice", FIT, FIT, given=given),
        question("f", {"x": np.array([1.0, 2.0])}, {"x": np.array([1.0, 2.0])}),
        question("g", {"x": np.array([1.0, 2.0])}, {"x": np.array([1.0, 2.0])}),
        question("named", {"a": 1.0, "b": 2.0, "c": 3.0}, aliases=("called", "known_as")),
        question("flag"),
    )
    with bench(tmp_path_factory.mktemp("calls"), *questions) as one:
        yield one


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("def named(a, b, c): return (a, b, c)", (1.0, 2.0, 3.0)),
        ("def named(x, y, z): return (x, y, z)", (1.0, 2.0, 3.0)),
        ("def named(*v): return v", (1.0, 2.0, 3.0)),
        ("def named(x, y, z=9, w=4): return (x, y, z, w)", (1.0, 2.0, 3.0, 4)),
        ("def named(x, y, *, c): return (x, y, c)", (1.0, 2.0, 3.0)),
        ("def named(*, b, a, c): return (a, b, c)", (1.0, 2.0, 3.0)),
        ("named = lambda x, y, z: (x, y, z)", (1.0, 2.0, 3.0)),
        ("class C:\n  def go(self, x, y, z): return (x, y, z)\nnamed = C().go", (1.0, 2.0, 3.0)),
        ("class C:\n  def __call__(self, x, y, z): return (x, y, z)\nnamed = C()", (1.0, 2.0, 3.0)),
        ("from functools import partial\nnamed = partial(lambda k, x, y, z: (x, y, z), 0)", (1.0, 2.0, 3.0)),
        ("from functools import cache\n@cache\ndef named(x, y, z): return (x, y, z)", (1.0, 2.0, 3.0)),
        ("def known_as(x, y, z): return 'alias'", "alias"),
        ("def called(x, y, z): return 1\ndef named(x, y, z): return 'own'", "own"),
    ],
)
def test_arguments_go_by_position(box: Bench, source: str, value: object) -> None:
    """Students rename parameters; only keyword-only ones go by name, and an alias answers for a name."""
    assert box.value(source, "named") == value


@pytest.mark.parametrize(
    "source", ["def named(x, y): pass", "def named(x, y, z, w): pass", "def named(): pass"]
)
def test_another_number_of_parameters_is_a_type_error(box: Bench, source: str) -> None:
    """Arguments that are not also given by name are never dropped."""
    outcome = box.outcome(source, "named")
    assert isinstance(outcome, Raised)
    assert outcome.type == "TypeError"


@pytest.mark.parametrize(
    "source",
    [
        "def fit_poly(X, d, t): return (X, d, t, n, kind, poly_expand(X, d, kind))",
        "def fit_poly(X, d): return (X, d, t, n, kind, poly_expand(X, d, kind))",
        "n = t = kind = 'mine'\ndef fit_poly(X, d): return (X, d, t, n, kind, poly_expand(X, d, kind))",
        "@timed\ndef fit_poly(X, d): return (X, d, t, n, kind, poly_expand(X, d, kind))",
    ],
    ids=["three arguments", "two arguments", "own globals", "decorated"],
)
def test_given_globals_and_the_starters_functions_are_there(box: Bench, source: str) -> None:
    """What the notebook would have had stands in the function's module, in place of the student's own."""
    X, d, t, n, kind, expanded = box.value(TIMED + source, "fit_poly")
    assert np.array_equal(X, POINTS)
    assert (d, n, kind) == (2, 3, "legendre")
    assert np.array_equal(t, FIT["t"])
    assert np.array_equal(expanded, np.polynomial.legendre.legvander(POINTS, 2))


def test_given_globals_reach_a_generator_that_runs_late(box: Bench) -> None:
    """A function that yields its answer runs while what it reads is still there."""
    assert box.value("def fit_poly(X, d):\n    for value in t:\n        yield value * n", "fit_poly") == [
        3.0,
        0.0,
        3.0,
    ]


def test_given_globals_are_set_where_the_function_was_written(box: Bench) -> None:
    """A function imported from another file reads that file's globals."""
    submission = handed_in(
        ("helpers.py", "n = 'mine'\ndef fit_poly(X, d): return (n, kind)"),
        ("main.py", "from helpers import fit_poly"),
    )
    assert box.value(submission, "fit_poly") == (3, "legendre")


def test_given_globals_are_taken_back(box: Bench) -> None:
    """After each call the module's own globals are as before, and what was not there is gone."""
    source = (
        "n = 'mine'\nseen = []\ndef twice(X, d, t):\n    global n\n    seen.append(n)\n"
        "    n = 'changed'\n    return seen\n"
        "def flag(): return (n, 'kind' in globals(), 't' in globals())"
    )
    got = box.evidence(source, "twice", "flag")
    assert list(got["twice"].outcomes.values())[-1] == Returned([3, 3])
    assert list(got["flag"].outcomes.values()) == [Returned(("mine", False, False))]


def test_the_starter_never_answers(box: Bench) -> None:
    """The functions that are asked are not taken from the public text."""
    assert isinstance(box.outcome("def poly_expand(X, d, kind): return X", "fit_poly"), Missing)


def test_arguments_are_fresh_copies_for_every_case(box: Bench) -> None:
    """Who writes into an argument changes no other case, no other question and no other student."""
    source = "def f(x):\n    before = x.tolist()\n    x[:] = 99.0\n    return before\ng = f"
    for _ in range(2):
        got = box.evidence(source, "f", "g")
        outcomes = [outcome for one in got.values() for outcome in one.outcomes.values()]
        assert outcomes == [Returned([1.0, 2.0])] * 4


def test_random_numbers_begin_anew_with_every_case(box: Bench) -> None:
    """Both modules are seeded before each call, so that the same files give the same answers."""
    source = (
        "import random\nimport numpy as np\ndef f(x): return (random.random(), np.random.normal())\n"
        "def g(x):\n    random.seed(); np.random.seed(5); return f(x)"
    )
    first, again, alone = (
        box.evidence(source, "f"),
        box.evidence(source, "g", "f"),
        box.evidence(source, "f", how="alone"),
    )
    values = [outcome for one in (first, again, alone) for outcome in one["f"].outcomes.values()]
    assert len(values) == 6
    assert all(value == values[0] for value in values)


def test_hashes_are_the_same_in_every_process(box: Bench) -> None:
    """A set of words is walked through in one order by two runs, so that code that relies on it is stable."""
    source = "def f(x): return (list(set('abcdefghijklmnop')), hash('word'))"
    values = [box.outcomes(source, "f"), box.outcomes(source, "f", how="alone")]
    assert values[0] == values[1]


def test_state_is_kept_between_calls_and_gone_in_the_next_child(box: Bench) -> None:
    """One child shares a module's globals; evidence asked alone begins with a fresh import."""
    source = "count = [0]\ndef f(x):\n    count[0] += 1\n    return count[0]\ndef g(x): return f(x)"
    shared, alone = box.evidence(source, "f", "g"), box.evidence(source, "g", how="alone")
    assert list(shared["g"].outcomes.values()) == [Returned(3), Returned(4)]
    assert list(alone["g"].outcomes.values()) == [Returned(1), Returned(2)]
    assert (shared["g"].how, alone["g"].how) == ("shared", "alone")


def test_nothing_is_kept_between_submissions(box: Bench) -> None:
    """What one student does to modules, environment and folder, the next one does not see."""
    spoil = (
        "import os, sys, json, builtins\nimport numpy as np\nopen('left', 'w').write('x')\n"
        "os.environ['LEFT'] = '1'\n"
        "np.left = builtins.left = 1\nsys.modules['left'] = json\ndef f(x): return 1.0"
    )
    look = (
        "import os, sys, builtins\nimport numpy as np\n"
        "def f(x): return [os.listdir('.'), 'LEFT' in os.environ, hasattr(np, 'left'), hasattr(builtins, "
        "'left'), "
        "'left' in sys.modules]"
    )
    assert box.outcomes(spoil, "f") == [Returned(1.0)] * 2
    assert box.outcomes(look, "f")[0] == Returned([[], False, False, False, False])


def test_a_starter_handed_back_is_untouched(box: Bench) -> None:
    """What is as it was handed out is missing with that reason, unless another file has the work."""
    starter = CodeFile("starter.py", "s", untouched=frozenset({"f"}), defines=frozenset({"f"}))
    outcome = box.outcomes(Submission("ada", (starter,)), "f")[0]
    assert isinstance(outcome, Missing)
    assert outcome.untouched
    worked = handed_in(("hw.py", "def f(x): return 1.0")).code[0]
    worked = CodeFile(worked.path, worked.digest, worked.blocks, frozenset({"f"}))
    assert box.outcomes(Submission("ada", (worked, starter)), "f") == [Returned(1.0)] * 2


def test_what_does_not_compile_is_missing_with_its_reason(box: Bench) -> None:
    """A name whose block has a syntax error is not looked for; the sentence is the reader's."""
    broken = CodeFile("hw.py", "b", lost=(("f", "hw.py line 3 has a syntax error"),))
    assert box.outcomes(Submission("ada", (broken,)), "f")[0] == Missing("hw.py line 3 has a syntax error")
