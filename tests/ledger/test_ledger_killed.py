"""A run that is killed loses at most what it had not yet been told was kept."""

import os
import random
import signal
import sqlite3
import subprocess  # noqa: TID251 -- kills a run of its own
import sys
import time
from pathlib import Path

import pytest

import grader
from grader.ledger.memo import Ledger

WRITER = """
import sys
from itertools import count
from pathlib import Path
from grader.ledger.memo import Ledger
ledger = Ledger.open(Path(sys.argv[1]))
for i in count(int(sys.argv[2])):
    ledger.put_many([("evidence", f"{i}.{j}", bytes([j]) * (100 + i % 7 * 2000)) for j in range(3)])
    print(i, flush=True)
"""
FORKER = """
import os, sys, time
from pathlib import Path
from grader.ledger.memo import Ledger
ledger = Ledger.open(Path(sys.argv[1]))
if os.fork() == 0:
    print(os.getpid(), flush=True)
time.sleep(60)
"""


def start(text: str, *words: str) -> subprocess.Popen[str]:
    """A process of our own that can import what we test."""
    root = str(Path(grader.__file__).parents[1])
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", text, *words],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": root},
    )


@pytest.mark.parametrize("name", ["grades", "Dropbox"])
def test_kill_9_loses_nothing_that_was_kept(tmp_path: Path, name: str) -> None:
    """Killed at any moment: the file is sound, what was acknowledged is there, batches are whole."""
    folder = tmp_path / name
    dice = random.Random()  # noqa: S311 -- any moment, a new one each time
    told = -1
    for _ in range(4):
        with start(WRITER, str(folder), str(told + 1)) as run:
            assert run.stdout is not None
            first = run.stdout.readline()  # it writes by now
            time.sleep(dice.uniform(0, 0.15))
            run.kill()
            told = int((first + run.stdout.read()).split()[-1])
        with Ledger.open(folder) as ledger:
            assert ledger._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            keys = [f"{i}.{j}" for i in range(told + 2) for j in range(3)]
            found = ledger.get_many("evidence", keys)
            assert found.keys() >= set(keys[:-3])
            assert len(found) % 3 == 0


def test_a_run_killed_while_it_opens_can_be_followed(tmp_path: Path) -> None:
    """Killed before it has made its file, at whatever point: the next run begins as if nothing had been."""
    dice = random.Random()  # noqa: S311
    for _ in range(3):
        with start("print(flush=True)\n" + WRITER, str(tmp_path / "grades"), "0") as run:
            assert run.stdout is not None
            run.stdout.readline()
            time.sleep(dice.uniform(0, 0.25))
            run.kill()
        Ledger.open(tmp_path / "grades").close()


def test_a_killed_runs_forked_child_does_not_hold_the_folder(tmp_path: Path) -> None:
    """The lock dies with the run itself, even when a process it forked lives on."""
    with start(FORKER, str(tmp_path)) as run:
        assert run.stdout is not None
        child = int(run.stdout.readline())
        run.kill()
        run.wait()
        try:
            Ledger.open(tmp_path).close()
        finally:
            os.kill(child, signal.SIGKILL)


def test_another_program_may_read_while_a_run_writes(tmp_path: Path) -> None:
    """Looking into the file with other tools neither stops a run nor sees half of a batch."""
    with Ledger.open(tmp_path) as ledger:
        ledger.put_many([("homework", "a", b"1")])
        outside = sqlite3.connect(f"file:{tmp_path}/ledger.sqlite?mode=ro", uri=True)
        outside.execute("BEGIN")
        assert outside.execute("SELECT count(*) FROM memo").fetchone() == (1,)
        ledger.put_many([("homework", "b", b"1"), ("homework", "c", b"1")])
        assert outside.execute("SELECT count(*) FROM memo").fetchone() == (1,)
        outside.close()
