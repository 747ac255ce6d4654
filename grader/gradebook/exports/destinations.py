"""Where grades can be sent: each destination is a name and a function that writes its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from grader.gradebook.exports.classroom import write_classroom
from grader.gradebook.exports.tables import write_tables
from grader.model.grade import GradeCard
from grader.rubric.schema import Rubric

__all__ = ["DESTINATIONS", "Write"]

Write = Callable[[Path, Sequence[GradeCard], Rubric], None]

DESTINATIONS: Mapping[str, Write] = {
    "classroom": write_classroom,
    "csv": write_tables,
}
