"""Properties, asked while the grading goes on."""

import subprocess  # noqa: TID251 - an owner to be killed
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from grader.errors import OracleError
from grader.oracle import ask as asking
from grader.oracle.ask import Oracle
from grader.oracle.build import build

SPAN = """
    import os, time
    import numpy as np
    from grader.oracle import question

    @question
    def fit(X, t):
        return np.linalg.pinv(X) @ t

    @fit.cases(count=2)
    def wide(rng):
        return dict(X=rng.normal(size=(2, 5)), t=rng.normal(size=2))

    @fit.cases(keep="sketch")
    def large(rng):
        return dict(X=rng.normal(size=(2, 500)), t=rng.normal(size=2))

    @fit.property
    def fits(got, X, t):
        X *= 1.0
        off = float(np.linalg.norm(X @ got - t))
        got[:] = 0
        return off < 1e-9 or f"It misses the targets by {off:.1f}."

    @fit.property
    def is_short(got, X, t):
        return np.linalg.norm(got) < 100

    @fit.property
    def pid(got, X, t):
        return f"{os.getpid()}"

    @fit.property
    def child(got, X, t):
        return f"{os.fork() or time.sleep(60)}"

    @fit.property
    def forgets(got, X, t):
        pass

    @fit.property
    def strict(got, X, t):
        return got["w"]

    @fit.property
    def sleeps(got, X, t):
        time.sleep(60)
"""


def ask(oracle: Oracle, question: str, name: str, label: str, got: object) -> bool | str:
    """One property of one case."""
    return oracle.ask(question, name, {label: got})[label]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A reference with every kind of property."""
    folder = tmp_path_factory.mktemp("span")
    (folder / "answers.py").write_text(textwrap.dedent(SPAN), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(folder, interpreter):
    """Its calls and wants."""
    return build(folder, ["fit"], 3, interpreter)


@pytest.fixture(scope="module")
def oracle(folder, made, interpreter):
    """One oracle for the whole file, as for a whole run."""
    with Oracle(folder, made.calls, 3, interpreter) as oracle:
        yield oracle


def heard(oracle: Oracle, name: str, got: object) -> str:
    """The sentence that an instructor or a student would read."""
    try:
        return str(ask(oracle, "fit", name, "wide/0", got))
    except OracleError as error:
        return str(error)


def gone(pid: int) -> bool:
    """Whether no such process runs any more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def ended(pid: int) -> bool:
    """Whether the process ends within a few seconds."""
    until = time.monotonic() + 5
    while not gone(pid) and time.monotonic() < until:
        time.sleep(0.01)
    return gone(pid)


def test_a_right_answer_has_the_property(oracle, made):
    """Asked twice, with the arguments of the case as they were built, whatever the property does to them."""
    for label, want in made.wants.question("fit").want.items():
        if label.startswith("wide"):
            assert ask(oracle, "fit", "fits", label, want) is True
            assert ask(oracle, "fit", "fits", label, want) is True


def test_a_wrong_answer_gets_the_propertys_own_sentence(oracle):
    """The instructor's sentence, and a plain one where the property just says False."""
    assert ask(oracle, "fit", "fits", "wide/0", np.full(5, 50.0)).startswith("It misses the targets by ")
    says = ask(oracle, "fit", "is_short", "wide/0", np.full(5, 1e6))
    assert says == "The result does not have the property is_short."


HOSTILE = [
    np.full(5, np.nan),
    np.full(5, 1e308),
    np.zeros((0,)),
    [1e300] * 5,
    "x" * 10_000,
    {"a": {"b": [None]}},
]


@pytest.mark.parametrize("got", HOSTILE, ids=lambda got: type(got).__name__)
def test_odd_results_never_break_the_oracle(oracle, made, got):
    """Whatever a result is, it is answered or blamed on a line of the reference; the next one is asked."""
    text = heard(oracle, "fits", got)
    assert text.startswith("It misses the targets by ") or (
        text.startswith("The property `fits` of `fit` raises ") and "answers.py:" in text
    )
    assert ask(oracle, "fit", "fits", "wide/1", made.wants.question("fit").want["wide/1"]) is True


def test_what_cannot_travel_is_said_kindly(oracle):
    """It is the student's result and not the reference's fault."""
    assert ask(oracle, "fit", "fits", "wide/0", object()).startswith("The result cannot be looked at: ")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("forgets", "The property `forgets` of `fit` returns neither True nor a sentence on wide/0: None"),
        ("strict", "The property `strict` of `fit` raises IndexError on wide/0: only integers"),
        ("fit", "`fit` has no property `fit`; the reference declares fits, is_short, pid, "),
    ],
)
def test_a_faulty_property_is_the_instructors(oracle, name, says):
    """One sentence with the property, the case and the line."""
    with pytest.raises(OracleError) as raised:
        ask(oracle, "fit", name, "wide/0", np.ones(5))
    assert str(raised.value).startswith(says)


def test_a_sketch_has_no_properties(oracle, made):
    """A property looks at the whole result."""
    with pytest.raises(OracleError, match="keeps a sketch of it"):
        ask(oracle, "fit", "fits", "large/0", made.wants.question("fit").want["large/0"])


def test_unknown_cases_are_refused(oracle):
    """Only what was built can be asked about."""
    for question, label in (("fit", "wide/9"), ("fat", "wide/0")):
        with pytest.raises(OracleError, match=r"has no case|no such question"):
            ask(oracle, question, "fits", label, np.ones(5))


def test_a_property_that_hangs_is_ended_and_the_next_one_answered(oracle, monkeypatch):
    """The worker is killed, and a fresh one started when it is needed."""
    before = int(ask(oracle, "fit", "pid", "wide/0", np.ones(5)))
    monkeypatch.setattr(asking, "PROPERTY_SECONDS", 0.3)
    with pytest.raises(OracleError, match=r"has not ended after 0\.3 s on wide/0 \(.*answers\.py:"):
        ask(oracle, "fit", "sleeps", "wide/0", np.ones(5))
    monkeypatch.undo()
    assert gone(before)
    assert int(ask(oracle, "fit", "pid", "wide/0", np.ones(5))) != before


def test_nothing_runs_before_the_first_question_and_nothing_after_the_last(folder, made, interpreter):
    """The worker is started lazily and does not survive the block, even with a child of its own."""
    began = time.monotonic()
    with Oracle(folder, made.calls, 3, interpreter):
        pass
    assert time.monotonic() - began < 0.05
    with Oracle(folder, made.calls, 3, interpreter) as oracle:
        pid = int(ask(oracle, "fit", "pid", "wide/0", np.ones(5)))
        child = int(ask(oracle, "fit", "child", "wide/0", np.ones(5)))
        assert not gone(pid)
        assert not gone(child)
    assert gone(pid)
    assert ended(child)


def test_a_reference_that_has_gone_is_said_so(made, interpreter, tmp_path):
    """Calls may be older than the folder they were made from."""
    with (
        Oracle(tmp_path / "gone", made.calls, 3, interpreter) as oracle,
        pytest.raises(OracleError, match="is not a folder; correct `reference:`"),
    ):
        ask(oracle, "fit", "fits", "wide/0", np.ones(5))


def test_a_worker_ends_when_its_owner_is_killed(folder, interpreter):
    """Even `kill -9` of the grading run leaves no reference behind."""
    script = (
        "import time; from pathlib import Path; from grader.model.interpreter import Interpreter\n"
        "from grader.oracle.process import About, Worker\n"
        f"worker = Worker(Path({str(folder)!r}), {interpreter!r}, 1)\n"
        "worker.ask(About('x'), 'import', {'file': 'answers.py'})\n"
        "print(worker._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:  # noqa: S603 - our own
        pid = int(owner.stdout.readline())
        assert not gone(pid)
        owner.kill()
    assert ended(pid)
