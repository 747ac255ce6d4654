"""Workers take turns at asking the reference about properties."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from grader.checks.compare import Ask
from grader.oracle.ask import Oracle

__all__ = ["one_at_a_time"]


def one_at_a_time(oracle: Oracle, turn: threading.Lock | None = None) -> Ask:
    """Ask about properties, one thread after another."""
    mine = turn or threading.Lock()

    def ask(question: str, name: str, got: Mapping[str, object]) -> Mapping[str, bool | str]:
        with mine:
            return oracle.ask(question, name, got)

    return ask
