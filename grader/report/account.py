"""Where everybody and every file went, on the terminal, and what the instructor has to settle."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.model.account import Account
from grader.model.text import line

__all__ = ["print_account"]

PROPOSED = "aliases-proposed.csv"
SHOWN = 20


def print_account(console: Console, account: Account, out: Path, rubric: Path | None = None) -> None:
    """Each sum on a line, and every open case with what would settle it."""
    for said in account.lines:
        console.print(Text(said), soft_wrap=True)
    if not account.open:
        if account.lines:
            console.print()
        return
    count = len(account.open)
    heading = "1 thing does not add up" if count == 1 else f"{count} things do not add up"
    console.print(Text(f"{heading}; `grader export` waits for it", "bold"))
    for case in account.open[:SHOWN]:
        console.print(Text(f"  {line(case.say, 300)}", "yellow"), soft_wrap=True)
        console.print(Text(f"    {line(case.remedy, 300)}", "dim"), soft_wrap=True)
    if count > SHOWN:
        console.print(Padding(Text(f"and {count - SHOWN} more", "dim"), (0, 0, 0, 2), expand=False))
    if any(case.found for case in account.open):
        where = (rubric.parent if rubric else Path()) / "aliases.csv"
        copy = f"  Copy the lines that are right, and their heading, from {out / PROPOSED} into {where}."
        console.print(Text(copy), soft_wrap=True)
    console.print()
