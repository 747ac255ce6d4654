"""A comparison as plain facts, and back."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from grader.model.verdict import CaseComparison, Comparison, Kind, Match

__all__ = ["comparison", "facts", "fraction"]


def facts(comparison: Comparison) -> list[Any]:
    """A list per case, the reading, the mistakes, and where there is one what follows, likewise."""
    follow = [] if comparison.follow is None else [facts(comparison.follow)]
    return [list(map(_case_facts, comparison.cases)), comparison.reading, comparison.mistakes, *follow]


def comparison(kept: list[Any]) -> Comparison:
    """The comparison of these facts."""
    cases, reading, mistakes, *follow = kept
    inner = comparison(*follow) if follow else None
    return Comparison(tuple(map(_case, cases)), reading, tuple(mistakes), inner)


def _case_facts(case: CaseComparison) -> list[Any]:
    match = case.match
    margin = None if match.margin is None else float(match.margin)
    return [
        case.label,
        case.fault,
        *(bool(match.equal), str(match.share), match.say, match.want, match.got),
        *(match.notes, margin, match.keys, match.slip),
    ]


def _case(facts: list[Any]) -> CaseComparison:
    label, fault, equal, share, say, want, got, notes, margin, keys, slip = facts
    match = Match(equal, fraction(share), say, want, got, tuple(notes), margin, tuple(keys), slip)
    return CaseComparison(label, None if fault is None else Kind(fault), match)


@lru_cache(maxsize=1024)
def fraction(text: str) -> Fraction:
    """The same few fractions come again and again."""
    return Fraction(text)
