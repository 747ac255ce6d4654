"""Which rows of the list still count as looked at: those about the very files and results of today."""

from __future__ import annotations

import getpass
import hashlib
import os
import subprocess  # noqa: TID251 - git knows the instructor's name
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from grader.model.cleared import Cleared, Looked
from grader.model.grade import GradeCard
from grader.model.submission import Submission
from grader.pipeline.findings import NEEDS_A_LOOK


def looked_at(
    cleared: Iterable[Cleared], cards: Sequence[GradeCard], submissions: Iterable[Submission]
) -> Looked:
    """The rows that were looked at and still hold, the latest word on each."""
    files = {one.id: files_of(one) for one in submissions}
    by_student = {card.student: card for card in cards}
    rows: dict[tuple[str, str, str], Cleared] = {}
    for one in cleared:
        card = by_student.get(one.student)
        if card is not None and one.about == about(card, one.part, files.get(one.student, "")):
            rows[one.student, one.part, one.why] = one
    return Looked(tuple(rows.values()))


def settled(cleared: Iterable[Cleared], submissions: Sequence[Submission]) -> frozenset[str]:
    """Students whose open submission an instructor has looked at and left as it stands."""
    files = {one.id: _digest(files_of(one)) for one in submissions}
    return frozenset(
        one.student
        for one in cleared
        if one.why.startswith(NEEDS_A_LOOK) and one.about == files.get(one.student)
    )


def about(card: GradeCard, part: str, files: str) -> str:
    """Names what a row is about: the files, and for a part what came of its criteria; never its points."""
    facts = [
        f"{grade.address} {grade.judged.kind} {grade.judged.case} {grade.judged.got}"
        for one in card.parts
        if one.id == part
        for grade in one.criteria
    ]
    return _digest(files, *facts)


def files_of(submission: Submission) -> str:
    """Names everything that was handed in, written work too."""
    return _digest(submission.digest, *(f"{file.path} {file.digest}" for file in submission.written))


def who(given: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The instructor's name: as given, else as git has it, else the user's."""
    named = given or environment.get("GIT_AUTHOR_NAME", "")
    if not named:
        with suppress(OSError, subprocess.SubprocessError):
            command = ["git", "config", "user.name"]
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, text=True, timeout=5, check=False, stdin=subprocess.DEVNULL
            )
            named = done.stdout
    if not named.strip():
        with suppress(OSError, KeyError):  # a user without a name
            named = getpass.getuser()
    return " ".join(named.split()) or "an instructor"


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()
