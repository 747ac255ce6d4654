"""Why there is no answer to a question: what reading alone tells, and what running the files told."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model.evidence import Missing
from grader.model.submission import Submission
from grader.sandbox import messages

__all__ = ["known", "why"]


def known(submission: Submission, names: Sequence[str]) -> Missing | None:
    """What reading alone tells: nothing handed in, an untouched starter, or a block that does not compile."""
    if not submission.code:
        return Missing("no code was handed in")
    files = [(file, dict(file.lost)) for file in submission.code]
    for name in names:
        if any(name in file.defines - file.untouched and name not in lost for file, lost in files):
            return None
    for name in names:
        for _, lost in reversed(files):
            if name in lost:
                return Missing(lost[name])
    if any(name in file.untouched for file, _ in files for name in names):
        return Missing("the starter is as it was handed out", untouched=True)
    return None


def why(name: str, found: str, failures: Sequence[messages.Failure], near: str = "") -> str:
    """What stands, or does not stand, where a question was to be answered."""
    if found.startswith("not a function"):
        return f"`{name}` is {found}"
    kind, _, package = found.partition(": ")
    if kind == "not here":
        return (
            f"`{name}` comes from elsewhere; the grading machine does not offer {package.partition('.')[0]}"
        )
    for failed in failures:
        if name in failed.names:
            return failed.say
    return f"there is no `{name}` in the code{': ' + near if near else ''}"
