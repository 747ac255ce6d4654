"""Decisions by hand on the terminal: what was decided, what stood before, and what was forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rich.console import Console
from rich.text import Text

from grader.model.text import line
from grader.model.trail import WRITTEN, Decision, Head
from grader.report.todo import moment
from grader.report.words import points

__all__ = ["decision_words", "print_decided", "print_forgotten"]


def print_decided(
    console: Console, decision: Decision, before: Fraction | None, after: Fraction | None, head: Head
) -> None:
    """What was added to the trail, and the change it made."""
    text = Text(f"{line(decision.student)} {decision.place}", "bold")
    if decision.place != WRITTEN:
        change = f"{points(before, 'open')} → {points(after, 'open')} of {points(decision.possible)}"
        if decision.action == "drop" and before is None and after is None:
            change = f"{points(None, 'open')} → gone, as it is from the rubric"
        text.append(f"  {change}", "not bold")
    console.print(text)
    console.print(Text(f"  {decision_words(decision)}"))
    console.print(Text(f"  Decisions by hand end at {head} now.", "dim"))


def decision_words(decision: Decision, *, when: bool = True) -> str:
    """One decision in a line, with its reason, who and when."""
    did = {
        "adjust": f"set to {points(decision.points)} by hand",
        "mark": f"marked {decision.level or points(decision.points)}",
        "confirm": f"{points(decision.points)} by hand confirmed",
        "drop": "points by hand dropped" if decision.place != WRITTEN else "decision about the file dropped",
        "accept": "written file accepted",
        "reject": "written file not accepted",
    }[decision.action]
    why = f": {line(decision.because, 300)}" if decision.because else ""
    return f"{did}{why} ({line(decision.by, 80)}{f', {moment(decision.at)}' if when else ''})"


def print_forgotten(
    console: Console, student: str, counts: Mapping[str, int], left: Sequence[str], head: Head
) -> None:
    """What was taken away, and what is not ours to take."""
    console.print(Text(f"{line(student)} is forgotten", "bold"))
    kinds = [(count, what.removesuffix("s") if count == 1 else what) for what, count in counts.items()]
    gone = ", ".join(f"{count} {what}" for count, what in kinds if count)
    console.print(Text(f"  Gone: {gone or 'nothing was kept'}."))
    console.print(Text(f"  Decisions by hand end at {head} now.", "dim"))
    for path in left:
        console.print(Text(f"  Yours to remove: {line(path, 300)}"), soft_wrap=True)
