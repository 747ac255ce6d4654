"""What kept a case from giving a value, in words for the student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.model.evidence import (
    Died,
    Missing,
    Outcome,
    OutOfMemory,
    Raised,
    Refused,
    Returned,
    TimedOut,
)
from grader.model.verdict import Kind

__all__ = ["faults_of"]


def faults_of(
    labels: Sequence[str], outcomes: Mapping[str, Outcome], *, raises: bool = False
) -> dict[str, tuple[Kind, str]]:
    """By label, what kept a case from returning; a case that was not run has its group's fault.

    With `raises`, an exception is an answer.
    """
    by_group: dict[str, tuple[Kind, str]] = {}
    for label, outcome in outcomes.items():
        fault = _fault(outcome)
        if fault is not None:
            by_group.setdefault(label.rpartition("/")[0], fault)
    faults = {}
    for label in labels:
        own = _fault(outcomes[label]) if label in outcomes else None
        if raises and isinstance(outcomes.get(label), Raised):
            continue
        if label not in outcomes:
            own = by_group.get(label.rpartition("/")[0], (Kind.TOO_SLOW, "it was not reached in time"))
        if own is not None:
            faults[label] = own
    return faults


def _fault(outcome: Outcome) -> tuple[Kind, str] | None:  # noqa: PLR0911 - one return an outcome
    match outcome:
        case Returned():
            return None
        case Raised(type=name, message=message, where=where):
            at = f" ({where})" if where else ""
            return Kind.CRASHED, f"It stopped with {name}{': ' + message if message else ''}{at}."
        case TimedOut(seconds=seconds):
            return Kind.TOO_SLOW, f"It did not finish within {seconds:g} seconds of computing."
        case OutOfMemory(megabytes=megabytes):
            return Kind.TOO_BIG, f"It asked for more than {megabytes} MB of memory."
        case Died(signal=number):
            how = f"by signal {number}" if number else "by itself"
            return Kind.CRASHED, f"The process ended {how} before there was an answer."
        case Missing(reason=reason, untouched=untouched):
            kind = Kind.NOT_ATTEMPTED if untouched else Kind.MISSING
            is_file = "." in reason.partition(" ")[0]  # a file's name stays as it is spelt
            return kind, f"{reason if is_file else reason[:1].upper() + reason[1:]}."
        case Refused(reason=reason):
            return Kind.WRONG, f"The answer cannot be taken: {reason}."
