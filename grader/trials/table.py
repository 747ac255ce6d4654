"""How the attacks went, as a table for people and as plain facts for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.model.text import line
from grader.report.terminal import isolation_words
from grader.trials.stage import Trial

__all__ = ["facts", "print_trials"]


def print_trials(console: Console, tier: str, trials: Sequence[Trial]) -> None:
    """One row an attack, what worked last, then the counts."""
    console.print(Text(isolation_words(tier), "dim"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("What it tries", overflow="fold", ratio=3)
    table.add_column("Outcome", no_wrap=True)
    table.add_column("What happened", overflow="fold", ratio=2)
    for trial in sorted(trials, key=lambda one: not one.blocked):
        outcome = Text("blocked", "green") if trial.blocked else Text("WORKED", "bold red")
        table.add_row(Text(line(trial.attack.purpose)), outcome, Text(_happened(trial)))
    console.print(table)
    worked = [trial for trial in trials if not trial.blocked]
    seconds = sum(trial.seconds for trial in trials)
    count = f"{len(trials)} attack{'s' if len(trials) != 1 else ''} in {seconds:.0f} s: "
    console.print(f"{count}{len(trials) - len(worked)} blocked, {len(worked)} worked.", style="bold")
    if worked:
        names = ", ".join(trial.attack.name for trial in worked)
        console.print(Text(f"Worked: {names}. Please report it, as docs/security.md says."))


def facts(tier: str, trials: Sequence[Trial]) -> dict[str, object]:
    """The same, for a program."""
    return {
        "isolation": tier,
        "attacks": len(trials),
        "blocked": sum(trial.blocked for trial in trials),
        "worked": sum(not trial.blocked for trial in trials),
        "trials": [
            {
                "name": trial.attack.name,
                "purpose": trial.attack.purpose,
                "blocked": trial.blocked,
                "managed": list(trial.holes),
                "came_to": trial.came_to,
                "questions": list(trial.questions),
                "seconds": round(trial.seconds, 2),
            }
            for trial in trials
        ],
    }


def _happened(trial: Trial) -> str:
    if trial.holes:
        more = f" (and {len(trial.holes) - 1} more)" if len(trial.holes) > 1 else ""
        return f"It {line(trial.holes[0], 160)}{more}."
    return line(trial.came_to, 110)
