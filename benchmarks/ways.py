"""Three ways to get every answer of a class, each timed and each held to having all of them."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import sqlite3
import subprocess  # noqa: TID251 - two of the ways are processes
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from plain import TICKET, take, wide_pipe

from grader.ledger.codec import unpack_evidence
from grader.model.evidence import Returned
from grader.model.interpreter import Interpreter
from grader.oracle.build import build
from grader.pipeline import Graded, Request, run
from grader.rubric.load import load
from grader.sandbox.interpreter import probe
from grader.sandbox.stored import StoredCalls
from grader.sandbox.zygote import ENVIRONMENT

HERE = Path(__file__).parent
PR_SET_CHILD_SUBREAPER = 36

Spent = np.ndarray[Any, np.dtype[np.float64]]  # seconds by the clock, seconds of processors


class Miscounted(Exception):  # noqa: N818 - a sentence for whoever runs the benchmark
    """A way did not bring back what it should, so that its time means nothing."""


@dataclass(frozen=True, slots=True)
class Homework:
    """A rubric with its calls, as all three ways use them."""

    rubric: Path
    packages: tuple[str, ...]
    interpreter: Interpreter
    stored: StoredCalls
    calls: int  # for each submission
    scratch: Path


@dataclass(frozen=True, slots=True)
class Class:
    """A generated class, and which of its students made a mistake."""

    folder: Path
    mistaken: frozenset[str]
    homework: Homework

    @property
    def folders(self) -> list[str]:
        """A folder per student."""
        return [str(path) for path in sorted(self.folder.iterdir())]


def prepare(rubric: Path, scratch: Path) -> Homework:
    """Ask the reference once; the plain ways get the very bytes the harness gives to its own."""
    source = load(rubric)
    packages = tuple(source.rubric.packages)
    interpreter = probe(source.rubric.python, packages, scratch / "packages")
    built = build(source.reference, source.rubric.question_names, source.rubric.seed, interpreter)
    calls = sum(len(question.cases) for question in built.calls.questions)
    return Homework(rubric, packages, interpreter, StoredCalls(built.calls), calls, scratch)


def harness(group: Class, workers: int) -> Spent:
    """This harness, from collecting to a fresh ledger."""
    with tempfile.TemporaryDirectory(dir=group.homework.scratch) as folder:
        started = _now()
        graded = run(Request(group.folder, group.homework.rubric, Path(folder), workers), lambda *_: None)
        spent: Spent = _now() - started
        _expect_graded(group, graded)
        _expect(group, "harness", _returned(Path(folder)))
    return spent


def floor(group: Class, workers: int) -> Spent:
    """A bare fork per submission from as many warm processes as there are workers."""
    config = _config(group, "warm", group.homework.interpreter.preload)
    started = _now()
    tickets, ours = os.pipe()
    lines = [_start(group, config, stdin=tickets) for _ in range(workers)]
    os.close(tickets)
    for number in range(len(group.folders)):
        os.write(ours, number.to_bytes(TICKET))
    os.close(ours)
    counts: dict[str, int] = {}
    for process, stream in lines:
        counts |= _last(stream)
        process.wait()
    spent: Spent = _now() - started
    _expect(group, "floor", sum(counts.values()), len(counts))
    return spent


def fresh(group: Class, workers: int) -> Spent:
    """A new interpreter per submission, as many at a time as there are workers."""
    config = _config(group, "fresh", group.homework.packages)

    def one(folder: str) -> int:
        process, stream = _start(group, config, folder)
        with stream:
            count = sum(1 for _ in take(stream))
        process.wait()
        return count

    started = _now()
    with ThreadPoolExecutor(workers) as pool:
        counts = list(pool.map(one, group.folders))
    spent: Spent = _now() - started
    _expect(group, "fresh python", sum(counts), len(counts))
    return spent


def adopt() -> None:
    """Make this process the parent of whoever its children leave behind, so that their time is counted."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _now() -> Spent:
    """The clock, and the processors' time of this process and of all that came from it and has ended."""
    clock = time.perf_counter()
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, 0):  # what a stopped run left behind is ending
            pass
    return np.array([clock, sum(os.times()[:4])])


def _config(group: Class, role: str, imports: tuple[str, ...]) -> Path:
    homework = group.homework
    config = {
        "role": role,
        "imports": imports,
        "calls": homework.stored.descriptor,
        "questions": homework.stored.index,
        "folders": group.folders,
    }
    path = homework.scratch / f"{role}.json"
    path.write_text(json.dumps(config))
    return path


def _start(
    group: Class, config: Path, folder: str = "", stdin: int = subprocess.DEVNULL
) -> tuple[subprocess.Popen[bytes], FileIO]:
    homework = group.homework
    reading, writing = wide_pipe()
    home = str(homework.scratch)
    process = subprocess.Popen(
        [homework.interpreter.executable, "-B", str(HERE / "plain.py"), str(config), str(writing), folder],
        pass_fds=(writing, homework.stored.descriptor),
        env={**ENVIRONMENT, "HOME": home, "MPLCONFIGDIR": home, "PYTHONPATH": str(HERE.parent)},
        stdin=stdin,
    )
    os.close(writing)
    return process, FileIO(reading)


def _last(stream: FileIO) -> Mapping[str, int]:
    with stream:
        said: Any = list(take(stream))
    if not said:
        raise Miscounted("a warm process of the floor ended early; its error stands above.")
    return said[-1]  # type: ignore[no-any-return]


def _returned(out: Path) -> int:
    connection = sqlite3.connect(out / "ledger.sqlite")
    rows = connection.execute("SELECT data FROM memo WHERE layer = 'evidence'").fetchall()
    connection.close()
    return sum(
        isinstance(outcome, Returned)
        for (data,) in rows
        for outcome in unpack_evidence(data).outcomes.values()
    )


def _expect(group: Class, way: str, results: int, students: int | None = None) -> None:
    size = len(group.folders)
    wanted = size * group.homework.calls
    if results != wanted or (students is not None and students != size):
        raise Miscounted(f"{way} brought {results} results of a class of {size}; it should be {wanted}.")


def _expect_graded(group: Class, graded: Graded) -> None:
    for card in graded.cards:
        lost = [c for part in card.parts for c in part.criteria if c.verdict.kind != "right"]
        if lost and card.student not in group.mistaken:
            one = lost[0]
            why = f"{one.verdict.kind}: {one.verdict.say}"
            raise Miscounted(f"{card.student} is right and lost {one.part}/{one.criterion}, {why}")
        if not lost and card.student in group.mistaken:
            raise Miscounted(f"{card.student} has a mistake and got full marks.")
