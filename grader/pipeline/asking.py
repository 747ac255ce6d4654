"""Many workers and one reference: they take turns at asking it."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from grader.oracle.ask import Oracle


class Asking:
    """Properties when called, and what follows from a student's own earlier answer; one thread at a time."""

    def __init__(self, oracle: Oracle) -> None:
        self._oracle, self.turn = oracle, threading.Lock()

    def __call__(self, question: str, name: str, got: Mapping[str, object]) -> Mapping[str, bool | str]:
        """What a property says of some cases' results."""
        with self.turn:
            return self._oracle.ask(question, name, got)

    def follow(self, question: str, earlier: str, own: Mapping[str, object]) -> Mapping[str, object]:
        """By case, the want that follows; None where nothing does."""
        with self.turn:
            return self._oracle.follow(question, earlier, own)
