"""A run that is stopped, by its instructor or by the world, goes on where it was and leaves nobody behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess  # noqa: TID251 - starts runs to stop them
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from grading import Class, environment

STUDENTS = 12
SLOW = """
import time


def twice(x):
    time.sleep(0.02)
    return 2 * x


def half(x):
    return x / 2


def largest(values):
    return sorted(values)[{at}]
"""
STUCK = """
import time


def twice(x):
    time.sleep(3600)


def half(x):
    while True:
        x += 1
"""
TERMINAL = """
import os, pty, sys, time
child, terminal = pty.fork()
if not child:
    os.execv(sys.executable, [sys.executable, "-m", "grader", *sys.argv[2:]])
shown, until = b"", time.monotonic() + float(sys.argv[1])
os.set_blocking(terminal, False)
while time.monotonic() < until:
    try:
        shown += os.read(terminal, 1 << 16)
    except BlockingIOError:
        time.sleep(0.01)
os.close(terminal)
began = time.monotonic()
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(code, time.monotonic() - began < 10, b"Rubric: " in shown)
"""
COMMAND = ["run", "submissions", "-r", "rubric.yaml", "-o", "stopped", "-j", "2"]


@pytest.fixture
def many(tiny: Class) -> Class:
    """A dozen more students who take their time, each with bytes of their own."""
    for number in range(STUDENTS):
        tiny.hand_in(f"s{number:02}", SLOW.format(at=-1 - number % 3))
        tiny.hand_in(f"s{number:02}", f"NUMBER = {number}\n", "other.py")
    return tiny


@pytest.fixture
def stuck(tiny: Class) -> Class:
    """A class whose grading would take minutes: two students sleep and loop, with time enough to do so."""
    for student in ("ann", "bob"):
        tiny.hand_in(student, STUCK)
    tiny.edit_rubric("limits: {seconds: 1,", "limits: {seconds: 100,")
    tiny.edit_rubric("submission_seconds: 20", "submission_seconds: 300")
    return tiny


def start(one: Class) -> subprocess.Popen[str]:
    """A run in a process of its own, as in a terminal; it has begun once it has said which rubric it uses."""
    running = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "grader", *COMMAND],
        cwd=one.folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline().startswith("Rubric: ")
    return running


def family(pid: int) -> set[tuple[int, str]]:
    """A process and all it has started, each with the moment it began, for numbers are used again."""
    parents: dict[int, int] = {}
    born: dict[int, str] = {}
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (path / "stat").read_text().rpartition(")")[2].split()
            parents[int(path.name)], born[int(path.name)] = int(fields[1]), fields[19]
    found = {pid} & born.keys()
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {(one, born[one]) for one in found}


def alive(processes: set[tuple[int, str]]) -> set[int]:
    """Those that still run; one that is dead and not yet taken away does not count."""
    left = set()
    for pid, born in processes:
        with suppress(OSError):
            fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
            if fields[19] == born and fields[0] != "Z":
                left.add(pid)
    return left


def gone(processes: set[tuple[int, str]], seconds: float = 10.0) -> bool:
    """Whether all of them end within some seconds."""
    until = time.monotonic() + seconds
    while alive(processes) and time.monotonic() < until:
        time.sleep(0.05)
    return not alive(processes)


def watch(running: subprocess.Popen[str], seconds: float) -> set[tuple[int, str]]:
    """Everybody the run has had around it for so long, or until it ends."""
    seen, until = family(running.pid), time.monotonic() + seconds
    while running.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
        seen |= family(running.pid)
    return seen


def until_students_run(running: subprocess.Popen[str]) -> set[tuple[int, str]]:
    """Wait until student code runs: a process of a process of the run's own; and everybody by then."""
    for _ in range(600):
        seen = family(running.pid)
        if sum(1 for pid, _ in seen if grandchild(pid, running.pid)) >= 2:
            return seen
        time.sleep(0.05)
    raise AssertionError("no student code was run")


def grandchild(pid: int, of: int) -> bool:
    """Whether its parent's parent is the one named."""
    with suppress(OSError):
        for _ in range(2):
            pid = int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
            if pid == of and _ == 0:
                return False
        return pid == of
    return False


def sheet(out: Path) -> dict[str, bytes]:
    """The tables, byte by byte."""
    return {name: (out / name).read_bytes() for name in ("gradebook.csv", "parts.csv", "classroom.csv")}


def finished(one: Class) -> dict[str, bytes]:
    """The sheet after the same command has been left to run to its end."""
    running = start(one)
    _, errors = running.communicate(timeout=120)
    assert (running.returncode, errors) == (0, "")
    return sheet(one.folder / "stopped")


def test_kill_9_at_any_moment_costs_nothing_but_time(many: Class) -> None:
    """Killed again and again at random moments; then the sheet is that of an undisturbed run, to the byte."""
    many.grade("undisturbed", workers=2)
    dice = random.Random(7)  # noqa: S311
    for _ in range(6):
        running = start(many)
        seen = watch(running, dice.uniform(0.0, 1.2))
        running.kill()
        running.communicate(timeout=30)
        assert gone(seen)
    assert finished(many) == sheet(many.folder / "undisturbed")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM], ids=lambda one: one.name)
def test_a_signal_ends_a_run_within_seconds(stuck: Class, number: signal.Signals) -> None:
    """While student code hangs: exit code 130, a sentence how to go on, and no process left."""
    running = start(stuck)
    seen = until_students_run(running)
    began = time.monotonic()
    running.send_signal(number)
    out, errors = running.communicate(timeout=60)
    took = time.monotonic() - began
    assert (running.returncode, errors) == (130, "")
    (said,) = out.splitlines()
    assert said.startswith("Stopped.")
    assert said.endswith("To go on:  grader run submissions -r rubric.yaml -o stopped -j 2")
    assert took < 10
    assert gone(seen)
    assert not (stuck.folder / "stopped" / "gradebook.csv").exists()


@pytest.mark.parametrize("seconds", [1.5, 3.0])
def test_a_closed_terminal_ends_a_run(stuck: Class, seconds: float) -> None:
    """The window is closed while students' code hangs: nobody is left to read, and the run ends."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", TERMINAL, str(seconds), *COMMAND],
        cwd=stuck.folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    code, *rest = done.stdout.split()
    assert code in ("130", "120")  # the latter: Python itself could not say its last words
    assert (rest, done.stderr) == (["True", "True"], "")
    for student in ("ann", "bob"):
        stuck.hand_in(student, "twice = None\n")
    assert b"ann" in finished(stuck)["gradebook.csv"]


def test_ctrl_c_at_any_moment_is_clean(many: Class) -> None:
    """Wherever it strikes after the first line: 130 with the sentence, or a run that was done."""
    many.grade("undisturbed", workers=2)
    dice, codes = random.Random(11), []  # noqa: S311
    for _ in range(8):
        running = start(many)
        seen = watch(running, dice.uniform(0.0, 1.5))
        running.send_signal(signal.SIGINT)
        out, errors = running.communicate(timeout=60)
        codes.append(running.returncode)
        assert errors == ""
        assert "To go on:  grader run" in out or running.returncode == 0
        assert gone(seen)
        leftovers = {path.name for path in (many.folder / "stopped").rglob(".*")} - {".gitignore", ".lock"}
        assert leftovers == set()
    assert set(codes) <= {0, 130}
    assert finished(many) == sheet(many.folder / "undisturbed")


def test_what_was_graded_before_a_stop_is_kept(many: Class) -> None:
    """The sentence says how many are graded; the next run does not run those again."""
    many.hand_in("zoe", STUCK)
    many.edit_rubric("limits: {seconds: 1,", "limits: {seconds: 100,")
    running = start(many)
    log = many.folder / "stopped" / "ledger.sqlite-wal"
    until_students_run(running)
    before = -1
    while log.stat().st_size != before:  # everybody but zoe is done
        before = log.stat().st_size
        time.sleep(2)
    running.send_signal(signal.SIGINT)
    out, _ = running.communicate(timeout=60)
    assert f"{STUDENTS + 3} of {STUDENTS + 4} are graded and kept." in out
    zoe = many.submissions / "zoe" / "hw.py"
    zoe.unlink()
    zoe.parent.rmdir()
    began = time.monotonic()
    finished(many)
    assert time.monotonic() - began < 20
    assert os.access(many.folder / "stopped" / "gradebook.csv", os.R_OK)


def test_temporary_folders_are_taken_away(stuck: Class, tmp_path: Path) -> None:
    """A run that is stopped leaves nothing in the folder for temporary files."""
    (tmp_path / "temporary").mkdir()
    os.environ["TMPDIR"] = str(tmp_path / "temporary")
    try:
        running = start(stuck)
    finally:
        del os.environ["TMPDIR"]
    until_students_run(running)
    assert list((tmp_path / "temporary").iterdir()) != []
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert list((tmp_path / "temporary").iterdir()) == []
