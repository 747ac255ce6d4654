"""Both halves of every attack's proof: that it is blocked here, and that it works where nothing stops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.errors import GraderError
from grader.model.text import line
from grader.trials.attack import Attack, attacks
from grader.trials.control import UnavailableError, control
from grader.trials.stage import Stage

__all__ = ["Proof", "facts", "print_proofs", "proofs"]

WIDTH = 84
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """An attack, whether it works here, and whether without protection; None where it is not tried."""

    attack: Attack
    works: bool
    unprotected: bool | None


def proofs(rubric: Path, progress: Progress, corpus: Sequence[Attack] | None = None) -> tuple[Proof, ...]:
    """Try every attack against a rubric, beside its control. Raises GraderError for a rubric at fault."""
    corpus, found = attacks() if corpus is None else corpus, list[Proof]()
    progress("Reading the reference", 0, 0)
    with Stage(rubric) as stage:
        for number, attack in enumerate(corpus):
            progress("Attacking", number, len(corpus))
            found.append(Proof(attack, not stage.attempt(attack).blocked, _unprotected(attack)))
    return tuple(found)


def facts(shipped: int, tried: Sequence[Proof], why_not: str = "") -> dict[str, object]:
    """The outcome for a program."""
    return {
        "shipped": shipped,
        "why_not_tried": why_not,
        "tried": [
            {
                "name": one.attack.name,
                "purpose": one.attack.purpose,
                "works": one.works,
                "unprotected": one.unprotected,
                "why_not_unprotected": "" if one.attack.is_safe else one.attack.control,
            }
            for one in tried
        ],
    }


def print_proofs(console: Console, tried: Sequence[Proof]) -> None:
    """A row an attack: what it is for, here, and without protection; then the counts."""
    console.print()
    console.print(Text("Hostile submissions that come with grader, each handed in", style="bold"))
    console.print(Text(f"  {'here':10}{'unprotected':14}", style="dim"))
    for one in sorted(tried, key=lambda one: not one.works):
        here = ("works", "red") if one.works else ("blocked", "green")
        row = Text.assemble("  ", (f"{here[0]:10}", here[1]), (f"{_outside(one):14}", "dim"))
        console.print(row.append(line(one.attack.purpose, WIDTH)))
    worked = sum(one.works for one in tried)
    control_worked = sum(bool(one.unprotected) for one in tried)
    console.print(
        f"\n{len(tried)} hostile submissions: {len(tried) - worked} blocked here, {worked} worked; "
        f"without protection {control_worked} worked.",
        style="bold",
    )


def _outside(one: Proof) -> str:
    if one.unprotected is None:
        return "not tried"
    return "works" if one.unprotected else "failed"


def _unprotected(attack: Attack) -> bool | None:
    if not attack.is_safe:
        return None
    try:
        return control(attack).worked
    except (UnavailableError, GraderError):
        return None
