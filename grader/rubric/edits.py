"""What was changed in a rubric, and on which lines: field by field, for each criterion that feels it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.model.policy import FIELDS, LATENESS, WHOLE
from grader.rubric import tree
from grader.rubric.needs import resolved
from grader.rubric.schema import SHORTHAND, Criterion, Rubric, address
from grader.rubric.tree import Path, Tree

__all__ = ["Edit", "edits"]

EVERYWHERE = (
    "tolerance",
    "limits",
    "seed",
    "python",
    "packages",
    "accept_near_names",
    "isolation",
    "reference",
)
OF_PART = ("points", "extra", "title")
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Edit:
    """One field that is another now: its line in today's file (where it is gone, of what was around it)."""

    line: int
    say: str  # points 0.5 → 0.25


def edits(before: str, after: str) -> dict[str, tuple[Edit, ...]]:
    """By criterion address of today's rubric, its own edits and those of all, by line.

    What it needs is named after those: an edit there is felt here, too.
    """
    old, new = _Text.of(before), _Text.of(after)
    if old is None or new is None or before == after:
        return {}
    whole = list(_whole(old, new))
    own = {place: [*_own(old, new, place), *whole] for place in new.places}
    rows = _unique([edit for name in FIELDS for edit in _differ(old, new, (name,), (name,), name)])
    return {place: _unique(_with_needs(place, own, new)) for place in own} | {LATENESS: rows, WHOLE: rows}


@dataclass(frozen=True, slots=True)
class _Text:
    """A rubric's text as it is written, and where each criterion stands in it."""

    tree: Tree
    places: Mapping[str, tuple[Criterion, Path, Path]]  # by address: the criterion, its path, its part's

    @classmethod
    def of(cls, text: str) -> _Text | None:
        read = tree.read(text.encode("utf-8"))
        try:
            rubric = resolved(Rubric.model_validate(read.data))
        except ValueError:  # today's grader reads rubrics otherwise than the one that kept it
            return None
        places: dict[str, tuple[Criterion, Path, Path]] = {}
        for i, problem in enumerate(rubric.problems):
            for j, part in enumerate(problem.parts):
                here: Path = ("problems", i, "parts", j)
                for k, criterion in enumerate(part.criteria):
                    path = (*here, "criteria", k)
                    written = path if path in read.lines else here
                    places[address(part, criterion)] = (criterion, written, here)
        return cls(read, places)

    def at(self, path: Path) -> Any:
        """What stands at a path; None where nothing does."""
        value: Any = self.tree.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value


def _own(old: _Text, new: _Text, place: str) -> Iterator[Edit]:
    """What was changed in a criterion, in its part, or for its question."""
    criterion, path, part = new.places[place]
    if place not in old.places:
        yield Edit(new.tree.line(path), "it is new")
        return
    _, was, was_part = old.places[place]
    names = [*SHORTHAND, "id", "points"] if path == part else sorted(_keys(old, was) | _keys(new, path))
    for name in dict.fromkeys(names):
        yield from _differ(old, new, (*was, name), (*path, name), name)
    for name in OF_PART if path != part else OF_PART[1:]:
        yield from _differ(old, new, (*was_part, name), (*part, name), f"the part's {name}")
    asked = ("questions", criterion.question or "")
    yield from _differ(old, new, asked, asked, f"what is said of {criterion.question}")


def _whole(old: _Text, new: _Text) -> Iterator[Edit]:
    for name in EVERYWHERE:
        yield from _differ(old, new, (name,), (name,), name)


def _differ(old: _Text, new: _Text, was: Path, now: Path, name: str) -> Iterator[Edit]:
    """The edit of a field, told at its innermost difference."""
    before, after = old.at(was), new.at(now)
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _differ(old, new, (*was, key), (*now, key), f"{name} {key}")
        return
    line = new.tree.line(now)
    yield Edit(line, f"{name} {_shown(before)} → {_shown(after)}")


def _keys(text: _Text, path: Path) -> set[str]:
    value = text.at(path)
    return set(value) if isinstance(value, dict) else set()


def _with_needs(place: str, own: Mapping[str, list[Edit]], new: _Text) -> list[Edit]:
    found, seen, waiting = list[Edit](), set[str](), [place]
    while waiting:
        here = waiting.pop(0)
        if here in seen:
            continue
        seen.add(here)
        told = own.get(here, [])
        # of what it needs, points alone decide nothing
        found += told if here == place else [one for one in told if "points " not in one.say]
        waiting += new.places[here][0].needs if here in new.places else ()
    return found


def _unique(found: list[Edit]) -> tuple[Edit, ...]:
    return tuple(dict.fromkeys(found))


def _shown(value: object) -> str:
    if value is None:
        return "not given"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"[:SHOWN]
    if isinstance(value, dict):
        return ("{" + ", ".join(f"{key}: {_shown(one)}" for key, one in value.items()) + "}")[:SHOWN]
    text = " ".join(str(value).split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
