"""Whoever is killed from outside, a class of 200 gets the sheet it would have got undisturbed."""

from __future__ import annotations

import difflib
import os
import random
import shutil
import signal
import subprocess  # noqa: TID251 - starts runs to kill their processes
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from grading import Class, environment, rows
from processes import PROCESSES, started_by

STUDENTS = 200
COMMAND = ["run", "submissions", "-r", "rubric.yaml", "-j", "2", "-o"]
HONEST = """
import numpy as np

twice = lambda x: 2 * x
half_is_whole = False


def half(x):
    return x / 2


def total(values):
    return float(np.sum(values))


def largest(values):
    return max(values)
"""
DEEDS = (  # what the students of a class do; the first are as honest as most are
    *[""] * 5,
    "def twice(x): return x ** 2",
    "def total(values): return values[99]",
    "def half(x): print(x); return 2 * x",
    "import os\ndef half(x): os._exit(3)",
    "import ctypes\ndef twice(x): ctypes.string_at(0)",
    "import signal\ndef half(x): signal.raise_signal(9)",
    "import os\ndef total(values): os.abort()",
    "import signal\nsignal.raise_signal(9)",
    "import os\nos._exit(0)",
    "import sys\nsys.exit(1)",
)
IN_A_CALL = {number for number, deed in enumerate(DEEDS) if deed.startswith("import") and "def" in deed}
Victims = Callable[[int], list[int]]


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, bytes]:
    """The sheet of the class when nobody is killed; filled by whoever asks first."""
    return {}


@pytest.fixture(scope="module")
def seconds() -> list[float]:
    """How long that takes here: hits come by it, so that a fast machine is hit as often as a slow one."""
    return []


@pytest.fixture
def two_hundred(tiny: Class, undisturbed: dict[str, bytes], seconds: list[float]) -> Class:
    """Two hundred students, no two with the same bytes, and what they get when all is well."""
    shutil.rmtree(tiny.submissions)
    for number in range(STUDENTS):
        tiny.hand_in(f"s{number:03}", f"{HONEST}\nNUMBER = {number}\n{DEEDS[number % len(DEEDS)]}\n")
    if not undisturbed:
        began = time.monotonic()
        undisturbed.update(finished(tiny, "undisturbed"))
        seconds.append(time.monotonic() - began)
    return tiny


def start(one: Class, out: str) -> subprocess.Popen[str]:
    """A run in a process of its own; it has begun once it has said which rubric it uses."""
    running = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "grader", *COMMAND, out],
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


def finished(one: Class, out: str) -> dict[str, bytes]:
    """The sheet, byte by byte, after the same command has been left to run to its end."""
    running = start(one, out)
    _, errors = running.communicate(timeout=300)
    assert (running.returncode, errors) == (0, "")
    return sheet(one.folder / out)


def sheet(out: Path) -> dict[str, bytes]:
    """The tables as they are."""
    return {name: (out / name).read_bytes() for name in ("gradebook.csv", "parts.csv", "classroom.csv")}


def unlike(got: dict[str, bytes], want: dict[str, bytes]) -> list[str]:
    """The lines that differ: a kill that costs somebody something is rare, and is to be told whole."""
    return [
        f"{name}: {line}"
        for name in want
        for line in difflib.unified_diff(
            want[name].decode().splitlines(), got[name].decode().splitlines(), lineterm="", n=0
        )
    ]


def is_warm(pid: int) -> bool:
    """Whether it was started with the guests' first lines."""
    with suppress(OSError):
        return b"from the descriptor in argv" in (PROCESSES / str(pid) / "cmdline").read_bytes()
    return False


def head(pid: int) -> list[int]:
    """The run itself."""
    return [pid]


def is_shut_off(pid: int) -> bool:
    """Whether the kernel filters its calls, as it does for students' code alone."""
    with suppress(OSError):
        return "Seccomp:\t2" in (PROCESSES / str(pid) / "status").read_text()
    return False


def outer(pid: int) -> list[int]:
    """The processes that a run has started for students' code."""
    return [one for one in started_by(pid) if is_warm(one)]


def warm(pid: int) -> list[int]:
    """The processes that students' are forked from, and those that wait for them outside."""
    return [one for started in outer(pid) for one in everybody(started) if not is_shut_off(one)]


def students(pid: int) -> list[int]:
    """The processes in which students' code runs, and those that wait for some."""
    return [one for started in outer(pid) for one in everybody(started) if is_shut_off(one)]


def everybody(pid: int) -> list[int]:
    """All there is, those that read students' files and ask the reference among them."""
    found = [pid]
    for one in found:
        found += started_by(one)
    return found


def disturb(running: subprocess.Popen[str], victims: Victims, dice: random.Random, pause: float) -> int:
    """Kill one of the victims every now and then until the run ends; how many were."""
    killed = 0
    while running.poll() is None:
        time.sleep(dice.uniform(pause, 3 * pause))
        while not (found := victims(running.pid)) and running.poll() is None:
            time.sleep(0.002)  # a student's process lives for moments
        if found and running.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(dice.choice(found), signal.SIGKILL)
                killed += 1
    return killed


def expect_no_fault_of_ours_to_cost(out: Path) -> None:
    """What is not graded is blank, and so is the sum."""
    open_ = {row["student"] for row in rows(out / "parts.csv") if row["verdict"] == "not_graded"}
    points = {row["points"] for row in rows(out / "parts.csv") if row["verdict"] == "not_graded"}
    assert points == {""}
    totals = {row["student"]: row["total"] for row in rows(out / "gradebook.csv")}
    assert {student for student, total in totals.items() if not total} == open_


@pytest.mark.slow
def test_what_students_do_to_themselves_is_theirs(two_hundred: Class, undisturbed: dict[str, bytes]) -> None:
    """Whoever ends the own process is graded, with an outcome that says so."""
    (two_hundred.folder / "parts.csv").write_bytes(undisturbed["parts.csv"])
    verdicts: dict[int, set[str]] = {}
    for row in rows(two_hundred.folder / "parts.csv"):
        verdicts.setdefault(int(row["student"][1:]) % len(DEEDS), set()).add(row["verdict"])
    assert not any("not_graded" in found for found in verdicts.values())
    assert {number for number, found in verdicts.items() if "crashed" in found} >= IN_A_CALL


@pytest.mark.slow
def test_a_students_process_killed_from_outside_is_nobodys_fault(
    two_hundred: Class, undisturbed: dict[str, bytes], seconds: list[float]
) -> None:
    """The run goes on, and gives the very same sheet: no point, no flag, no word differs."""
    running = start(two_hundred, "disturbed")
    killed = disturb(running, students, random.Random(5), 0.02 * seconds[0])  # noqa: S311
    assert running.communicate(timeout=300)[1] == ""
    assert (running.returncode, killed > 3) == (0, True)
    assert unlike(sheet(two_hundred.folder / "disturbed"), undisturbed) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("victims", "share", "times"), [(warm, 0.1, 1), (head, 0.03, 4), (everybody, 0.04, 3)]
)
def test_a_run_that_was_hit_ends_or_goes_on_with_the_same_sheet(
    two_hundred: Class,
    undisturbed: dict[str, bytes],
    seconds: list[float],
    victims: Victims,
    share: float,
    times: int,
) -> None:
    """Whoever is killed, and however often: what we could not grade is blank, and is graded the next time."""
    out, dice, killed = two_hundred.folder / "disturbed", random.Random(times), 0  # noqa: S311
    for _ in range(times):
        running = start(two_hundred, out.name)
        killed += disturb(running, victims, dice, share * seconds[0])
        running.communicate(timeout=300)
        if running.returncode == 3:
            expect_no_fault_of_ours_to_cost(out)
    assert killed >= times
    assert unlike(finished(two_hundred, out.name), undisturbed) == []
