"""What became of a file that was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Fate"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file.

    used: it is part of `student`'s submission; duplicate: of an attempt of theirs that does not count, or the
    same file again; unmatched: nobody could be told whose it is; passed: nothing that is graded; lacking: a
    list says that it was handed in, and it is not there.
    """

    path: str
    fate: Literal["used", "duplicate", "unmatched", "passed", "lacking"]
    student: str = ""
    why: str = ""
