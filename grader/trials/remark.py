"""What a check of a rubric comes to: lines for people, and remarks that say what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["Level", "Looked", "Remark"]

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Remark:
    """An "error" would go wrong for students, a "warning" is the instructor's to decide, a "note" to know."""

    level: Level
    place: str  # an address of the rubric, a question, or a function of the reference
    say: str


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that was looked at: its name, what came of it in a few words, and the remarks."""

    name: str
    title: str
    said: str
    remarks: tuple[Remark, ...] = ()

    @property
    def level(self) -> Level | Literal["good"]:
        """The gravest of its remarks; notes leave it good."""
        levels = {remark.level for remark in self.remarks}
        return "error" if "error" in levels else "warning" if "warning" in levels else "good"

    def of(self, level: Level) -> Iterable[Remark]:
        """The remarks of one level."""
        return (remark for remark in self.remarks if remark.level == level)
