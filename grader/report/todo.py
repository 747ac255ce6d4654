"""The one list to look at: every row with its reason and its command, and what was looked at already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.model.cleared import Cleared, Looked
from grader.model.grade import GradeCard, Moved
from grader.model.text import line
from grader.report.looks import Place, answers, command, look_at
from grader.report.words import points

__all__ = ["moment", "print_cleared", "print_moves", "print_todo"]


def print_todo(
    console: Console, cards: Sequence[GradeCard], out: Path, looked: Looked, everything: bool = False
) -> None:
    """All rows that wait for a look; with `everything` also those that do no more, with who and when."""
    looks = look_at(cards, looked, each=True)
    if not looks:
        console.print(Text("Nothing waits for a look."))
    for at, look in enumerate(looks):
        whom = "1 student" if look.students == 1 else f"{look.students} students"
        console.print(Text(f"{look.why} ({whom})", "yellow"))
        for answer in answers(look, out):
            console.print(Text(f"  {answer}"), soft_wrap=True)
        if [one.places for one in looks[at + 1 : at + 2]] == [look.places]:
            continue  # the same command says the next reason, too
        for place in look.first_per_student:
            console.print(Text(f"  {command(place, out)}"), soft_wrap=True)
    if looks:
        console.print(Text("A row goes when its command was typed again with --ok.", "dim"))
    if not looked.rows:
        return
    if everything:
        console.print(Text("\nLooked at", "bold"))
        print_cleared(console, looked.rows)
    else:
        shown = command(Place("", ""), out, "--todo", "--all")
        rows = "1 row was" if len(looked.rows) == 1 else f"{len(looked.rows)} rows were"
        console.print(Text(f"{rows} looked at already: {shown}", "dim"), soft_wrap=True)


def print_cleared(console: Console, rows: Sequence[Cleared]) -> None:
    """Rows that were looked at: whose, why, by whom and when."""
    for row in rows:
        place = " ".join(filter(None, (line(row.student), row.part)))
        said = Text(f"{place}  {line(row.why, 160)}  ")
        said.append(f"{line(row.by, 80)}, {moment(row.at)}", "dim")
        console.print(Padding(said, (0, 0, 0, 2), expand=False))


def print_moves(console: Console, moves: Sequence[Moved]) -> None:
    """Who moved: part, before and after, and the new total."""
    if not moves:
        console.print(Text("Nobody's points changed."))
        return
    whom = {move.student for move in moves}
    console.print(Text("1 student moved" if len(whom) == 1 else f"{len(whom)} students moved", "bold"))
    for move in moves:
        change = f"{points(move.before, 'open')} → {points(move.after, 'open')}"
        text = Text(f"{line(move.student)}  {move.part}  {change}")
        text.append(f"  total {points(move.total, 'open')}", "dim")
        console.print(Padding(text, (0, 0, 0, 2), expand=False))


def moment(at: str) -> str:
    """A time as one reads it: 2026-10-01 14:30 UTC."""
    return f"{at[:10]} {at[11:16]} UTC"
