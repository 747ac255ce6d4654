"""Guest: tries, from inside a confined child that is thrown away, what no student's code may do.

The attempts are declared in the guests `reaching`, `escaping` and `knocking`. `facts` names what the parent
has put in the way: files in a folder that is open to all, sockets, a port, and a process's number.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

Facts = dict[str, Any]
ATTEMPTS: dict[str, Callable[[Facts], bool]] = {}
ENDING: list[str] = []  # those that may end the process: each needs a child of its own


def report(facts: Facts) -> dict[str, Any]:
    """What must work and does not, and by name whether each attempt worked. Raises nothing."""
    alone = facts.get("only")
    if alone is not None:
        return {"at": "probed", "lacks": [], "works": {alone: works(alone, facts)}, "ending": []}
    lacks = _lacks(facts["writes"])
    done = {name: works(name, facts) for name in ATTEMPTS if name not in ENDING}
    return {"at": "probed", "lacks": lacks, "works": done, "ending": ENDING}


def works(name: str, facts: Facts) -> bool:
    """Whether an attempt did what it must not; whatever it raises means that it did not."""
    try:
        return ATTEMPTS[name](facts) is True
    except BaseException:
        return False


def attempt(name: str, *, ends: bool = False) -> Callable[[Callable[[Facts], bool]], Callable[[Facts], bool]]:
    """Declare a function as the attempt of this name."""

    def declare(function: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
        ATTEMPTS[name] = function
        if ends:
            ENDING.append(name)
        return function

    return declare


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
