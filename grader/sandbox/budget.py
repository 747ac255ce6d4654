"""What one submission may use up, over all of its runs, and what those runs have learned of its files."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Budget"]

Paths = frozenset[str]


@dataclass(slots=True)
class Budget:
    """Processor seconds one submission may use: on its first run, and again on everything that repeats it.

    `careful` are the files of which a fresh run takes only definitions, because running them failed in the
    same way in two runs: a file that hangs costs its time twice, not once for every question. `cuts` are the
    places from which only definitions are taken, because running what stands there took too long.
    """

    first: float
    again: float
    careful: Paths = frozenset()
    cuts: dict[str, tuple[int, int]] = field(default_factory=dict)
    _seen: set[tuple[Paths, Paths]] = field(default_factory=set)

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
