"""What a rubric must keep beyond its fields: sums, names, levels. Read from the text: no fault hides one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.rubric.needs import need_findings
from grader.rubric.points import exact, shown
from grader.rubric.schema import SHORTHAND
from grader.rubric.sentences import named, nearest
from grader.rubric.settings import way_fault
from grader.rubric.tree import Finding, Path, Tree

RESERVED = ("student", "name", "email", "extra_credit", "penalty", "total", "possible", "status", "flags")


@dataclass(frozen=True, slots=True)
class Entry:
    """A problem, part or criterion as it is written; `points` is None where they are unreadable."""

    path: Path
    id: str | None
    points: Fraction | None
    fields: dict[str, Any]
    inner: tuple[Entry, ...] = ()

    @property
    def extra(self) -> bool:
        """Whether it is left out of the sums."""
        return str(self.fields.get("extra", "no")).lower() in ("true", "yes", "on", "1", "y", "t")


def findings(tree: Tree) -> list[Finding]:
    """Every broken rule of a rubric's text."""
    if not isinstance(tree.data, dict):
        return []
    problems = _entries(tree, (), "problems")
    whole = Entry((), None, _points(tree.data), tree.data, problems)
    parts = [part for problem in problems for part in problem.inner]
    found = [*_sums(tree, whole), *_twice(tree, "problem", problems), *_twice(tree, "part", parts)]
    for part in parts:
        found += [*_twice(tree, "criterion", part.inner), *_reserved(tree, part)]
    for criterion in (criterion for part in parts for criterion in part.inner):
        found += [*_way(tree, criterion), *_levels(tree, criterion)]
    written = [(part.id, c.id, c.path, c.fields) for part in parts for c in part.inner if part.id and c.id]
    return [*found, *need_findings(tree, written), *_settings(tree, parts)]


def _entries(tree: Tree, path: Path, key: str) -> tuple[Entry, ...]:
    inner_of = {"problems": "parts", "parts": "criteria"}
    around: Any = tree.data
    for step in path:
        around = around[step]
    listed = around.get(key)
    if key == "criteria" and "criteria" not in around:
        own = {"id": "value", "points": around.get("points")}
        own |= {name: around[name] for name in SHORTHAND if name in around}
        return (Entry(path, "value", _points(around), own),)
    entries = []
    for place, item in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(item, dict):
            here = (*path, key, place)
            inner = _entries(tree, here, inner_of[key]) if key in inner_of else ()
            identity = item.get("id")
            identity = identity if isinstance(identity, str) else None
            entries.append(Entry(here, identity, _points(item), item, inner))
    return tuple(entries)


def _points(fields: dict[str, Any]) -> Fraction | None:
    try:
        return exact(fields.get("points"))
    except ValueError:
        return None


def _sums(tree: Tree, entry: Entry) -> Iterator[Finding]:
    """Wherever all points can be read, the inner ones add up to the outer."""
    depth = len(entry.path) // 2
    what = ("problems", "parts", "criteria")[depth]
    complete = isinstance(entry.fields.get(what), list) and len(entry.fields[what]) == len(entry.inner)
    counted = [inner for inner in entry.inner if not (depth == 1 and inner.extra)]
    known = [inner.points for inner in counted if inner.points is not None]
    total = sum(known, Fraction(0))
    readable = entry.inner and complete and len(known) == len(counted)
    if readable and entry.points is not None and total != entry.points:
        unit = "point" if entry.points == 1 else "points"
        name = named(tree, entry.path).removesuffix(": ") or "the rubric"
        terms = " + ".join(_term(inner, depth) for inner in counted) or "none counts"
        extra = [inner.id or "?" for inner in entry.inner if inner not in counted]
        aside = f"; {' and '.join(extra)} is extra credit and does not count" if extra else ""
        sentence = (
            f"{name} says {shown(entry.points)} {unit}, "
            f"but its {what} add up to {shown(total)} ({terms}){aside}"
        )
        yield Finding(tree.line((*entry.path, "points")), sentence)
    if depth < 2:
        for inner in entry.inner:
            yield from _sums(tree, inner)


def _term(entry: Entry, depth: int) -> str:
    points, name = shown(entry.points or Fraction(0)), entry.id or "one without id"
    return f"{points} for problem {name}" if depth == 0 else f"{name} {points}"


def _twice(tree: Tree, word: str, entries: tuple[Entry, ...] | list[Entry]) -> Iterator[Finding]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.id is None:
            continue
        if entry.id in first:
            line = tree.line((*first[entry.id].path, "id"))
            name = named(tree, entry.path).removesuffix(": ")
            sentence = (
                f"there are two {'criteria' if word == 'criterion' else word + 's'} {name.split(' ')[-1]}"
            )
            yield Finding(
                tree.line((*entry.path, "id")), f"{sentence} (the other in line {line}); rename one"
            )
        first.setdefault(entry.id, entry)


def _reserved(tree: Tree, part: Entry) -> Iterator[Finding]:
    if part.id in RESERVED:
        sentence = f"a part cannot be called {part.id}: the grade sheet has a column of that name"
        yield Finding(tree.line((*part.path, "id")), sentence)


def _way(tree: Tree, criterion: Entry) -> Iterator[Finding]:
    given = {key: value for key, value in criterion.fields.items() if value not in (None, [])}
    fault = way_fault(given)
    if fault:
        yield Finding(tree.line(criterion.path), f"{named(tree, criterion.path)}{fault}")


def _levels(tree: Tree, criterion: Entry) -> Iterator[Finding]:
    by_hand = criterion.fields.get("by_hand")
    levels = by_hand.get("levels") if isinstance(by_hand, dict) else None
    around, seen = named(tree, criterion.path), Counter[str]()
    for place, level in enumerate(levels if isinstance(levels, list) else []):
        if not isinstance(level, dict) or not isinstance(level.get("id"), str):
            continue
        path, points = (*criterion.path, "by_hand", "levels", place), _points(level)
        seen[level["id"]] += 1
        if seen[level["id"]] == 2:
            sentence = f"{around}there are two levels {level['id']}; rename one"
            yield Finding(tree.line((*path, "id")), sentence)
        if points is not None and criterion.points is not None and points > criterion.points:
            sentence = (
                f"{around}level {level['id']} gives {shown(points)}, "
                f"more than the criterion's {shown(criterion.points)}"
            )
            yield Finding(tree.line((*path, "points")), sentence)


def _settings(tree: Tree, parts: list[Entry]) -> Iterator[Finding]:
    """Settings must be for questions that are asked, and aliases may not be taken."""
    criteria = [criterion.fields for part in parts for criterion in part.inner]
    asked = {str(fields["question"]) for fields in criteria if isinstance(fields.get("question"), str)}
    settings = tree.data.get("questions")
    for name, setting in settings.items() if isinstance(settings, dict) else ():
        path: Path = ("questions", name)
        if asked and name not in asked:
            sentence = f"`questions` speaks of {name}, which no criterion asks for{nearest(name, asked)}"
            yield Finding(tree.line(path), sentence)
        aliases = setting.get("aliases") if isinstance(setting, dict) else None
        for alias in aliases if isinstance(aliases, list) else ():
            if alias in asked and alias != name:
                sentence = f"{alias} cannot be another name for {name}: it is a question itself"
                yield Finding(tree.line((*path, "aliases")), sentence)
