"""Students' processes started one by one, as on macOS: the same outcomes, and as little left behind."""

from __future__ import annotations

import gc
import os
import resource
import secrets
import signal
import subprocess  # noqa: TID251 - a grader of its own, to be killed
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from grading import ROOT, Class, environment, rows, type_command
from handed_in import Bench, bench, handed_in, question

from grader.errors import IsolationError
from grader.model.evidence import Died, NotRun, OutOfMemory, Raised, Returned, TimedOut
from grader.sandbox import spawn, spawned, ways, zygote
from grader.sandbox.guests import confining

QUESTIONS = (question("f", {"x": 1.0}), question("g", {"x": 1.0}))


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A sandbox of this way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ways.VARIABLE, "spawn")
        with bench(tmp_path_factory.mktemp("spawn"), *QUESTIONS) as one:
            yield one


def soon(what: object) -> bool:
    """Whether it comes true within some seconds of a loaded machine."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.02)
    return False


OUTCOMES = {
    "an answer": ("def f(x): return x + 1", Returned(2.0)),
    "an error": ("def f(x): return x / 0", Raised("ZeroDivisionError", "float division by zero", "")),
    "a loop": ("def f(x):\n    while True: pass", TimedOut(0.4)),
    "a sleeper": ("import time\ndef f(x): time.sleep(60)", TimedOut(0.4)),
    "memory": ("import numpy as np\ndef f(x): return np.ones(200_000_000).sum().item()", OutOfMemory(128)),
    "a signal": ("import os\ndef f(x): os.kill(os.getpid(), 11)", Died(signal.SIGSEGV)),
    "an exit": ("import os\ndef f(x): os._exit(3)", Died(0)),
}


@pytest.mark.parametrize(("source", "wanted"), OUTCOMES.values(), ids=OUTCOMES)
def test_outcomes_are_the_same_as_of_forked_processes(box: Bench, source: str, wanted: object) -> None:
    """Answers, errors, time, memory and deaths are told apart, and the next student is none the worse."""
    got = box.outcome(source, "f")
    if isinstance(wanted, Raised):
        assert isinstance(got, Raised)
        got = Raised(got.type, got.message)
    assert got == wanted
    assert box.value("def f(x): return 7.0", "f") == 7.0
    assert box.box.tier == "floor"


def test_large_arguments_are_shared_and_each_child_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lie in a file without a name that no child can write to; what one changes no other sees."""
    import numpy as np

    monkeypatch.setenv(ways.VARIABLE, "spawn")
    source = (
        "import os\ndef f(x):\n    x[:] = 5.0\n    return float(x.sum())\n"
        "def g(x):\n    return sorted(os.listdir('/proc/self/fd'))"
    )
    big = np.ones(1_000_000)
    with bench(tmp_path, question("f", {"x": big}), question("g", {"x": 1.0})) as one:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.pwrite(one.box.stored.descriptor, b"x", 0)
        assert [one.value(source, "f") for _ in range(2)] == [5_000_000.0] * 2
        assert one.value("def f(x): return float(x.sum())", "f") == 1_000_000.0
        assert len(one.value(source, "g")) == 5  # three that lead nowhere, the channel, and the listing's own
    assert not list(Path(os.environ.get("TMPDIR", "/tmp")).glob("calls-*"))  # noqa: S108


def test_what_the_next_child_needs_is_loaded_ahead(box: Bench) -> None:
    """While one works the next gets warm: two in a row wait for one start between them, not for two."""
    box.value("def f(x): return 7.0", "f")
    way = box.box.opened[0]
    assert isinstance(way, spawn.Spawner)
    before = way.next.result().process.pid
    box.value("def f(x): return 7.0", "f")
    assert way.process.pid == before


def descriptors() -> set[str]:
    """What this process has open."""
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def left(name: str) -> list[int]:
    """Processes that call themselves so."""
    return [one.pid for one in psutil.process_iter(["name"]) if one.info["name"] == name]


LEAVERS = {
    "a child": "if os.fork() == 0:\n        mark()\n        while True: time.sleep(1)",
    "a daemon": (
        "if os.fork() == 0:\n        os.setsid()\n        if os.fork() == 0:\n            mark()\n"
        "            while True: time.sleep(1)\n        os._exit(0)\n    time.sleep(0.2)"
    ),
}


@pytest.mark.parametrize("end", ["return 1.0", "os._exit(1)"])
@pytest.mark.parametrize("leave", LEAVERS.values(), ids=LEAVERS)
def test_what_a_child_started_ends_with_it(box: Bench, leave: str, end: str) -> None:
    """Also a daemon of its own session, whose parent is gone."""
    name = f"left{secrets.token_hex(4)}"
    source = (
        f"import ctypes, os, time\ndef mark(): ctypes.CDLL(None).prctl(15, b'{name}')\n"
        f"def f(x):\n    {leave}\n    {end}\n"
    )
    box.outcome(source, "f")
    assert box.value("def f(x): return 2.0", "f") == 2.0  # by now the one before has been heard of
    assert soon(lambda: not left(name))


def test_a_childs_files_are_gone_with_it(box: Bench) -> None:
    """Each child has a folder of its own, and the next one finds another, empty."""
    source = "import os\ndef f(x):\n    open('left', 'w').close()\n    return os.getcwd()"
    first = box.value(source, "f")
    second = box.value("import os\ndef f(x): return [os.getcwd(), os.listdir('.')]", "f")
    assert isinstance(first, str)
    assert isinstance(second, list)
    assert (second[0] != first, second[1], Path(first).exists()) == (True, [], False)


def test_nothing_is_left_when_the_sandbox_closes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the child, nor the one that was getting warm, nor a folder or a descriptor."""
    monkeypatch.setenv(ways.VARIABLE, "spawn")
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    gc.collect()
    opened = descriptors()
    with bench(tmp_path, *QUESTIONS, workers=2) as one:
        assert one.value("def f(x): return 7.0", "f") == 7.0
        folder = one.box.folder
        assert {one.pid for one in psutil.Process().children(recursive=True)} > before
    assert {one.pid for one in psutil.Process().children(recursive=True)} == before
    assert not folder.exists()
    assert descriptors() <= opened


def test_a_stopped_run_is_nobodys_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that we end because the run stops has not died by its own hand: it is not graded."""
    monkeypatch.setenv(ways.VARIABLE, "spawn")
    with bench(tmp_path, *QUESTIONS) as one:
        one.value("def f(x): return 7.0", "f")
        threading.Timer(0.3, one.box.stop).start()
        sleeper = handed_in(("hw.py", "import time\ndef f(x): time.sleep(60)"))
        got = one.box.run(sleeper, ["f"], one.box.budget())
    assert isinstance(got["f"], NotRun), got


def test_an_interpreter_that_does_not_start_is_said_to_be_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, and nothing is left."""
    monkeypatch.setenv(ways.VARIABLE, "spawn")
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    monkeypatch.setattr(
        spawn,
        "execute",
        lambda *_: subprocess.Popen(["/bin/true"], start_new_session=True),
    )
    with bench(tmp_path, *QUESTIONS) as one, pytest.raises(IsolationError, match="has ended"):
        one.outcome("def f(x): return 1.0", "f")
    assert {one.pid for one in psutil.Process().children(recursive=True)} == before


ELSEWHERE = """
import os, resource, select, signal, socket
for module, names in (
    (os, "memfd_create MFD_CLOEXEC pidfd_open sched_getaffinity setresuid setresgid prlimit O_PATH waitid"),
    (signal, "pidfd_send_signal"), (select, "epoll"), (resource, "RLIMIT_MSGQUEUE prlimit"),
):
    for name in names.split():
        vars(module).pop(name, None)
exists = os.path.exists
os.path.exists = lambda path: not str(path).startswith("/proc") and exists(path)
"""


def test_it_needs_nothing_that_linux_alone_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guests run without the names that macOS lacks, and without /proc; the watch does the rest."""
    monkeypatch.setenv(ways.VARIABLE, "spawn")
    guests = tmp_path / "guests"
    guests.mkdir()
    for path in zygote.GUESTS.glob("*.py"):
        (guests / path.name).write_text(path.read_text())
    (guests / "boot.py").write_text(ELSEWHERE + (guests / "boot.py").read_text())
    monkeypatch.setattr(zygote, "GUESTS", guests)
    with bench(tmp_path, *QUESTIONS) as one:
        assert one.value("import os\ndef f(x): return hasattr(os, 'pidfd_open')", "f") is False
        assert one.outcome(OUTCOMES["a loop"][0], "f") == TimedOut(0.4)
        one.box.limits = {**one.box.limits, "f": one.box.limits["f"].model_copy(update={"seconds": 5.0})}
        hog = "import numpy as np, time\ndef f(x):\n    a = np.ones(40_000_000); time.sleep(9)"
        assert one.outcome(hog, "f") == OutOfMemory(128)


def test_macos_takes_this_way_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """There nothing is ever forked; Linux forks unless it is told otherwise; other words are refused."""
    monkeypatch.delenv(ways.VARIABLE, raising=False)
    assert ways.here() is ways.FORK
    monkeypatch.setattr(ways.sys, "platform", "darwin")
    assert ways.here().make is spawn.Spawner
    monkeypatch.setenv(ways.VARIABLE, "fork")
    assert ways.here().make is spawn.Spawner
    monkeypatch.setenv(ways.VARIABLE, "threads")
    with pytest.raises(IsolationError, match="GRADER_POOL can be fork or spawn"):
        ways.here()


def test_without_psutil_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux it comes only with the tests."""
    monkeypatch.setenv(ways.VARIABLE, "spawn")
    monkeypatch.delitem(sys.modules, "grader.sandbox.spawn")
    monkeypatch.setitem(sys.modules, "psutil", None)
    monkeypatch.delitem(sys.modules, "grader.sandbox.spawned")
    with pytest.raises(IsolationError, match="pip install psutil"):
        ways.here()


@pytest.mark.slow
def test_it_takes_the_instructors_word_and_gives_the_same_sheet(tiny: Class) -> None:
    """Exit code 4 without --trust-students; with it the sheet is as ever, and says what that means."""
    words = ["run", tiny.submissions, "-r", tiny.rubric, "-j", "1", "-o"]
    refused = type_command(*words, tiny.folder / "refused", cwd=tiny.folder, GRADER_POOL="spawn")
    assert (refused.code, "--trust-students" in refused.sentence) == (4, True)
    words.insert(1, "--trust-students")
    trusted = type_command(*words, tiny.folder / "spawn", cwd=tiny.folder, GRADER_POOL="spawn")
    assert trusted.code == 0
    assert "grade only students you trust" in " ".join(trusted.out.split())
    assert type_command(*words, tiny.folder / "fork", cwd=tiny.folder).code == 0
    sheets = [rows(tiny.folder / way / "parts.csv") for way in ("fork", "spawn")]
    assert sheets[0] == sheets[1]
    assert len(sheets[0]) > 3


ORPHAN = """
import sys, time
sys.path[:0] = {paths!r}
from pathlib import Path
from handed_in import bench, question
with bench(Path({folder!r}), question("f", {{"x": 1.0}})) as one:
    one.box.limits = {{name: one.model_copy(update=dict(seconds=60)) for name, one in one.box.limits.items()}}
    one.outcome("import os, time\\ndef f(x):\\n    open({told!r}, 'w').write(str(os.getpid()))\\n"
                "    while True: pass", "f")
"""


def test_a_child_ends_when_the_grader_is_killed(tmp_path: Path) -> None:
    """Nobody is left to end it, and the kernel does not tell it: it looks for itself."""
    told = tmp_path / "told"
    paths = [str(ROOT), str(ROOT / "tests")]
    script = ORPHAN.format(paths=paths, folder=str(tmp_path / "bench"), told=str(told))
    head = subprocess.Popen([sys.executable, "-c", script], env=environment(GRADER_POOL="spawn"))  # noqa: S603
    assert soon(lambda: told.exists() and told.read_text())
    child = int(told.read_text())
    head.kill()
    head.wait()
    assert soon(lambda: not psutil.pid_exists(child))


def test_a_number_that_became_anothers_is_left_alone() -> None:
    """A process is known by when it began: one of the same number is not ended."""
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True) as other:
        stale = psutil.Process(other.pid)
        stale._create_time = stale._ident = None
        stale._ident = (other.pid, 1.0)
        spawned.kill(stale)
        time.sleep(0.1)
        assert other.poll() is None
        spawned.kill(psutil.Process(other.pid))
        assert other.wait(10) == -signal.SIGKILL


def test_limits_a_system_lacks_are_passed_over() -> None:
    """Not every system has every limit."""
    confining.bound({"RLIMIT_NOT_HERE": 1, "RLIMIT_CORE": 0})
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0
