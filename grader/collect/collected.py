"""What collecting comes to: everybody's submission, and for every file what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from grader.collect.work import Met
from grader.model.fate import Fate
from grader.model.submission import Submission

__all__ = ["Collected", "Layout", "Rule", "distinct", "fates"]

Layout = Literal[
    "auto",
    "one",
    "flat",
    "folders",
    "drive",
    "canvas",
    "moodle",
    "gradescope",
    "brightspace",
    "blackboard",
    "manifest",
]


class Rule(Protocol):
    """What a rubric says about files: patterns of code, and the written part's name with {netid}."""

    @property
    def code(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def written(self) -> str | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Collected:
    """Everyone's submissions by id, how the folder was understood and why, and what was passed over.

    `earlier` are attempts that do not count, under the ids of those that do.
    """

    submissions: tuple[Submission, ...]
    layout: str
    why: str
    notes: tuple[str, ...] = ()
    earlier: tuple[Submission, ...] = ()
    files: tuple[Fate, ...] = ()


def fates(met: Sequence[Met], student: str, counts: bool = True, why: str = "") -> list[Fate]:
    """What becomes of the files of one attempt; of an attempt that does not count, `why` says so."""
    found: list[Fate] = []
    seen: dict[str, str] = {}
    for one in met:
        if one.why:
            found.append(Fate(one.path, "lacking" if one.lacking else "passed", student, one.why))
        elif not counts:
            found.append(Fate(one.path, "duplicate", student, why))
        elif one.digest and one.digest in seen:
            found.append(Fate(one.path, "duplicate", student, f"the same as {seen[one.digest]}"))
        else:
            seen[one.digest] = one.path
            found.append(Fate(one.path, "used", student))
    return found


def distinct(found: Sequence[Submission]) -> tuple[list[str], tuple[str, ...]]:
    """Everybody's id, each once, and for each of several bearers of one id a sentence."""
    bearers: dict[str, list[int]] = {}
    for at, one in enumerate(found):
        bearers.setdefault(one.id.casefold(), []).append(at)
    ids, flags = [one.id for one in found], [""] * len(found)
    taken = {one.id.casefold() for one in found}
    for same in bearers.values():
        number = 1
        for at in same[1:]:
            while (other := f"{found[at].id} ({(number := number + 1)})").casefold() in taken:
                pass
            ids[at] = other
            taken.add(other.casefold())
        for at in same if len(same) > 1 else ():
            flags[at] = f"{len(same)} submissions are called {found[same[0]].id}"
    return ids, tuple(flags)
