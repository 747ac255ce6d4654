"""A death that nobody here ordered is doubted once; the same twice is the student's."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping

import pytest
from handed_in import LIMITS, Bench, bench, question

from grader.model.evidence import Died, Evidence, Missing, Returned
from grader.sandbox.budget import MAX_DOUBTS, Budget, Doubted
from grader.sandbox.warm import Process
from grader.sandbox.zygote import Zygote

QUESTIONS = [question(name, {"x": 1.0}) for name in "fgh"]
NAPS = """
import time
time.sleep({at_import})
SEEN = []
def f(x):
    SEEN.append("f")
    return 1.0
def g(x):
    time.sleep({in_a_call})
    return float(len(SEEN))
def h(x):
    return float(len(SEEN))
"""


@pytest.fixture(scope="module", params=["trust", "floor"])
def box(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """One sandbox as strict as this machine can, and one as lax as it may be."""
    folder = tmp_path_factory.mktemp("killed")
    with bench(folder, *QUESTIONS, require=request.param) as one:
        one.box.limits = dict.fromkeys(one.box.limits, LIMITS.model_copy(update={"seconds": 2}))
        assert one.value("def f(x): return 1.0", "f") == 1.0  # warm, and its probe is over
        yield one


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of all children there have been."""
    pids: list[int] = []
    fork = Zygote.fork

    def spy(self: Zygote, request: Mapping[str, object]) -> tuple[Process, socket.socket]:
        made = fork(self, request)
        pids.append(made[0].pid)
        return made

    monkeypatch.setattr(Zygote, "fork", spy)
    return pids


def assassin(forked: list[int], first: int, times: int = 1) -> threading.Thread:
    """Kill so many children from the one of this number on, each a quarter of a second old."""

    def work() -> None:
        for number in range(first, first + times):
            until = time.monotonic() + 20
            while len(forked) <= number and time.monotonic() < until:
                time.sleep(0.005)
            time.sleep(0.25)
            os.kill(forked[number], signal.SIGKILL)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def meaning(evidence: Mapping[str, Evidence]) -> list[tuple[object, ...]]:
    """All that grades and pages say of it."""
    return [(name, *one.outcomes.values(), one.flags, one.prints) for name, one in evidence.items()]


@pytest.mark.parametrize(("at_import", "in_a_call"), [(0.5, 0), (0, 0.5)])
def test_a_child_killed_once_costs_nothing(
    box: Bench, forked: list[int], at_import: float, in_a_call: float
) -> None:
    """Killed while its files are run, or in a call: the evidence is that of an undisturbed run, flags too."""
    source = NAPS.format(at_import=at_import, in_a_call=in_a_call)
    undisturbed = box.evidence(source, "f", "g", "h")
    assert undisturbed["h"].outcomes == {"case/0": Returned(1.0)}
    killer = assassin(forked, len(forked))
    disturbed = box.evidence(source, "f", "g", "h")
    killer.join()
    assert meaning(disturbed) == meaning(undisturbed)
    assert len(forked) == 3


def test_what_a_student_kills_is_the_students(box: Bench, forked: list[int]) -> None:
    """It ends the same way again: an outcome, and the questions after it are asked in a fresh process."""
    source = "import signal\ndef f(x): return 1.0\ndef g(x): signal.raise_signal(9)\ndef h(x): return 3.0"
    got = box.evidence(source, "f", "g", "h")
    assert [next(iter(one.outcomes.values())) for one in got.values()] == [
        Returned(1.0),
        Died(signal.SIGKILL),
        Returned(3.0),
    ]
    assert len(forked) == 3


def test_files_that_end_the_process_cost_what_they_bind(box: Bench) -> None:
    """A file that kills itself whenever it is run keeps its definitions, as one that ends otherwise does."""
    got = box.evidence("import signal\ndef f(x): return 1.0\nsignal.raise_signal(9)\ng = 3", "f", "h")
    assert got["f"].outcomes == {"case/0": Returned(1.0)}
    assert isinstance(got["h"].outcomes["case/0"], Missing)
    assert "only" in " ".join(got["f"].flags)


def test_dying_here_and_there_comes_to_an_end() -> None:
    """Nobody is run again and again for dying in another place each time, nor once the time is used up."""
    budget, anew = Budget(10, 10), 0
    for number in range(20):
        try:
            budget.expect_own(Died(signal.SIGKILL), "shared", "f", f"case/{number}")
        except Doubted:
            anew += 1
            budget.take_back(10)
    assert anew == MAX_DOUBTS
    Budget(10, 0).expect_own(Died(signal.SIGKILL), "shared", "f", "case/0")


@pytest.mark.parametrize("number", [0, signal.SIGSEGV, signal.SIGABRT, signal.SIGSYS])
def test_no_other_death_is_doubted(number: int) -> None:
    """Only what kill -9 looks like may come from outside; the rest needs no second run here."""
    budget = Budget(10, 10)
    budget.expect_own(Died(number), "shared", "f", "case/0")
    assert budget == Budget(10, 10)


def test_a_run_begun_anew_is_paid_from_the_time_for_repeats() -> None:
    """The first run's time is as in an undisturbed run; what was lost is taken from the other."""
    budget = Budget(10, 10)
    budget.spend(4, first=True)
    budget.take_back(10)
    assert (budget.first, budget.again) == (10, 6)
