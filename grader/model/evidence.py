"""What a function did with each call. Whose fault it was shows in the type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Returned:
    """A plain value came back: array, number, text, list, tuple, set, dict or sketch."""

    value: object


@dataclass(frozen=True, slots=True)
class Raised:
    """The student's function raised; `where` is "file.py line 3" or "notebook.ipynb cell 2 line 1".

    Where exceptions are answers, `lineage` names its class and all that it derives from.
    """

    type: str
    message: str
    where: str = ""
    lineage: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Killed for using more than `seconds` of processor time (or three times that by the clock)."""

    seconds: float


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """Asked for more than `megabytes`."""

    megabytes: int


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended without an answer: by `signal`, or by itself when that is 0."""

    signal: int


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such answer; `untouched` when the starter was handed back as it came."""

    reason: str
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Something came back that we do not take: too large, too deep, not data, not a frame."""

    reason: str


Outcome = Returned | Raised | TimedOut | OutOfMemory | Died | Missing | Refused


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took, measured by the parent; never part of a comparison."""

    seconds: float = 0.0
    megabytes: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One question of one submission: an outcome per case that ran, smallest first.

    A case that is absent was not run because an earlier one of its group failed.
    `how` is "shared", "alone" or "repeat"; `isolation` names what was in force.
    """

    question: str
    outcomes: Mapping[str, Outcome]
    prints: str = ""
    cost: Cost = Cost()
    how: str = "shared"
    isolation: str = "floor"
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRun:
    """Our machinery failed before there was evidence: no points are taken, the row is flagged."""

    question: str
    reason: str
