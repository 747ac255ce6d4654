"""What a criterion needs: short names made full addresses, unknown ones and circles found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.rubric.schema import Part, Rubric
from grader.rubric.sentences import named, nearest
from grader.rubric.tree import Finding, Path, Tree

Written = tuple[str, str, Path, Mapping[str, Any]]  # part, criterion, where, its fields


def resolved(rubric: Rubric) -> Rubric:
    """The rubric with every need as a full address: 3.4/solution."""
    known = _known((part.id, criterion.id) for _, part, criterion in rubric.walk())

    def settle(part: Part) -> Part:
        criteria = tuple(
            criterion.model_copy(
                update={"needs": tuple(a for need in criterion.needs for a in _full(need, part.id, known))}
            )
            for criterion in part.criteria
        )
        return part.model_copy(update={"criteria": criteria})

    problems = tuple(
        problem.model_copy(update={"parts": tuple(settle(part) for part in problem.parts)})
        for problem in rubric.problems
    )
    return rubric.model_copy(update={"problems": problems})


def need_findings(tree: Tree, criteria: Sequence[Written]) -> list[Finding]:
    """Needs that name nothing, name a criterion marked by hand, or go round in a circle."""
    known = _known((part, identity) for part, identity, _, _ in criteria)
    by_hand = {f"{part}/{identity}" for part, identity, _, fields in criteria if "by_hand" in fields}
    found: list[Finding] = []
    graph: dict[str, list[str]] = {}
    places: dict[str, Path] = {}
    for part, identity, path, fields in criteria:
        here = f"{part}/{identity}"
        edges = graph.setdefault(here, []) if here not in places else []  # a second of that name is no circle
        places.setdefault(here, path)
        listed = fields.get("needs")
        for place, need in enumerate(listed if isinstance(listed, list) else []):
            if not isinstance(need, str):
                continue
            line, around = tree.line((*path, "needs", place)), named(tree, path)
            targets = _full(need, part, known)
            edges += targets
            if not targets:
                siblings = [name for of, name, _, _ in criteria if of == part and name != identity]
                hint = nearest(need, [*siblings, *known]) or ""
                found.append(Finding(line, f"{around}needs {need}, but there is no such criterion{hint}"))
            elif by_hand.intersection(targets):
                sentence = f"{around}needs {need}, which is marked by hand; only code can open the way"
                found.append(Finding(line, sentence))
    return [*found, *_circles(tree, graph, places)]


def _known(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Full addresses by themselves, and by their part."""
    known: dict[str, list[str]] = {}
    for part, criterion in pairs:
        known.setdefault(f"{part}/{criterion}", []).append(f"{part}/{criterion}")
        known.setdefault(part, []).append(f"{part}/{criterion}")
    return known


def _full(need: str, part: str, known: Mapping[str, list[str]]) -> list[str]:
    """A criterion of the same part first, then a full address, then a whole part."""
    return known.get(f"{part}/{need}") or known.get(need) or []


def _circles(tree: Tree, graph: Mapping[str, list[str]], places: Mapping[str, Path]) -> Iterator[Finding]:
    done: set[str] = set()
    for start in graph:
        trail, waiting = [start], [list(graph[start])]
        while trail and start not in done:
            if not waiting[-1]:
                done.add(trail.pop())
                waiting.pop()
                continue
            target = waiting[-1].pop(0)
            if target in trail:
                circle = trail[trail.index(target) :]
                yield _circle(tree, circle, places)
            elif target not in done:
                trail.append(target)
                waiting.append(list(graph.get(target, [])))


def _circle(tree: Tree, circle: list[str], places: Mapping[str, Path]) -> Finding:
    path = places[circle[0]]
    if len(circle) == 1:
        sentence = f"{named(tree, path)}needs itself; take it out of `needs`"
    else:
        sentence = f"these criteria need each other in a circle: {' → '.join([*circle, circle[0]])}"
    return Finding(tree.line((*path, "needs")), sentence)
