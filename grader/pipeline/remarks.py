"""What a card says of its submission besides verdicts: remarks for the instructor, and what code printed."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model.evidence import NotRun
from grader.model.submission import Submission
from grader.pipeline.findings import Held
from grader.pipeline.gather import Gathered


def flags_of(submission: Submission, held: Gathered, of_verdicts: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Every remark once: on the files, on what ran, on single verdicts."""
    flags = [*submission.flags]
    for file in submission.code:  # that a notebook's magics are passed over surprises nobody
        flags += [f"{file.path}: {note}" for note in file.notes if not note.startswith("cell ")]
    for one in held.values():
        if isinstance(one, Held):
            flags += one.evidence.flags
    for some in of_verdicts:
        flags += some
    if any(isinstance(one, NotRun) for one in held.values()):
        flags.append("not graded")
    return tuple(dict.fromkeys(flags))


def prints_of(held: Gathered) -> tuple[tuple[str, str], ...]:
    """What the student's own code printed, by question."""
    return tuple(
        (name, one.evidence.prints)
        for name, one in held.items()
        if isinstance(one, Held) and one.evidence.prints
    )
