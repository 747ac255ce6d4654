"""`grader show`: one student's marks, the list to look at, and what a class answered alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.model.files import local

if TYPE_CHECKING:
    from grader.pipeline.mistake import Naming


@click.command(
    epilog="Example:  grader show lovelac1 3.1    grader show --todo    grader show fermatp --ok    "
    'grader show --part 3.4 --group 2 --credit 1/2 --hint "Where is the other half?"',
    short_help="Show a student's marks, what to look at, and equal answers.",
)
@click.argument("student", required=False)
@click.argument("part", required=False)
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else the one the grades were made with.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The grades folder; else the nearest grades/."
)
@click.option("--wants", is_flag=True, help="Show expected values even where the rubric hides them.")
@click.option("--todo", is_flag=True, help="List all that waits for a look, with the command for each.")
@click.option("--all", "everything", is_flag=True, help="With --todo: also what was looked at, by whom.")
@click.option("--ok", is_flag=True, help="You have looked: STUDENT's rows, or those of PART, go.")
@click.option("--as", "name", metavar="NAME", help="With --ok: who looked; else git's or the system's name.")
@click.option("--part", "place", metavar="PART", help="Group equal wrong results of the class in one part.")
@click.option("--group", type=click.IntRange(1), help="With --part: the group to name, by its number.")
@click.option("--credit", metavar="SHARE", help="With --group: what it earns of its criterion, as 1/2.")
@click.option("--hint", metavar="TEXT", help="With --group: one sentence that helps these students on.")
@click.option("--name", "called", metavar="TEXT", help="With --group: the mistake's name; else as listed.")
def command(
    student: str | None,
    part: str | None,
    rubric: str | None,
    out: Path | None,
    *,
    todo: bool,
    everything: bool,
    ok: bool,
    name: str | None,
    place: str | None,
    wants: bool,
    **naming: Any,
) -> None:
    """Show the marks of STUDENT, or of one PART of theirs, as the last run left them.

    STUDENT is an id, or the receipt code from the foot of a feedback page.

    --ok clears what waits for a look, with your name and the time, for these very files and results: after
    a resubmission, or for another reason, a row comes back. A submission that is open ("needs a look") is
    settled by it as it stands: what was not found counts as not found, with 0 points. To give points
    instead, add the name that was used to the question's aliases in the rubric and run again.

    --part lists what students got alike and not right, the largest group first. --group with --credit makes
    one of them a named mistake, written beside the reference, and judges everybody again from what is
    kept: no student code runs.
    """
    book = Path(rubric) if rubric else None
    if student is not None and place and not any(naming.values()):
        part, place = part or place, None  # one student's part, however it is named
    if place or any(naming.values()):
        _alike(out, book, place, wants, **naming)
    elif todo:
        _todo(out, book, everything)
    elif student is None:
        raise click.UsageError("Name a student, or ask for --todo or --part.")
    elif ok:
        _ok(out, book, student, part, name)
    else:
        _marks(out, book, student, part, wants)


def _marks(out: Path | None, rubric: Path | None, student: str, part: str | None, wants: bool) -> None:
    from rich.console import Console

    from grader.pipeline.recall import recall
    from grader.report.receipt import print_student

    recalled = recall(out, student, rubric, part, wants=wants)
    print_student(
        Console(highlight=False), recalled.card, recalled.source.rubric, recalled.describe, part or ""
    )


def _todo(out: Path | None, rubric: Path | None, everything: bool) -> None:
    from rich.console import Console

    from grader.pipeline.standing import standing
    from grader.report.todo import print_todo

    with standing(out, rubric) as stand:
        print_todo(Console(highlight=False), stand.cards, local(stand.folder), stand.looked, everything)


def _ok(out: Path | None, rubric: Path | None, student: str, part: str | None, name: str | None) -> None:
    from rich.console import Console

    from grader.pipeline.clearing import clear
    from grader.pipeline.looking import who
    from grader.report.todo import print_cleared, print_moves

    done = clear(out, rubric, student, part, who(name))
    console = Console(highlight=False)
    console.print("Looked at", style="bold")
    print_cleared(console, done.cleared)
    print_moves(console, done.moves)
    if done.waits:
        console.print("It counts from the next `grader run` on.", style="dim")


def _alike(
    out: Path | None,
    rubric: Path | None,
    place: str | None,
    wants: bool,
    group: int | None,
    credit: str | None,
    hint: str | None,
    called: str | None,
) -> None:
    if place and group and credit:
        from grader.pipeline.mistake import Naming

        _name(out, rubric, Naming(place.partition("/")[0], group, credit, hint or "", called or ""))
    elif place and not (group or credit or hint or called):
        _groups(out, rubric, place, wants)
    else:
        raise click.UsageError("Naming a group takes --part, --group and --credit, and best a --hint.")


def _groups(out: Path | None, rubric: Path | None, part: str, wants: bool) -> None:
    from rich.console import Console

    from grader.pipeline.groups import grouped
    from grader.pipeline.recall import expect_part
    from grader.pipeline.standing import standing
    from grader.report.cases import describe
    from grader.report.groups import print_groups
    from grader.report.sums import criteria
    from grader.rubric.told import shows_want

    with standing(out, rubric) as stand:
        expect_part(stand.cards[0], part)
        alike, _ = grouped(stand, part.partition("/")[0])
        calls, known = stand.built.calls, criteria(stand.source.rubric)
        print_groups(
            Console(highlight=False),
            [one for one in alike if "/" not in part or one.place == part],
            local(stand.folder),
            lambda question, label: describe(calls, question, label),
            lambda place: not wants and not shows_want(stand.source.rubric, known.get(place)),
        )


def _name(out: Path | None, rubric: Path | None, naming: Naming) -> None:
    from grader.cli.screen import Screen
    from grader.pipeline.mistake import name_group
    from grader.report.todo import print_moves

    with Screen() as screen:
        written = name_group(out, rubric, naming, screen.progress)
        screen.rest()
        screen.say(f"Added to {local(written.module)}:")
        screen.console.print(written.text, markup=False, soft_wrap=True)
        if written.results:
            screen.say(f"Its results are in {local(written.results)}.")
        print_moves(screen.console, written.moves)
