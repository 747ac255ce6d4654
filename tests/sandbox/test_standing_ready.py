"""A child stands ready while another works: nobody can tell, and it is nobody's fault when it is gone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from handed_in import LIMITS, Bench, bench, question
from processes import below

from grader.model.evidence import OutOfMemory, Returned, TimedOut
from grader.sandbox.zygote import Zygote

HONEST = "def f(x): return x + 1.0"
HUNGRY = "import numpy as np\ndef f(x): return float(np.ones(20_000_000)[0])"  # 160 MB


@pytest.fixture(scope="module", params=["trust", "floor"])
def box(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """As strict as this machine can, where one waits beside one that works; and without any filter."""
    with bench(tmp_path_factory.mktemp("ready"), question("f", {"x": 1.0}), require=request.param) as one:
        assert [one.value(HONEST, "f") for _ in range(3)] == [2.0] * 3
        yield one


def warm(box: Bench) -> Zygote:
    """The only warm process there is."""
    (zygote,) = box.box.opened
    assert isinstance(zygote, Zygote)
    return zygote


def waiting(box: Bench) -> list[int]:
    """The children that nobody works with, once each line has one and none is being made."""
    until, before = time.monotonic() + 10, list[int]()
    while time.monotonic() < until:
        found = ready(box)
        if found == before and len(found) == len(warm(box).lines):
            return found
        before = found
        time.sleep(0.1)  # until they have confined themselves
    pytest.fail(f"{before} wait, and there are {len(warm(box).lines)} lines")


def ready(box: Bench) -> list[int]:
    """Children, each the first of a session of its own, with no process below."""
    found = []
    for pid in below(warm(box).process.pid):
        with suppress(ProcessLookupError):
            if os.getsid(pid) == pid and not below(pid):
                found.append(pid)
    return found


def soon(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold within a few seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.01)
    return False


def used(pid: int) -> float:
    """Processor seconds of one process."""
    return time.clock_gettime((~pid << 3) | 2)


def test_the_one_that_waits_gets_the_work(box: Bench) -> None:
    """It is no decoration: the next submission runs in a process that was there before."""
    ready = waiting(box)
    child, channel = warm(box).fork({"memory_mb": LIMITS.memory_mb})
    channel.close()
    child.kill()
    child.close()
    warm(box).let_go()
    assert child.pid in ready


def test_those_who_wait_use_nothing(box: Bench) -> None:
    """Neither they nor what made them turn while nothing is to do."""
    waiting(box)
    everybody = [warm(box).process.pid, *below(warm(box).process.pid)]
    before = [used(pid) for pid in everybody]
    time.sleep(0.3)
    assert [used(pid) for pid in everybody] == before


def test_waiting_counts_for_nobody(box: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the processor time before the work came nor the time by the clock is a student's."""
    short = dict.fromkeys(box.box.limits, LIMITS.model_copy(update={"seconds": 0.1}))
    monkeypatch.setattr(box.box, "limits", short)
    assert box.value(HONEST, "f") == 2.0
    waiting(box)
    time.sleep(2.4)  # longer than a call may take
    evidence = box.evidence(HONEST, "f")["f"]
    assert (list(evidence.outcomes.values()), evidence.flags) == ([Returned(2.0)], ())
    assert evidence.cost.seconds < 0.05
    assert list(box.evidence("def f(x):\n    while True: pass", "f")["f"].outcomes.values()) == [
        TimedOut(0.1)
    ]


@pytest.mark.parametrize("times", [1, 3])
def test_one_that_is_killed_while_it_waits_is_replaced(box: Bench, times: int) -> None:
    """Silently: the next submissions have their answers, no flag, and the warm process goes on."""
    before = warm(box).process.pid
    for _ in range(times):
        for pid in waiting(box):
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
        for _ in warm(box).lines:
            evidence = box.evidence(HONEST, "f")["f"]
            assert (list(evidence.outcomes.values()), evidence.flags) == ([Returned(2.0)], ())
    assert warm(box).process.pid == before


def test_memory_is_bounded_by_what_the_work_may_use(box: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was made for another limit is not used: neither more nor less memory than is due."""
    for megabytes in (64, 512, 64, 64, 512, 512):
        limits = LIMITS.model_copy(update={"memory_mb": megabytes})
        monkeypatch.setattr(box.box, "limits", dict.fromkeys(box.box.limits, limits))
        outcome = Returned(1.0) if megabytes == 512 else OutOfMemory(megabytes)
        assert list(box.evidence(HUNGRY, "f")["f"].outcomes.values()) == [outcome]


def test_those_who_wait_end_with_what_made_them(box: Bench) -> None:
    """A warm process that is killed takes all along, and its successor has the next answer."""
    waiting(box)
    all_of_it = [warm(box).process.pid, *below(warm(box).process.pid)]
    os.kill(all_of_it[0], signal.SIGKILL)
    assert soon(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in all_of_it))
    assert box.value(HONEST, "f") == 2.0


def test_who_works_and_who_waits_share_no_namespace(tmp_path: Path) -> None:
    """In the strongest form they count processes apart and see different roots."""
    with bench(tmp_path, question("f", {"x": 1.0})) as one:
        assert [one.value(HONEST, "f") for _ in range(3)] == [2.0] * 3
        if one.box.tier != "full":
            pytest.skip("this machine has no namespaces")
        for kind in ("pid", "mnt", "net", "ipc"):
            spaces = {os.readlink(f"/proc/{pid}/ns/{kind}") for pid in waiting(one)}  # noqa: PTH115 - no file
            assert len(spaces) == 2
