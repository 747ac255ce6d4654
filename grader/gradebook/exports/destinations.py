"""Where grades can be sent: each destination is a name and a function that writes its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.gradebook.exports.blackboard import send_blackboard
from grader.gradebook.exports.brightspace import send_brightspace
from grader.gradebook.exports.canvas import send_canvas
from grader.gradebook.exports.classroom import send_classroom
from grader.gradebook.exports.feedback import send_feedback
from grader.gradebook.exports.gradescope import send_gradescope
from grader.gradebook.exports.moodle import send_moodle
from grader.gradebook.exports.records import send_records
from grader.gradebook.exports.sending import Sending
from grader.gradebook.exports.tables import send_tables
from grader.gradebook.exports.workbook import send_workbook

__all__ = ["DESTINATIONS", "Destination"]


@dataclass(frozen=True, slots=True)
class Destination:
    """Writes everything into a folder and returns what is to be said; the help's line is the command's."""

    send: Callable[[Path, Sending], Sequence[str]]
    fill: Literal["never", "may", "must"] = "never"  # whether it fills the teacher's own file
    column: bool = False  # whether it has a column to be named
    sort: bool = False  # whether it has an order to be chosen


DESTINATIONS: Mapping[str, Destination] = {
    "classroom": Destination(send_classroom, "may", column=True, sort=True),
    "canvas": Destination(send_canvas, "may", column=True),
    "moodle": Destination(send_moodle, "must", column=True),
    "brightspace": Destination(send_brightspace, "may", column=True),
    "blackboard": Destination(send_blackboard, "must", column=True),
    "gradescope": Destination(send_gradescope),
    "xlsx": Destination(send_workbook),
    "json": Destination(send_records),
    "csv": Destination(send_tables),
    "feedback": Destination(send_feedback),
}
