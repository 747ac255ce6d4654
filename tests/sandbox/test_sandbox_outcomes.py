"""What student code does becomes an outcome; whatever hangs, dies or grows costs itself alone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from handed_in import LIMITS, Bench, bench, handed_in, question

from grader.model.evidence import Died, Missing, OutOfMemory, Raised, Refused, Returned, TimedOut
from grader.model.sketch import Sketch

X = {"x": np.array([1.0, 2.0])}


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One warm process for all of these."""
    questions = (
        question("f", X),
        question("three", X, X, X),
        question("flag"),
        question("large", {"n": 200_000}, keep="sketch"),
        question("g", X),
        question("hog", X),
    )
    patient = LIMITS.model_copy(update={"seconds": 20.0})  # a busy machine may be slow to hand memory out
    with bench(tmp_path_factory.mktemp("outcomes"), *questions, hog=patient) as one:
        yield one


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("x.tolist()", [1.0, 2.0]),
        ("(1, 2.5)", (1, 2.5)),
        ("True", True),
        ("np.bool_(True)", np.bool_(True)),
        ("{'y': 1, 'h': 'n^2'}", {"y": 1, "h": "n^2"}),
        ("{1, 2}", {1, 2}),
        ("None", None),
        ("(v for v in x)", [np.float64(1.0), np.float64(2.0)]),
        ("map(float, x)", [1.0, 2.0]),
        ("zip('ab', 'cd')", [("a", "c"), ("b", "d")]),
        ("'Θ(n²)'", "Θ(n²)"),
        ("float('nan') if False else 1e300", 1e300),
        ("'\\ud800'", "?"),
    ],
)
def test_plain_values_come_back(box: Bench, expression: str, value: object) -> None:
    """Whatever students write for an answer arrives as the same plain kind."""
    got = box.value(f"import numpy as np\ndef f(x): return {expression}", "f")
    assert type(got) is type(value)
    assert got == value


def test_an_array_comes_back_with_its_type_and_shape(box: Bench) -> None:
    """A float32 column is still one on this side."""
    got = box.value("import numpy as np\ndef f(x): return x.astype('f4')[:, None]", "f")
    assert (got.dtype, got.tolist()) == (np.float32, [[1.0], [2.0]])


def test_a_large_result_is_kept_as_a_sketch(box: Bench) -> None:
    """Megabytes are kept as what can be compared of them, whether an array or a list."""
    array = box.value("import numpy as np\ndef large(n): return np.arange(float(n))", "large")
    listed = box.value("def large(n): return [float(i) for i in range(n)]", "large")
    assert isinstance(array, Sketch)
    assert isinstance(listed, Sketch)
    assert (array.shape, array.digest) == (listed.shape, listed.digest)


@pytest.mark.parametrize(
    ("body", "kind", "where"),
    [
        ("    return x @ np.ones(7)", "ValueError", "hw.py line 4"),
        ("    return undefined", "NameError", "hw.py line 4"),
        ("    import sys\n    sys.exit(3)", "SystemExit", "hw.py line 5"),
        ("    raise KeyboardInterrupt", "KeyboardInterrupt", "hw.py line 4"),
        ("    return f(x)", "RecursionError", "hw.py line 4"),
        ("    return input('value? ')", "EOFError", "hw.py line 4"),
        ("    raise type('Strange', (Exception,), {'__str__': lambda s: 1 / 0})", "Strange", "hw.py line 4"),
    ],
)
def test_an_exception_has_its_type_and_its_line(box: Bench, body: str, kind: str, where: str) -> None:
    """Whatever is raised, SystemExit too, is told with the line of the student's own file."""
    outcome = box.outcome(f"import numpy as np\n\ndef f(x):\n{body}", "f")
    assert isinstance(outcome, Raised)
    assert (outcome.type, outcome.where) == (kind, where)


def test_an_exception_in_a_notebook_names_cell_and_line(box: Bench) -> None:
    """Lines are counted from the top of the cell that holds them."""
    book = handed_in(("hw.ipynb", ["a = 1", "a = 2\n\ndef f(x):\n    return x[9]"]))
    outcome = box.outcome(book, "f")
    assert isinstance(outcome, Raised)
    assert outcome.where == "hw.ipynb cell 2 line 4"


def test_an_exception_raised_in_a_library_is_placed_in_the_students_file(box: Bench) -> None:
    """The innermost line of the student's own is shown, not numpy's."""
    source = (
        "import numpy as np\ndef f(x):\n    return helper(x)\ndef helper(x):\n    return np.linalg.inv(x)"
    )
    outcome = box.outcome(source, "f")
    assert isinstance(outcome, Raised)
    assert (outcome.type, outcome.where) == ("LinAlgError", "hw.py line 5")


def test_the_rest_of_a_group_is_not_run_after_a_fault(box: Bench) -> None:
    """Cases behind one that raised have no outcome of their own."""
    source = "n = []\ndef three(x):\n    n.append(1)\n    assert len(n) < 2\n    return len(n)"
    first, second = box.outcomes(source, "three")
    assert first == Returned(1)
    assert isinstance(second, Raised)


LOOPS = {
    "plain": "while True: pass",
    "swallowed": "while True:\n        try:\n            while True: x\n        except BaseException: x",
    "in numpy": "a = np.ones((300, 300))\n    while True: a = a @ a * 0",
    "signals ignored": "import signal as s\n    s.signal(s.SIGXCPU, s.SIG_IGN)\n    while True: pass",
    "printing": "while True: print('again')",
    "in a regular expression": "import re; return re.match('(a+)+$', 'a' * 40 + 'b')",
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_an_endless_loop_is_ended_by_its_processor_time(box: Bench, loop: str) -> None:
    """Nothing in the loop can hold it open: the limit is kept from outside."""
    began = time.monotonic()
    outcome = box.outcome(f"import numpy as np\ndef f(x):\n    {loop}", "f")
    assert outcome == TimedOut(LIMITS.seconds)
    assert time.monotonic() - began < 20  # of a loaded machine


def test_sleeping_is_ended_by_the_clock(box: Bench) -> None:
    """A process that uses no processor time is ended after three times the limit and two seconds."""
    began = time.monotonic()
    assert box.outcome("import time\ndef f(x): time.sleep(600)", "f") == TimedOut(LIMITS.seconds)
    assert 3 * LIMITS.seconds + 2 <= time.monotonic() - began < 20


def test_an_endless_loop_costs_its_question_alone(box: Bench) -> None:
    """The questions before and after it keep their answers, and each is told what it cost."""
    source = "def g(x): return 1.0\ndef f(x):\n    while True: pass\ndef three(x): return 3.0"
    got = box.evidence(source, "g", "f", "three")
    assert list(got["g"].outcomes.values()) == [Returned(1.0)]
    assert list(got["f"].outcomes.values()) == [TimedOut(LIMITS.seconds)]
    assert list(got["three"].outcomes.values()) == [Returned(3.0)] * 3
    assert got["f"].cost.seconds >= LIMITS.seconds > got["g"].cost.seconds


HOGS = {
    "list of lists": "a = []\n    while True: a.append([0] * 100)",
    "text": "a = 'x'\n    while True: a += a",
    "arrays": "a = []\n    while True: a.append(np.ones(100_000))",
    "one array": "return np.ones(1 << 30)",
    "raised": "raise MemoryError",
    "dict": "a = {}\n    while True: a[len(a)] = str(len(a))",
}


@pytest.mark.parametrize("hog", HOGS.values(), ids=HOGS)
def test_too_much_memory_is_out_of_memory(box: Bench, hog: str) -> None:
    """A MemoryError is its own outcome with the limit, even when no memory is left to say so."""
    assert box.outcome(f"import numpy as np\ndef hog(x):\n    {hog}", "hog") == OutOfMemory(LIMITS.memory_mb)


def test_memory_behind_the_limits_back_is_noticed_from_outside(box: Bench) -> None:
    """Shared pages count against no limit of the process; the watch on its size ends it."""
    source = (
        "import mmap\ndef hog(x):\n    kept = []\n    while True:\n"
        "        kept.append(mmap.mmap(-1, 1 << 22)); kept[-1].write(b'x' * (1 << 22))"
    )
    assert box.outcome(source, "hog") == OutOfMemory(LIMITS.memory_mb)


def test_a_swallowed_memory_error_changes_nothing_for_the_next(box: Bench) -> None:
    """Who catches it goes on with an answer, and the next question has its memory."""
    source = (
        "def f(x):\n    try:\n        return bytes(1 << 40)\n    except MemoryError:\n        return 1.0\n"
        "def g(x): return 2.0"
    )
    got = box.evidence(source, "f", "g")
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(1.0)], [Returned(2.0)]]


DEATHS = {
    "os._exit": ("os._exit(0)", 0),
    "os._exit 7": ("os._exit(7)", 0),
    "os.abort": ("os.abort()", 6),
    "segfault": ("ctypes.string_at(0)", 11),
    "kill": ("signal.raise_signal(9)", 9),
    "channel closed": ("os.close(3); time.sleep(60)", 0),
}


@pytest.mark.parametrize(("death", "number"), DEATHS.values(), ids=DEATHS)
def test_a_death_is_told_by_its_signal(box: Bench, death: str, number: int) -> None:
    """However the process ends, the case that ran is what died, and the next question is answered."""
    source = f"import os, ctypes, signal, time\ndef f(x):\n    {death}\ndef g(x): return 1.0"
    got = box.evidence(source, "f", "g")
    (outcome,) = got["f"].outcomes.values()
    assert isinstance(outcome, Died)
    # the first process of a PID namespace is spared its own signals: it may die of another one
    assert outcome.signal == number or (number and outcome.signal in (0, 4, 6, 9, 11))
    assert list(got["g"].outcomes.values()) == [Returned(1.0)]


def test_a_frame_that_recurses_in_c_is_a_death_or_an_exception(box: Bench) -> None:
    """With the recursion limit lifted the process may die; the outcome is the student's all the same."""
    source = "import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return [f(x)]"
    assert isinstance(box.outcome(source, "f"), Died | OutOfMemory | TimedOut | Raised)


ODD = {
    "an object": "object()",
    "a function": "lambda: 0",
    "a module": "np",
    "zero strides": "np.broadcast_to(np.float64(1), (1 << 20, 1 << 20))",
    "objects": "np.array([object()])",
    "a list in itself": "(lambda a: a.append(a) or a)([])",
    "deep": "__import__('functools').reduce(lambda a, _: [a], range(900), 1)",
    "wide": "[None] * 200_000",
    "too large to keep": "np.ones(600_000)",
    "too large in pieces": "[np.ones(200_000)] * 3",
    "a long text": "'x' * 1_000_000",
    "a long number": "10 ** 5000",
    "dates": "np.array(['2020-01-01'], dtype='M8[D]')",
}


@pytest.mark.parametrize("expression", ODD.values(), ids=ODD)
def test_what_is_no_answer_is_refused_with_a_reason(box: Bench, expression: str) -> None:
    """Giants, towers and things that are no data are refused in a few words, whoever notices."""
    outcome = box.outcome(f"import numpy as np\ndef f(x): return {expression}", "f")
    assert isinstance(outcome, Refused)
    assert 0 < len(outcome.reason) < 200


LIES = """
import numpy as np
class Liar(np.ndarray):
    def __eq__(self, other): return True
    def __array__(self, *a, **k): return np.full(2, 42.0)
    def __array_ufunc__(self, *a, **k): return True
    def astype(self, *a, **k): return np.full(2, 42.0)
    def tobytes(self, *a): return bytes(16)
class Number(float):
    def __eq__(self, other): return True
    __hash__ = float.__hash__
    def __float__(self): return 42.0
def f(x): return x.view(Liar)
def g(x): return Number(1.5)
"""


def test_a_result_that_lies_arrives_as_what_it_is(box: Bench) -> None:
    """Subclasses that equal everything end on the other side; here is the plain value."""
    array, number = box.value(LIES, "f"), box.value(LIES, "g")
    assert type(array) is np.ndarray
    assert array.tolist() == [1.0, 2.0]
    assert (type(number), number) == (float, 1.5)


def test_prints_are_kept_apart_and_capped(box: Bench) -> None:
    """What is printed comes with its question, a flood only as its beginning and a count."""
    source = (
        "import sys\nprint('on import')\ndef f(x):\n    print('hello'); print('more', file=sys.stderr)\n"
        "    return 1.0\n"
        "def g(x):\n    for _ in range(20_000): print('flood')\n    return 2.0"
    )
    got = box.evidence(source, "f", "g")
    assert got["f"].prints == "hello\nmore\n"
    assert got["g"].prints.startswith("flood\nflood")
    assert "116000 more characters" in got["g"].prints
    assert len(got["g"].prints) < 4200
    assert list(got["g"].outcomes.values()) == [Returned(2.0)]


def test_what_is_written_past_python_is_lost(box: Bench) -> None:
    """Descriptors 1 and 2 lead nowhere: nothing of it reaches a terminal or another student."""
    source = "import os\ndef f(x):\n    os.write(1, b'past'); os.write(2, b'past'); return 1.0"
    got = box.evidence(source, "f")["f"]
    assert (got.prints, list(got.outcomes.values())) == ("", [Returned(1.0)])


def test_missing_is_told_with_its_reason(box: Bench) -> None:
    """No code, no such name, a name that is no function: each says which."""
    reasons = {
        "no code was handed in": handed_in(),
        "there is no `f` in the code": handed_in(("hw.py", "def other(x): return x")),
        "`f` is not a function but a list": handed_in(("hw.py", "f = [1.0]")),
        "`f` comes from elsewhere; the grading machine does not offer nowhere": handed_in(
            ("hw.py", "import sys\nfrom nowhere import f")
        ),
    }
    for reason, submission in reasons.items():
        outcome = box.outcome(submission, "f")
        assert isinstance(outcome, Missing)
        assert outcome.reason.startswith(reason)
        assert not outcome.untouched


def test_a_plain_variable_answers_a_question_without_arguments(box: Bench) -> None:
    """`flag = False` says as much as a function that returns it."""
    assert box.value("flag = False", "flag") is False
    assert box.value("def flag(): return False", "flag") is False
    assert box.value("flag = lambda: False", "flag") is False
