"""What the instructor sees when a run ends: the sheet, what to look at, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from grader.model.account import Account
from grader.model.cleared import Looked
from grader.model.grade import GradeCard
from grader.model.text import line
from grader.report.account import print_account
from grader.report.looks import Look, Place, answers, command, look_at
from grader.report.receipt import print_student
from grader.report.rows import print_rows
from grader.rubric.schema import Rubric

__all__ = ["isolation_words", "print_sheet", "print_student"]

GROUPS, COMMANDS = 8, 3
ISOLATION = {
    "full": "Students' code runs shut off from this machine: no network, "
    "no files of yours, no other programs.",
    "mid": "Students' code runs shut off from this machine: no network and no files of yours.",
    "floor": "Students' code runs in processes of its own, limited in time and memory, but not shut off from "
    "this machine's files and network: grade only students you trust.",
}


def print_sheet(
    console: Console,
    cards: Sequence[GradeCard],
    rubric: Rubric,
    *,
    out: Path,
    isolation: str,
    seconds: float | None,
    notes: Sequence[str],
    rubric_path: Path | None = None,
    looked: Looked | None = None,
    account: Account | None = None,
) -> None:
    """The grade sheet by problem, the rows that need a person, and the next step."""
    console.print(Text(f"{line(rubric.homework)}: {line(rubric.title)}", style="bold"))
    for note in (*notes, isolation_words(isolation)):
        console.print(Text(line(note, 400), style="dim"))
    console.print()
    if not cards:
        console.print(Text("There are no submissions to show."))
        return
    print_rows(console, cards, rubric)
    _print_looks(console, look_at(cards, looked), out)
    if account is not None:
        print_account(console, account, out, rubric_path)
    _print_next(console, cards, out, seconds, rubric_path)


def isolation_words(isolation: str) -> str:
    """Which isolation is in force, in the instructor's words; a sentence is passed on as it stands."""
    return ISOLATION.get(isolation, line(isolation, 400))


def _print_looks(console: Console, looks: Sequence[Look], out: Path) -> None:
    if not looks:
        console.print(Text("Nothing needs a look: every row is final.\n"))
        return
    console.print(Text("Look at these", style="bold"))
    for look in looks[:GROUPS]:
        whom = "1 student" if look.students == 1 else f"{look.students} students"
        console.print(Padding(Text(f"{look.why} ({whom})", style="yellow"), (0, 0, 0, 2), expand=False))
        places = look.first_per_student
        for place in places[:COMMANDS]:
            console.print(Text(f"    {command(place, out)}"), soft_wrap=True)
        for answer in list(answers(look, out))[: 2 * COMMANDS]:
            console.print(Text(f"    {answer}"), soft_wrap=True)
        if len(places) > COMMANDS:
            console.print(
                Padding(Text(f"and {len(places) - COMMANDS} more", style="dim"), (0, 0, 0, 4), expand=False)
            )
    if len(looks) > GROUPS:
        more = f"and {len(looks) - GROUPS} more reasons"
        console.print(Padding(Text(more, style="dim"), (0, 0, 0, 2), expand=False))
    if len(looks) > GROUPS or any(len(look.first_per_student) > COMMANDS for look in looks):
        list_them = command(Place("", ""), out, "--todo")
        console.print(Text(f"  All of them: {_index(out)} or {list_them}", style="dim"), soft_wrap=True)
    console.print()


def _print_next(
    console: Console, cards: Sequence[GradeCard], out: Path, seconds: float | None, rubric_path: Path | None
) -> None:
    count = sum(card.place == "graded" for card in cards)
    pages = "1 page" if count == 1 else f"{count} pages"
    files = f"gradebook.csv, parts.csv, classroom.csv, report/index.html, feedback/ ({pages})"
    console.print(Text(f"{_took(cards, seconds)}Written to {out}/: {files}."))
    drafts = sum(1 for card in cards if card.open)
    if drafts:
        rows = "1 row is" if drafts == 1 else f"{drafts} rows are"
        console.print(Text(f"{rows} still a draft; a draft's open points are blank, not zero."))
    console.print(Text("Next", style="bold"))
    console.print(Text(f"  open {_index(out)}"), soft_wrap=True)
    change = f"  change {rubric_path or 'the rubric'} and run again: only what changed is done anew"
    console.print(Text(change), soft_wrap=True)


def _took(cards: Sequence[GradeCard], seconds: float | None) -> str:
    if seconds is None:
        return ""
    whom = "1 student" if len(cards) == 1 else f"{len(cards)} students"
    rounded = round(seconds)
    time = f"{rounded // 60} min {rounded % 60} s" if rounded >= 60 else f"{seconds:.1f} s"
    return f"{whom} in {time}. "


def _index(out: Path) -> Path:
    return out / "report" / "index.html"
