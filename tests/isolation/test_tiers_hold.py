"""Each form of isolation is held to its promise on this machine, and the probe that says so is not blind."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from grading import Class, environment
from machines import MACHINES, on

from grader.model.interpreter import Interpreter
from grader.sandbox import zygote
from grader.sandbox.interpreter import probe as ask
from grader.sandbox.isolation import examine as room
from grader.sandbox.isolation import plan as planning
from grader.sandbox.isolation.examine import Examined, examine
from grader.sandbox.isolation.probe import TOLERATED
from grader.sandbox.isolation.unprotected import unprotected

FORMS = ("full", "mid", "no-open")
MANY = 60
READ = "read a file of the instructor's"
ALWAYS_POSSIBLE = {  # wherever one may run Python, whoever one is
    READ, "overwrite a file of the instructor's", "delete a file of the instructor's",
    "write a file outside the scratch folder", "start a process", "leave a process behind",
    "connect to a port", "signal the grader",
    "run another program", "make an anonymous file", "move the grader to another processor",
    "have the kernel signal the grader", "take a gigabyte of memory", "write more than 32 MB in many files",
    "see that a file of the instructor's exists", "open its own memory for writing",
}  # fmt: skip


def held(tier: str, interpreter: Interpreter) -> Examined:
    """The form as it is here; skips where this machine does not have it."""
    one = examine(tier, interpreter)
    if one.probed is None:
        pytest.skip(f"this machine has no such isolation: {one.reason}")
    return one


@pytest.mark.optional
@pytest.mark.parametrize("tier", FORMS)
def test_every_attempt_is_blocked(tier: str, interpreter: Interpreter) -> None:
    """As whoever runs the tests: nothing works that must not, and everything that must."""
    probed = held(tier, interpreter).probed
    assert probed is not None
    assert (probed.holes, probed.lacks) == ((), ())
    assert len(probed.works) >= MANY
    assert {name for name, worked in probed.works.items() if worked} <= set(TOLERATED.get(tier, ()))


@pytest.mark.optional
def test_only_one_form_is_excused_anything(interpreter: Interpreter) -> None:
    """What is tolerated is real: it works there, is named in the security page, and in no other form."""
    probed = held("mid", interpreter).probed
    assert probed is not None
    assert set(TOLERATED) == {"mid"}
    assert all(name in probed.works for name in TOLERATED["mid"])


def test_without_protection_the_attempts_work(interpreter: Interpreter) -> None:
    """An attempt that never works anywhere proves nothing when it is blocked."""
    without = unprotected(interpreter, [str(Path(zygote.__file__).parents[2])])
    assert {name for name in ALWAYS_POSSIBLE if not without[name]} == set()
    assert len(without) >= MANY
    assert sum(without.values()) >= MANY - 20


def test_the_loosest_form_is_seen_for_what_it_is(interpreter: Interpreter) -> None:
    """Limits alone stop hardly anything, and the probe says so, to running another program."""
    probed = examine("floor", interpreter).probed
    assert probed is not None
    assert {READ, "connect to a port", "start a process", "run another program"} - {
        *probed.holes,
        *(["start a process"] if os.getuid() else []),
    } == set()


@pytest.fixture
def weakened(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Take a layer away from every plan."""

    def weaken(**changes: Any) -> None:
        plan = planning.plan
        monkeypatch.setattr(room, "plan", lambda *those: {**(plan(*those) or {}), **changes})

    return weaken


@pytest.mark.optional
def test_a_missing_layer_shows(interpreter: Interpreter, weakened: Callable[..., None]) -> None:
    """Without Landlock files are open; without the filter, processes are: each layer's absence is a hole."""
    held("mid", interpreter)
    weakened(landlock=False)
    without_landlock = examine("mid", interpreter).probed
    assert without_landlock is not None
    assert READ in without_landlock.holes
    weakened(filter=None)
    without_filter = examine("mid", interpreter).probed
    assert without_filter is not None
    assert {"make an anonymous file", "change the times of a file of the instructor's"} <= {
        *without_filter.holes
    }


@pytest.mark.optional
def test_a_filter_that_refuses_too_much_shows(
    interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A probe that counted refusals alone would praise a child that cannot do anything."""
    held("mid", interpreter)
    monkeypatch.setattr(planning.seccomp, "build", partial(planning.seccomp.build, threads=False))
    probed = examine("mid", interpreter).probed
    assert probed is not None
    assert probed.lacks == ("start a thread",)
    assert not probed.sound


@pytest.mark.optional
@pytest.mark.parametrize("version", [1, 2, 3, 4, 5])
def test_older_landlocks_hold_too(
    version: int, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kernels from 5.13 on know less of Landlock; the filter closes what it leaves open."""
    held("mid", interpreter)
    start = zygote.start_message

    def older(*those: Any) -> bytes:
        message = json.loads(start(*those))
        source = message["sources"]["landlock"]
        message["sources"]["landlock"] = source.replace("version = abi()", f"version = {version}")
        assert message["sources"]["landlock"] != source
        return json.dumps(message).encode()

    monkeypatch.setattr(zygote, "start_message", older)
    assert held("mid", interpreter).sound


@pytest.fixture
def open_python() -> Iterator[Interpreter]:
    """A Python that any user may use: the system's own."""
    system = Path("/usr/bin/python3")
    if os.getuid() != 0 or not system.exists():
        pytest.skip("needs root, and a system Python that other users may read")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield ask(str(system), [], Path(folder) / "packages")


@pytest.mark.optional
@pytest.mark.parametrize("tier", FORMS)
def test_roots_students_are_nobody(tier: str, open_python: Interpreter) -> None:
    """As root, with a Python that others may read, students' code runs as a user who owns nothing."""
    one = held(tier, open_python)
    assert one.sound
    assert one.uid == planning.FIRST_UID


EXPECTED = {
    "a container": ("mid", 0),
    "an old kernel": ("no-open", 4),
    "an old kernel in a container": ("no-open", 4),
    "a kernel without filters": ("floor", 4),
}


@pytest.mark.optional
@pytest.mark.parametrize("machine", MACHINES)
def test_other_machines_get_the_best_they_can(machine: str, tiny: Class, interpreter: Interpreter) -> None:
    """What Docker's rules or an old kernel leave is found out, said, and never taken for more than it is."""
    held("mid", interpreter)
    done = on(machine, "doctor", "-r", "rubric.yaml", "--json", cwd=tiny.folder, env=environment())
    told = json.loads(done.stdout)
    assert (told["isolation"], done.returncode) == EXPECTED[machine]
    notes = [note for section in told["sections"] for note in section["notes"]]
    missing = [note for note in notes if note["mark"] == "weak" and note["say"].startswith("Not here")]
    assert missing
    assert missing[0]["remedy"]
    run = on(machine, "run", "submissions", "-r", "rubric.yaml", cwd=tiny.folder, env=environment())
    assert run.returncode == EXPECTED[machine][1]
    assert (tiny.folder / "grades" / "gradebook.csv").exists() == (run.returncode == 0)
