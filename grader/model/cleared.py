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
