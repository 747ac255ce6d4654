"""What became of a file that was handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Fate"]


@dataclass(frozen=True, slots=True)
class Fate:
    """One file: whose work it became part of, or why of nobody's."""

    path: str
    fate: Literal["used", "duplicate", "unmatched", "passed"]
    student: str = ""
    why: str = ""
