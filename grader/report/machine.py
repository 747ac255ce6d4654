"""The doctor's findings on the terminal: a section for each thing, then every attempt, then the sum of it."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.model.checkup import Attempt, Checkup, Note
from grader.model.text import line

SIGNS = {"good": ("✓", "green"), "weak": ("~", "yellow"), "bad": ("✗", "red"), "plain": (" ", "dim")}
WIDTH = 52


def print_checkup(console: Console, checkup: Checkup) -> None:
    """Everything, the verdict last."""
    for section in checkup.sections:
        console.print(Text(section.title, style="bold"))
        for note in section.notes:
            _print_note(console, note)
        console.print()
    if checkup.attempts:
        _print_attempts(console, checkup)
    console.print(Text(verdict(checkup), style="bold"))


def verdict(checkup: Checkup) -> str:
    """The sum of it in a sentence."""
    blocked = sum(not one.works for one in checkup.attempts)
    tried = f"{blocked} of {len(checkup.attempts)} attempts are blocked"
    if checkup.exit_code == 1:
        return "Put right first what is marked above."
    if checkup.strong:
        return f"Students' code is shut off well enough to grade anyone: {tried}."
    return f"Students' code is not shut off as the rubric asks: {tried}. See above for what would help."


def _print_note(console: Console, note: Note) -> None:
    sign, style = SIGNS[note.mark]
    said = Text.assemble((f"{sign} ", style), line(note.say, 1000))
    console.print(Padding(said, (0, 0, 0, 2), expand=False))
    if note.remedy:
        console.print(Padding(Text(line(note.remedy, 1000), style="dim"), (0, 0, 0, 4), expand=False))


def _print_attempts(console: Console, checkup: Checkup) -> None:
    console.print(Text("What no student's code may do, each of it tried", style="bold"))
    console.print(Text(f"  {'':{WIDTH}}{'here':14}unprotected", style="dim"))
    for one in checkup.attempts:
        inside, style = _inside(one)
        console.print(Text.assemble(f"  {one.name:{WIDTH}}", (f"{inside:14}", style), (_outside(one), "dim")))
    console.print()


def _inside(one: Attempt) -> tuple[str, str]:
    if not one.works:
        return "blocked", "green"
    return ("works", "red") if one.promised else ("works, known", "yellow")


def _outside(one: Attempt) -> str:
    if one.unprotected is None:
        return "not tried"
    return "works" if one.unprotected else "not possible"
