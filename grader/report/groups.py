"""Answer groups on the terminal: who got the same wrong result, what it is, and how to name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model.answers import Alike, AnswerGroup
from grader.model.text import clean, line
from grader.report.looks import Place, command
from grader.report.words import points

__all__ = ["group_words", "ids", "print_groups", "shared_words"]

SHOWN = 12


def print_groups(
    console: Console,
    alike: Sequence[Alike],
    out: Path,
    describe: Callable[[str, str], str],
    hidden: Callable[[str], bool],
) -> None:
    """Every criterion with its groups, the largest first; `hidden(place)` leaves out what was expected."""
    for criterion in alike:
        console.print(Text(f"{criterion.place}  {line(criterion.title)}", "bold"))
        console.print(Text(f"  {_outcome(criterion)}", "dim"))
        for group in criterion.groups:
            console.print()
            _print_group(console, group, describe, hidden(group.place))
        console.print()
    unnamed = [group for criterion in alike for group in criterion.groups if not group.name and group.got]
    if unnamed:
        first = unnamed[0]
        part = first.place.partition("/")[0]
        more = ["--part", part, "--group", str(first.number), "--credit", "1/2", "--name", "…", "--hint", "…"]
        console.print(Text("To name one and judge everybody again:", "dim"))
        console.print(Text(f"  {command(Place('', ''), out, *more)}"), soft_wrap=True)


def group_words(group: AnswerGroup) -> str:
    """A group in a line: 9 students: half of the wanted result (unnamed)."""
    whom = "1 student" if len(group.students) == 1 else f"{len(group.students)} students"
    return f"{whom}: {group.name}" if group.name else f"{whom}: {line(group.what, 100).rstrip('.')} (unnamed)"


def ids(group: AnswerGroup, shown: int = SHOWN) -> str:
    """Who they are, as far as a line goes."""
    names = ", ".join(map(line, group.students[:shown]))
    more = len(group.students) - shown
    return f"{names} and {more} more" if more > 0 else names


def shared_words(criterion: Alike) -> list[tuple[str, str]]:
    """The groups of two and more, each in a line and with who they are."""
    return [(group_words(group), ids(group)) for group in criterion.groups if len(group.students) > 1]


def _outcome(criterion: Alike) -> str:
    said = f"{criterion.right} of {criterion.students} right"
    return f"{said}, {criterion.silent} without an answer" if criterion.silent else said


def _print_group(
    console: Console, group: AnswerGroup, describe: Callable[[str, str], str], hidden: bool
) -> None:
    head = Text(f"{group.number:>3}  ", "bold")
    head.append(group_words(group), "yellow" if not group.name else "cyan")
    now = "not the same for all" if group.points is None else points(group.points)
    head.append(f"  now {now} of {points(group.possible)}", "dim")
    console.print(head)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    told = describe(group.question, group.case)
    rows = [("", ids(group)), ("Case", f"{group.case}: {told}" if told else "")]
    rows += [("Expected", "" if hidden else group.want), ("Yours", group.got)]
    for label, value in rows:
        if value:
            table.add_row(label, Text(clean(value, 400)))
    console.print(Padding(table, (0, 0, 0, 5), expand=False))
