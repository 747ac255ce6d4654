"""What stands behind a mark, beside its verdict: the case, how it came about, how it stood before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.model.cleared import Cleared
from grader.model.trail import Decision, Head, Past
from grader.model.verdict import Verdict
from grader.model.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Ran:
    """How a question's code ran (shared, alone, repeat), how it was shut off, and what it cost."""

    how: str
    isolation: str
    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Behind:
    """One criterion: the labels of its cases, and inputs, want and got of the case that is shown."""

    cases: tuple[str, ...] = ()
    case: str = ""
    inputs: str = ""
    want: Wanted[str] = ""
    got: str = ""
    ran: Ran | None = None
    past: tuple[Past, ...] = ()
    decisions: tuple[Decision, ...] = ()
    looked: tuple[Cleared, ...] = ()


@dataclass(frozen=True, slots=True)
class Backing:
    """A whole card: its criteria by address, and what it was made with."""

    criteria: Mapping[str, Behind] = field(default_factory=dict)
    versions: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    isolation: str = ""
    finished: str = ""
    head: Head | None = None


@dataclass(frozen=True, slots=True)
class Anew:
    """One criterion run once more: what it came to before and now."""

    place: str
    before: Verdict
    now: Verdict

    @property
    def holds(self) -> bool:
        """Whether it earns the same for the same reason."""
        return (self.before.kind, self.before.credit) == (self.now.kind, self.now.credit)
