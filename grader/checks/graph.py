"""Compare a graph with ours edge by edge, whatever way its edges are written down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator
from typing_extensions import override

from grader.checks.base import BaseCheck, Tolerance, wrong
from grader.checks.numeric import say_kind
from grader.checks.show import brief, clean, cut
from grader.errors import OracleError
from grader.model.verdict import Match

ARROW = re.compile(r"[-=–—]{0,3}[>→⟶⇒]|\\(?:long)?rightarrow\b|\\to\b")
LONGEST = 20_000
DRESS = re.compile(r"\\(?:mathcal|mathbf|mathrm|bm|boldsymbol)\b|[\s_${}]")
MENTIONED = 3

Edge = tuple[str, str]


class GraphCheck(BaseCheck):
    """A directed graph: pairs of names."""

    kind: Literal["graph"] = Field(
        default="graph",
        description="Directed edges; a share for each right one, less as much for each wrong one.",
    )
    ignore: tuple[str, ...] = Field(
        default=(), description="Names that may appear; edges that touch them count neither way."
    )
    distinct: tuple[tuple[str, ...], ...] = Field(
        default=(),
        description="Groups such as [r, R] whose names stay apart; all other names fold case and ornament.",
    )

    @model_validator(mode="after")
    def _groups_are_apart(self) -> Self:
        for group in self.distinct:
            if len(group) < 2 or len({_plain(name) for name in group}) < len(group):
                raise ValueError("each group of `distinct` must hold two or more names that differ")
        return self

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Count wanted edges that are there and edges that are not wanted; tolerances play no part."""
        ours = self._read(want)
        if not isinstance(ours, _Graph) or ours.unread or not ours.edges:
            raise OracleError(f"The reference's graph must be a list of pairs of names, not {brief(want)}.")
        yours = self._read(got)
        if not isinstance(yours, _Graph):
            return wrong(yours, _show(ours), brief(got))
        return _score(ours, yours)

    def _read(self, value: object) -> _Graph | str:
        """The folded edges, or a sentence when there are none to be found."""
        if not isinstance(value, (list, tuple, set, frozenset, dict, str)):
            return say_kind(value, "a list of pairs of names was")
        graph = _Graph({}, 0, _note_form(value))
        ignored = {self._fold(name) for name in self.ignore}
        for pair in _pairs(value):
            if pair is None:
                graph.unread += 1
                continue
            edge = self._fold(pair[0]), self._fold(pair[1])
            if ignored.isdisjoint(edge):
                written = f"{clean(pair[0].strip(), 20)}→{clean(pair[1].strip(), 20)}"
                graph.edges[edge] = min(written, graph.edges.get(edge, written))
        return graph

    def _fold(self, name: str) -> str:
        plain = _plain(name)
        apart = {_plain(one) for group in self.distinct for one in group}
        return plain if plain in apart else plain.casefold()


@dataclass(slots=True)
class _Graph:
    edges: dict[Edge, str]  # folded, with one way each was written
    unread: int
    notes: tuple[str, ...]


def _plain(name: str) -> str:
    """A name without ornament, spaces and underscores, its case kept."""
    return DRESS.sub("", unicodedata.normalize("NFKC", name))


def _note_form(value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        return ("Your graph is a dictionary; it was read as name: the names its arrows go to.",)
    if isinstance(value, str) or any(isinstance(item, str) for item in value):  # type: ignore[attr-defined]
        return ("Your edges are written as text; they were read as arrows between names.",)
    return ()


def _pairs(value: object) -> Iterator[tuple[str, str] | None]:
    """Pairs of names in whatever form they come; None for what is not one."""
    if isinstance(value, dict):
        for start, ends in value.items():
            for end in ends if isinstance(ends, (list, tuple, set, frozenset)) else (ends,):
                yield _names(start, end)
    elif isinstance(value, str):
        for piece in filter(str.strip, re.split(r"[,;\n]", value[:LONGEST])):
            yield from _arrows(piece)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            if isinstance(item, str):
                yield from _arrows(item)
            else:
                yield _names(*item) if isinstance(item, (list, tuple)) and len(item) == 2 else None


def _names(start: object, end: object) -> tuple[str, str] | None:
    return (start, end) if isinstance(start, str) and isinstance(end, str) else None


def _arrows(text: str) -> Iterator[tuple[str, str] | None]:
    names = [name.strip() for name in ARROW.split(text[:LONGEST])]
    yield from pairwise(names) if len(names) > 1 and all(names) else (None,)


def _score(ours: _Graph, yours: _Graph) -> Match:
    there = sum(edge in yours.edges for edge in ours.edges)
    foreign = [shown for edge, shown in yours.edges.items() if edge not in ours.edges]
    astray = len(foreign) + yours.unread
    share = Fraction(max(0, there - astray), len(ours.edges))
    return Match(
        equal=share == 1,
        share=share,
        say="" if share == 1 else _say(there, len(ours.edges), sorted(foreign), yours.unread),
        want=_show(ours),
        got=_show(yours),
        notes=yours.notes,
    )


def _say(there: int, wanted: int, foreign: list[str], unread: int) -> str:
    say = f"{there} of {wanted} edges are there"
    if foreign:
        more = f" and {len(foreign) - MENTIONED} more" if len(foreign) > MENTIONED else ""
        are = "is" if len(foreign) == 1 else "are"
        say += f"; {len(foreign)} {are} not part of the graph: {', '.join(foreign[:MENTIONED])}{more}"
    if unread:
        say += f"; {unread} could not be read as a pair of names"
    return say + "."


def _show(graph: _Graph) -> str:
    return cut(", ".join(sorted(graph.edges.values())), 160) or "no edges"
