"""What a card says beside its points: flags, what was done to make the files run, and what they printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypedDict

from grader.model.evidence import NotRun
from grader.model.submission import Submission
from grader.model.verdict import Verdict
from grader.pipeline.findings import Held
from grader.pipeline.gather import Gathered

SLIP = "your written file was accepted, though "  # nothing that anybody has to look at


class Told(TypedDict):
    """A card's words for the whole submission."""

    flags: tuple[str, ...]
    prints: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def told(submission: Submission, held: Gathered, verdicts: Mapping[str, Verdict]) -> Told:
    """Everything that is said of a submission as a whole."""
    remarks, paper = _remarks(submission, held), submission.paper
    unknown = any(isinstance(one, NotRun) for one in held.values())
    flags = flags_of(submission, remarks, verdicts, unknown)
    slips = tuple(f"{SLIP}{one}" for one in paper.remarks) if paper else ()
    return Told(flags=flags, prints=_prints(held), remarks=(*remarks, *slips))


def _remarks(submission: Submission, held: Gathered) -> tuple[str, ...]:
    """Whatever was done to make the files run, for student and instructor alike."""
    remarks = [f"{file.path}: {note}" for file in submission.code for note in file.notes]
    for one in held.values():
        remarks += one.evidence.flags if isinstance(one, Held) else ()
    return tuple(dict.fromkeys(remarks))


def flags_of(
    submission: Submission, remarks: Sequence[str], verdicts: Mapping[str, Verdict], unknown: bool
) -> tuple[str, ...]:
    """Everything that wants a look; `unknown` says that something could not be graded by our fault."""
    flags = [*submission.flags, *(one for one in remarks if not one.startswith(SLIP))]
    for verdict in verdicts.values():
        flags += verdict.flags
    if unknown:
        flags.append("not graded")
    return tuple(dict.fromkeys(flags))


def _prints(held: Gathered) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, one.evidence.prints)
        for name, one in held.items()
        if isinstance(one, Held) and one.evidence.prints
    )
