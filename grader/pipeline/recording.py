"""The facts of a run that are kept: what was asked of it, and with which versions it was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader import __version__
from grader.ledger.record import RunRecord
from grader.model.interpreter import Interpreter
from grader.model.submission import Submission
from grader.rubric.load import LoadedRubric

if TYPE_CHECKING:
    from grader.pipeline.run import Request


def begun(
    request: Request,
    source: LoadedRubric,
    interpreter: Interpreter,
    submissions: Sequence[Submission],
    started: str,
) -> RunRecord:
    """A run that has just begun; its paths are whole: later commands are typed from other folders, too."""
    return RunRecord(
        rubric=str(source.path.resolve()),
        submissions=str(request.submissions.resolve()),
        isolation="",
        started=started,
        students=tuple((one.id, one.digest) for one in submissions),
        versions=versions(interpreter),
        layout=request.layout,
    )


def versions(interpreter: Interpreter) -> tuple[tuple[str, str], ...]:
    """Of this program, and of the Python and the packages that students' code runs with."""
    return (("grader", __version__), ("Python", interpreter.version), *interpreter.packages)
