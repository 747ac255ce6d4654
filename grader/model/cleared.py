"""What an instructor has looked at: which row of the list, on which files, by whom and when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cleared:
    """One row that was looked at; `part` is "" for a whole submission, `at` is ISO in UTC.

    `about` names the files and the results the row was about: on others it counts no more.
    """

    student: str
    part: str
    why: str
    about: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Looked:
    """The rows that need no look any more, as long as files and results stay as they are."""

    rows: tuple[Cleared, ...] = ()

    def covers(self, student: str, part: str, why: str) -> bool:
        """Whether this row was looked at already."""
        return any((row.student, row.part, row.why) == (student, part, why) for row in self.rows)
