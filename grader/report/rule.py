"""A criterion's rule in words: what is compared, what is allowed, and what earns a share."""

from __future__ import annotations

from collections.abc import Iterator

from grader.checks.base import BaseCheck, NumericCheck
from grader.model.text import line
from grader.report.words import points
from grader.rubric.schema import Criterion, Rubric

__all__ = ["rule"]


def rule(criterion: Criterion, rubric: Rubric) -> tuple[tuple[str, str], ...]:
    """Rows of a label and its words."""
    return tuple(_rows(criterion, rubric))


def _rows(criterion: Criterion, rubric: Rubric) -> Iterator[tuple[str, str]]:
    if criterion.by_hand is not None:
        levels = [f"{one.id} {points(one.points)}: {line(one.when)}" for one in criterion.by_hand.levels]
        yield "Rule", f"Marked by a person. {' · '.join(levels)}"
        return
    check = criterion.check
    if check is None:
        return
    entry = f" Its entry {criterion.key} counts." if criterion.key else ""
    yield "Rule", f"{criterion.question}: {_sentence(check)}{_settings(check)}{entry}"
    if isinstance(check, NumericCheck):
        limit = check.own(rubric.tolerance)
        yield "Allowed", f"{limit.rel:g} of the size of the wanted result, and {limit.abs:g} on top"
    if criterion.needs:
        yield "Needs", f"half the points of {' and of '.join(criterion.needs)}, earned by code"
    yield "Credit", _credit(criterion)


def _sentence(check: BaseCheck) -> str:
    return (type(check).__doc__ or "").partition("\n")[0]


def _settings(check: BaseCheck) -> str:
    """What the rubric sets beyond the usual, but for tolerances."""
    own = check.model_dump(exclude_defaults=True, exclude={"kind", "rel", "abs"})
    return "".join(f" {name}: {_plain(value)}." for name, value in own.items())


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return " ".join(map(_plain, value)) if isinstance(value, list | tuple) else str(value)


def _credit(criterion: Criterion) -> str:
    kind = criterion.check.kind if criterion.check else ""
    if kind == "mapping":
        cases = "a share for each entry that is right in every case"
    elif kind == "graph":
        cases = "a share for each edge that is right"
    elif criterion.credit == "per_case":
        cases = "a share for each case that is right"
    else:
        cases = "every case must be right"
    worth = f"{points(criterion.points)} {'point' if criterion.points == 1 else 'points'}"
    return f"{worth}; {cases}, or what a known mistake earns"
