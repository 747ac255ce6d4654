"""Comparisons by what was compared: students whose results are the same bytes are compared once a run."""

from __future__ import annotations

from grader.ledger import codec
from grader.model.verdict import Comparison

__all__ = ["Alike", "Compared"]

MOST = 4096  # of those remembered, so that memory stays flat

Compared = tuple[Comparison, bytes]  # and as it is kept


class Alike:
    """The comparisons made last, by criterion and by what its question gave, whatever that took."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bytes], Compared] = {}

    def find(self, place: str, outcomes: bytes) -> Compared | None:
        """What the same results came to before under the same criterion."""
        return self._known.get((place, outcomes))

    def keep(self, place: str, outcomes: bytes, comparison: Comparison) -> Compared:
        """Remember it, in the place of the oldest."""
        if len(self._known) >= MOST:
            self._known.pop(next(iter(self._known)))
        one = self._known[place, outcomes] = comparison, codec.pack_comparison(comparison)
        return one
