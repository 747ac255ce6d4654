"""What one submission may use up, over all of its runs, and what those runs have learned of its files."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field

from grader.model.evidence import Died, Outcome

__all__ = ["Budget", "Doubted"]

MAX_DOUBTS = 3  # sudden deaths of one submission that may have been somebody else's doing
Paths = frozenset[str]


@dataclass(slots=True)
class Budget:
    """Processor seconds one submission may use: on its first run, and again on everything that repeats it.

    `careful` are the files of which a fresh run takes only definitions, because running them failed in the
    same way in two runs: a file that hangs costs its time twice, not once for every question. `cuts` are the
    places from which only definitions are taken, because running what stands there took too long.
    Whoever ends processes on this machine may end one of ours: a first such death is doubted, and only the
    same twice is the student's.
    """

    first: float
    again: float
    careful: Paths = frozenset()
    cuts: dict[str, tuple[int, int]] = field(default_factory=dict)
    _seen: set[tuple[Paths, Paths]] = field(default_factory=set)
    _doubted: set[tuple[str, ...]] = field(default_factory=set)

    def spend(self, seconds: float, first: bool) -> None:
        """Take what was used."""
        if first:
            self.first -= seconds
        else:
            self.again -= seconds

    def learn(self, before: Paths, after: Paths) -> None:
        """Running the files failed with care for some; the next try has care for others, too."""
        if (before, after) in self._seen:
            self.careful = after
        self._seen.add((before, after))

    def expect_own(self, outcome: Outcome, *place: str) -> None:
        """What ended a run there is the student's own doing, as far as we know. Raises Doubted."""
        if outcome == Died(signal.SIGKILL) and place not in self._doubted and self.again > 0:
            self._doubted.add(place)
            if len(self._doubted) <= MAX_DOUBTS:
                raise Doubted

    def take_back(self, first: float) -> None:
        """A run that begins anew counts for nothing but time spent again."""
        self.first, self.again = first, self.again - (first - self.first)


class Doubted(Exception):  # noqa: N818 - leads to a run anew
    """The run must begin anew, since what ended it may have come from outside."""
