"""Guest: tries, from inside a confined child that is thrown away, what no student's code may do.

The attempts are declared in the guests `reaching` and `escaping`. `facts` names what the parent has put in
the way: a secret file in a folder of its own, sockets, a port, and the parent's process number.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

Facts = dict[str, Any]
ATTEMPTS: dict[str, Callable[[Facts], bool]] = {}


def report(facts: Facts) -> dict[str, Any]:
    """What must work and does not, and by name whether each attempt worked. Raises nothing."""
    lacks = _lacks(facts["writes"])
    return {
        "at": "probed",
        "lacks": lacks,
        "works": {name: _works(one, facts) for name, one in ATTEMPTS.items()},
    }


def _lacks(writes: bool) -> list[str]:
    """What students' code must be able to do and cannot here: a probe that sees only refusals is blind."""
    missing = []
    try:
        with open("probe.txt", "w" if writes else "r") as file:
            file.write("written")
        os.unlink("probe.txt")
    except OSError:
        missing += ["write a file in the scratch folder"] if writes else []
    try:
        done: list[int] = []
        thread = threading.Thread(target=done.append, args=[1])
        thread.start()
        thread.join()
    except RuntimeError:
        missing.append("start a thread")
    return missing


def _works(attempt: Callable[[Facts], bool], facts: Facts) -> bool:
    try:
        return attempt(facts) is True
    except BaseException:
        return False


def attempt(name: str) -> Callable[[Callable[[Facts], bool]], Callable[[Facts], bool]]:
    """Declare a function as the attempt of this name."""

    def declare(function: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
        ATTEMPTS[name] = function
        return function

    return declare
