"""Nothing survives: no process, no file, no folder; and a failure of ours is never a student's outcome."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess  # noqa: TID251 - stands in for a warm process
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from handed_in import LIMITS, Bench, bench, handed_in, question

from grader.errors import IsolationError
from grader.model.calls import Calls
from grader.model.evidence import Evidence, NotRun, Raised, Returned, TimedOut
from grader.rubric.schema import Limits
from grader.sandbox import ways, zygote
from grader.sandbox.box import Sandbox
from grader.sandbox.guests import clearing
from grader.sandbox.interpreter import probe

QUESTIONS = (question("f", {"x": 1.0}), question("g", {"x": 1.0}))


@pytest.fixture(scope="module", params=["trust", "floor"])
def box(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """One sandbox as strict as this machine can, and one as lax as it may be."""
    with bench(tmp_path_factory.mktemp("ends"), *QUESTIONS, require=request.param) as one:
        yield one


def descendants(root: int | None = None) -> dict[int, str]:
    """Every process below this one, with the name it goes by."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = place.read_text()
        except OSError:
            continue
        head, _, tail = text.rpartition(")")
        pid, _, name = head.partition(" (")
        parents[int(pid)], names[int(pid)] = int(tail.split()[1]), name
    below, waiting = {}, [root or os.getpid()]
    while waiting:
        parent = waiting.pop()
        kids = [pid for pid, its in parents.items() if its == parent]
        below.update({pid: names[pid] for pid in kids})
        waiting += kids
    return below


def named(name: str) -> list[int]:
    """Processes of this name, wherever they are."""
    found = []
    for place in Path("/proc").glob("[0-9]*/comm"):
        try:
            found += [int(place.parent.name)] if place.read_text().strip() == name else []
        except OSError:
            continue
    return found


def soon(what: object) -> bool:
    """Whether it comes true within some seconds of a loaded machine."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.02)
    return False


LEAVERS = {
    "a forked child": "pid = os.fork()\n    if pid == 0:\n        mark()\n        while True: time.sleep(1)",
    "a daemon": (
        "if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            mark()\n"
        "            signal.signal(signal.SIGTERM, signal.SIG_IGN)\n            while True: time.sleep(1)\n"
        "        os._exit(0)\n    time.sleep(0.1)"
    ),
    "a busy child": "pid = os.fork()\n    if pid == 0:\n        mark()\n        while True: pass",
    "a thread": "import threading\n    threading.Thread(target=lambda: (mark(), time.sleep(600))).start()",
}


@pytest.mark.parametrize("leave", LEAVERS.values(), ids=LEAVERS)
def test_nothing_a_child_started_survives_it(box: Bench, leave: str) -> None:
    """A forked grandchild, a daemon or a thread is gone when its submission is done, if it began at all."""
    name = f"left{secrets.token_hex(4)}"
    source = (
        "import ctypes, os, signal, time\n"
        f"def mark(): ctypes.CDLL(None).prctl(15, b'{name}')\n"
        f"def f(x):\n    {leave}\n    return 1.0\n"
    )
    (outcome,) = box.evidence(source, "f")["f"].outcomes.values()
    assert outcome == Returned(1.0) or isinstance(outcome, Raised)
    assert soon(lambda: not named(name))
    assert box.value("def f(x): return 2.0", "f") == 2.0


FILES = (
    "open('left.txt', 'w').write('x'); os.mkdir('deep'); os.symlink('/', 'deep/root'); os.chmod('deep', 0)",
    "for i in range(1200):\n        os.mkdir('d'); os.chdir('d')",
    "for i in range(800): open(str(i), 'w').close()",
    "here = os.getcwd(); os.chmod(here, 0); os.rmdir(here)",
    "here = os.getcwd(); os.rmdir(here); os.symlink('/', here)",
    "here = os.getcwd(); os.rmdir(here); open(here, 'w').close()",
)


@pytest.mark.parametrize("make", FILES, ids=["odd", "deep", "many", "none", "a link", "a file"])
def test_a_childs_folder_is_gone_with_it(box: Bench, make: str) -> None:
    """However deep, odd or full, the next children find theirs empty, and clearing it is nobody's fault."""
    source = f"import os\ndef f(x):\n    {make}\n    return 1.0"
    box.evidence(source, "f")
    look = "import os\ndef f(x): return [os.getcwd() != '/', os.listdir('.')]"
    assert [box.value(look, "f") for _ in range(2)] == [[True, []]] * 2
    left = [path.name for path in Path(box.box.folder).rglob("*") if path.is_file()]
    assert left == []


def test_home_and_temporary_files_are_the_childs_own(box: Bench) -> None:
    """What a library keeps in the home folder or in a temporary file goes with the rest."""
    source = (
        "import os, tempfile\n"
        "def f(x): return [os.environ['HOME'] == os.getcwd(), os.path.dirname(tempfile.mkstemp()[1]) == "
        "os.getcwd()]"
    )
    assert box.value(source, "f") == [True, True]


def test_closing_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    """After the with-block nothing of it is left, even when it ends in the middle of something."""
    with pytest.raises(KeyboardInterrupt), bench(tmp_path, *QUESTIONS, workers=2) as one:  # noqa: PT012
        one.evidence("import os\nopen('x', 'w').close()\ndef f(x): return 1.0", "f")
        folder = Path(one.box.folder)
        assert folder.exists()
        warm = [zygote.process.pid for zygote in one.box.opened]
        started = [*warm, *(pid for one in warm for pid in descendants(one))]
        assert len(started) > len(warm) > 0
        raise KeyboardInterrupt
    assert not folder.exists()
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started))


def test_stopping_ends_what_runs(tmp_path: Path) -> None:
    """A run that is stopped comes back at once, as not run, and starts nothing new."""
    limits = LIMITS.model_copy(update={"seconds": 60.0})
    with bench(tmp_path, *QUESTIONS, f=limits) as one:
        assert one.value("def f(x): return 1.0", "f") == 1.0
        got: dict[str, Evidence | NotRun] = {}
        endless = handed_in(("hw.py", "def f(x):\n    while True: pass"))
        thread = threading.Thread(target=lambda: got.update(one.box.run(endless, ["f"], one.box.budget())))
        began = time.monotonic()
        thread.start()
        time.sleep(0.2)
        one.box.stop()
        thread.join(30)
        assert time.monotonic() - began < 30
        assert isinstance(got["f"], NotRun)
        assert isinstance(
            one.box.run(handed_in(("hw.py", "def f(x): return 1.0")), ["f"], one.box.budget())["f"], NotRun
        )


def kill_warm(bench_: Bench, times: int, pause: float = 0.25) -> threading.Thread:
    """Kill the warm process with -9 while a submission runs, so many times."""

    def work() -> None:
        killed: set[int] = set()
        until = time.monotonic() + 20
        while len(killed) < times and time.monotonic() < until:
            time.sleep(pause)
            for warm in list(bench_.box.opened):
                if warm.process.pid not in killed and warm.process.poll() is None:
                    os.kill(warm.process.pid, signal.SIGKILL)
                    killed.add(warm.process.pid)
                    break

    thread = threading.Thread(target=work)
    thread.start()
    return thread


SLOW = "import time\ndef f(x):\n    time.sleep(0.8)\n    return 1.0\ndef g(x): return 2.0"


def test_a_warm_process_killed_once_costs_nothing(box: Bench) -> None:
    """Somebody kills it in the middle: the submission is run again, and graded."""
    assert box.value("def f(x): return 1.0", "f") == 1.0
    killer = kill_warm(box, 1)
    got = box.evidence(SLOW, "f", "g")
    killer.join()
    assert [list(one.outcomes.values()) for one in got.values()] == [[Returned(1.0)], [Returned(2.0)]]


def test_a_warm_process_killed_twice_is_ours(box: Bench) -> None:
    """Killed again, the submission is not run: never an outcome, never a zero; the next one is graded."""
    assert box.value("def f(x): return 1.0", "f") == 1.0
    killer = kill_warm(box, 2)
    got = box.box.run(handed_in(("hw.py", SLOW)), ["f", "g"], box.box.budget())
    killer.join()
    assert {type(one) for one in got.values()} == {NotRun}
    assert all(one.reason for one in got.values() if isinstance(one, NotRun))
    assert box.value("def f(x): return 1.0", "f") == 1.0


def test_a_dead_warm_process_takes_its_child_along(tmp_path: Path) -> None:
    """When the warm process is killed its child does not go on alone."""
    name = f"left{secrets.token_hex(4)}"
    source = (
        "import ctypes, time\n"
        f"def f(x):\n    ctypes.CDLL(None).prctl(15, b'{name}')\n    time.sleep(1.2)\n    return 1.0"
    )
    with bench(tmp_path, *QUESTIONS, require="floor") as one:
        run = threading.Thread(
            target=one.box.run, args=(handed_in(("hw.py", source)), ["f"], one.box.budget())
        )
        run.start()
        assert soon(lambda: named(name))
        (child,) = named(name)
        os.kill(one.box.opened[0].process.pid, signal.SIGKILL)
        assert soon(lambda: child not in named(name))
        run.join()


def test_two_workers_run_two_submissions_at_once(tmp_path: Path) -> None:
    """Each worker has a warm process of its own, and more submissions than workers wait their turn."""
    with bench(tmp_path, *QUESTIONS, workers=2) as one:
        sleepy = "import time\ndef f(x):\n    time.sleep(0.3)\n    return {}.0"
        got: dict[int, object] = {}
        threads = [
            threading.Thread(target=lambda n=n: got.__setitem__(n, one.value(sleepy.format(n), "f")))
            for n in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert got == {n: float(n) for n in range(5)}
        assert len(one.box.opened) == 2


def test_the_submissions_time_is_its_own(tmp_path: Path) -> None:
    """When it is used up the questions never reached are too slow; what is run again has a second budget."""
    limits = LIMITS.model_copy(update={"seconds": 2.0, "submission_seconds": 0.4})
    busy = (
        "import time\ndef f(x):\n    began = time.process_time()\n"
        "    while time.process_time() - began < 0.6: pass\n"
        "    return 1.0\ndef g(x): return 2.0"
    )
    with bench(tmp_path, *QUESTIONS, **{"": limits, "f": limits, "g": limits}) as one:
        budget = one.box.budget()
        got = one.box.run(handed_in(("hw.py", busy)), ["f", "g"], budget)
        assert list(got["f"].outcomes.values()) == [Returned(1.0)]
        assert list(got["g"].outcomes.values()) == [TimedOut(0.4)]
        assert "the submission's time was used up" in got["g"].flags
        alone = one.box.run(handed_in(("hw.py", busy)), ["g"], budget, "alone")["g"]
        assert list(alone.outcomes.values()) == [Returned(2.0)]


def test_a_fault_leaves_the_first_budget_in_force(tmp_path: Path) -> None:
    """What is answered in a fresh child after a fault is paid from the first budget, not from the second."""
    with bench(tmp_path, *QUESTIONS) as one:
        budget = one.box.budget()
        spin = (
            "import time\ndef f(x):\n    while True: pass\ndef g(x):\n    began = time.process_time()\n"
            "    while time.process_time() - began < 0.2: pass\n    return 2.0"
        )
        got = one.box.run(handed_in(("hw.py", spin)), ["f", "g"], budget)
        assert list(got["g"].outcomes.values()) == [Returned(2.0)]
        assert budget.first < LIMITS.submission_seconds - 0.15
        assert budget.again > LIMITS.submission_seconds - 0.15


def test_a_repeat_is_given_patience(tmp_path: Path) -> None:
    """A question that is slower than its limit returns when asked again with more time."""
    slow = (
        "import time\ndef f(x):\n    began = time.process_time()\n"
        "    while time.process_time() - began < 0.6: pass\n"
        "    return 1.0"
    )
    with bench(tmp_path, *QUESTIONS) as one:
        submission = handed_in(("hw.py", slow))
        assert one.outcomes(submission, "f") == [TimedOut(LIMITS.seconds)]
        again = one.box.run(submission, ["f"], one.box.budget(), "repeat", 4.0)["f"]
        assert (list(again.outcomes.values()), again.how) == ([Returned(1.0)], "repeat")


def test_memory_of_one_question_is_not_held_against_the_next(tmp_path: Path) -> None:
    """A question allowed much may use it and give it back; the next one, allowed little, is on its own."""
    roomy, tight = (
        Limits(seconds=2, import_seconds=2, submission_seconds=30, memory_mb=mb) for mb in (512, 32)
    )
    source = (
        "import numpy as np, time\ndef f(x):\n    a = np.ones(50_000_000)\n    time.sleep(0.2)\n"
        "    return a[0].item()\n"
        "def g(x):\n    time.sleep(0.2)\n    return 2.0"
    )
    with bench(tmp_path, *QUESTIONS, **{"": roomy, "f": roomy, "g": tight}) as one:
        got = one.evidence(source, "f", "g")
        assert [list(each.outcomes.values()) for each in got.values()] == [[Returned(1.0)], [Returned(2.0)]]
        assert got["f"].cost.megabytes > 300 > got["g"].cost.megabytes


@pytest.mark.parametrize("python", ["/bin/true", "/bin/sleep", "/nowhere/python"])
def test_a_warm_process_that_does_not_start_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, python: str
) -> None:
    """An interpreter that ends, hangs or is gone is said to be so, and no process or folder is left of it."""
    monkeypatch.setattr(zygote, "START_SECONDS", 0.5)
    monkeypatch.setattr(
        zygote,
        "execute",
        lambda *_: subprocess.Popen(  # noqa: S603 - ourselves
            [python, "60"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ),
    )
    before = descendants()
    with bench(tmp_path, *QUESTIONS, require="floor") as one:
        folder = Path(one.box.folder)
        with pytest.raises(IsolationError):
            one.outcome("def f(x): return 1.0", "f")
        assert soon(lambda: descendants().keys() <= before.keys())
    assert not folder.exists()


def test_other_systems_are_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where students' code cannot be run yet nothing is tried."""
    monkeypatch.setattr(ways.sys, "platform", "win32")
    with pytest.raises(IsolationError, match="WSL2"):
        Sandbox(probe(None, [], tmp_path), Calls(()), {"": LIMITS})


def test_clearing_takes_a_tree_of_any_depth(tmp_path: Path) -> None:
    """A thousand levels, folders nobody may enter, links out of the tree: gone, and nothing else is."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("x")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "link").symlink_to(outside)
    (tree / "closed").mkdir()
    (tree / "closed" / "inner").mkdir()
    (tree / "closed").chmod(0)
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(tree)
        for _ in range(1200):
            os.mkdir("d")  # noqa: PTH102 - its path would be too long
            os.chdir("d")
    finally:
        os.fchdir(here)
        os.close(here)
    clearing.remove(str(tree))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside"]
    assert (outside / "kept").read_text() == "x"


def test_what_cannot_be_cleared_in_time_frees_its_name(tmp_path: Path) -> None:
    """A folder too full to be emptied at once makes room for the next one, and can be emptied later."""
    full = tmp_path / "work"
    (full / "a" / "b").mkdir(parents=True)
    clearing.set_aside(str(full), 0.0)
    assert not full.exists()
    assert [*tmp_path.iterdir()]
    clearing.remove(str(tmp_path))
    assert not tmp_path.exists()


def test_clearing_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    """A folder that is gone already, or a file in its place, is left as it is."""
    clearing.remove(str(tmp_path / "none"))
    (tmp_path / "file").write_text("x")
    clearing.remove(str(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "x"


def test_the_cost_of_the_last_question_is_never_lost(tmp_path: Path) -> None:
    """A child that is done waits until it was measured, however late we are."""
    spin = (
        "import time\ndef f(x):\n    began = time.process_time()\n"
        "    while time.process_time() - began < 0.2: pass\n    return 2.0"
    )
    with bench(tmp_path, *QUESTIONS) as one:
        costs = [one.evidence(spin, "f", how=how)["f"].cost.seconds for how in ("shared", "alone", "shared")]
        assert min(costs) > 0.15
