"""A run's facts: who was graded from which files, under which rubric, how, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from grader.ledger.readable import readable
from grader.model.account import Account, Case

NOTHING = Account()
RUN, BASIS = b"R1", b"B1"


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
    status: Literal["running", "finished", "stopped", "refused"] = "running"
    students: tuple[tuple[str, str], ...] = ()
    homework: str = ""  # the key under which calls and wants are kept
    notes: tuple[str, ...] = ()  # what was said about the folder and the roster
    versions: tuple[tuple[str, str], ...] = ()  # of grader, the students' Python and its packages
    layout: str = "auto"  # how the folder was said to be arranged
    account: Account = NOTHING  # where everybody and every file went


@dataclass(frozen=True, slots=True)
class Basis:
    """What a sheet was judged by: the rubric as it was, and names for all that its verdicts depend on.

    A criterion without a name waits for a run: its verdict is an earlier one.
    """

    rubric: str  # the text
    criteria: Mapping[str, str]  # by address, everything its verdict depends on but the student's files
    parts: Mapping[str, str]  # by part, what its points and titles depend on
    questions: Mapping[str, tuple[str, str]]  # what is called, and what is wanted
    evidence: str  # how and where students' code was run
    python: str = ""  # the interpreter and its packages, in words
    policy: str = ""  # what lateness and places depend on, but for what was handed in
    exceptions: str = ""  # the lines of exceptions.csv


def pack_basis(basis: Basis) -> bytes:
    """The facts as JSON."""
    return BASIS + json.dumps(asdict(basis), separators=(",", ":")).encode("ascii")


def unpack_basis(data: bytes) -> Basis:
    """The basis of these bytes."""
    with readable(data, BASIS) as begin:
        facts = json.loads(data[begin:])
        questions = {name: tuple(digests) for name, digests in facts.pop("questions").items()}
        return Basis(**facts, questions=questions)


def pack_run(run: RunRecord) -> bytes:
    """A run's facts as JSON."""
    paths = [run.rubric, run.submissions, run.isolation]
    facts: list[object] = [*paths, run.started, run.finished, run.status, run.students]
    facts += [run.homework, run.notes, run.versions, run.layout, asdict(run.account)]
    return RUN + json.dumps(facts, separators=(",", ":")).encode("ascii")


def unpack_run(data: bytes) -> RunRecord:
    """The run of these bytes."""
    with readable(data, RUN) as begin:
        facts = json.loads(data[begin:])
        facts += [[], [], "auto", {}][len(facts) - 8 :]  # what older runs do not have
        *plain, students, homework, notes, versions, layout, account = facts
        who, parts = tuple(map(tuple, students)), tuple(map(tuple, versions))
        rubric, submissions, isolation, started, finished, status = plain
        paths = (rubric, submissions, isolation)
        whole = (*paths, started, finished, status, who, homework, tuple(notes), parts, layout)
        return RunRecord(*whole, account=_account(account))


def _account(facts: Mapping[str, Any]) -> Account:
    if not facts:
        return Account()
    people, files = (tuple((word, count) for word, count in facts[name]) for name in ("people", "files"))
    lists = ("rows", "people", "likely")
    open_ = tuple(Case(**{**one, **{name: tuple(one[name]) for name in lists}}) for one in facts["open"])
    return Account(facts["listed"], people, files, open_)
