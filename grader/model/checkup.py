"""What a machine can do for this harness, as the doctor found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["good", "weak", "bad", "plain"]


@dataclass(frozen=True, slots=True)
class Note:
    """One fact in a sentence; where it could be better, what would help."""

    mark: Mark
    say: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Facts about one thing."""

    title: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing no student's code may do: whether it works from inside, and with nothing in its way."""

    name: str
    works: bool
    unprotected: bool | None  # None: it could not be tried
    promised: bool = True  # that it is blocked where students' code runs now


@dataclass(frozen=True, slots=True)
class Checkup:
    """All the doctor found; `isolation` is the rubric's word for how students' code is shut off here."""

    isolation: str
    strong: bool
    exit_code: int
    sections: tuple[Section, ...]
    attempts: tuple[Attempt, ...]
