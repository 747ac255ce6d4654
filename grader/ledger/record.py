"""A run's facts: who was graded from which files, under which rubric, how, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
