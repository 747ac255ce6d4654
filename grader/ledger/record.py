"""A run's facts: who was graded from which files, under which rubric, how, and when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from grader.ledger.codec import readable

MARK = b"R1"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run; `started` names it, so recording it again under the same start replaces what was said.

    `students` are (student, digest of what was handed in), in the sheet's order; times are ISO in UTC,
    and `finished` is "" while the run goes on.
    """

    rubric: str
    submissions: str
    isolation: str
    started: str
    finished: str = ""
    status: Literal["running", "finished", "stopped"] = "running"
    students: tuple[tuple[str, str], ...] = ()
    homework: str = ""  # the key under which calls and wants are kept
    notes: tuple[str, ...] = ()  # what was said about the folder and the roster
    versions: tuple[tuple[str, str], ...] = ()  # of grader, the students' Python and its packages
    layout: str = "auto"  # how the folder was said to be arranged


def pack_run(run: RunRecord) -> bytes:
    """A run's facts as JSON."""
    paths = [run.rubric, run.submissions, run.isolation]
    facts = [*paths, run.started, run.finished, run.status, run.students]
    facts += [run.homework, run.notes, run.versions, run.layout]
    return MARK + json.dumps(facts, separators=(",", ":")).encode("ascii")


def unpack_run(data: bytes) -> RunRecord:
    """The run of these bytes."""
    with readable(data, MARK) as begin:
        facts = json.loads(data[begin:])
        facts += [[], [], "auto"][len(facts) - 8 :]  # older runs have neither notes nor versions nor layout
        *plain, students, homework, notes, versions, layout = facts
        who, parts = tuple(map(tuple, students)), tuple(map(tuple, versions))
        rubric, submissions, isolation, started, finished, status = plain
        paths = (rubric, submissions, isolation)
        return RunRecord(*paths, started, finished, status, who, homework, tuple(notes), parts, layout)
