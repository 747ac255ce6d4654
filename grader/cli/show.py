"""`grader show`: one student's marks, the list to look at, and what a class answered alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.model.files import local

if TYPE_CHECKING:
    from grader.model.behind import Anew
    from grader.model.grade import CriterionGrade
    from grader.pipeline.mistake import Naming
    from grader.pipeline.recall import Recalled
    from grader.rubric.schema import Criterion


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
@click.option("--accept", is_flag=True, help="With --ok or --group: what students were told may change.")
@click.option("--again", is_flag=True, help="Run PART anew, alone, and say whether its mark still holds.")
@click.option("--anonymous", is_flag=True, help="Aliases in place of names; commands take them, too.")
@click.option("--json", "as_json", is_flag=True, help="Print STUDENT's marks as JSON, for a program.")
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
    anonymous: bool,
    accept: bool,
    **more: Any,
) -> None:
    """Show the marks of STUDENT (an id, or a page's receipt code), or the whole receipt of one PART.

    --ok clears what waits for a look, with your name and the time, for these very files and results: after
    a resubmission, or for another reason, a row comes back. A submission that is open ("needs a look") is
    settled by it as it stands: what was not found counts as not found, with 0 points. To give points
    instead, `grader adjust` them, or add the name that was used to the question's aliases and run again.

    --part lists what students got alike and not right, the largest group first. --group with --credit makes
    one of them a named mistake, written beside the reference, and judges everybody again from what is
    kept: no student code runs.
    """
    book = Path(rubric) if rubric else None
    naming = {word: more.pop(word) for word in ("group", "credit", "hint", "called")}
    if student is not None and place and not any(naming.values()):
        part, place = part or place, None  # one student's part, however it is named
    if place or any(naming.values()):
        _alike(out, book, place, wants=more["wants"], anonymous=anonymous, accept=accept, **naming)
    elif todo:
        _todo(out, book, everything, anonymous)
    elif student is None:
        raise click.UsageError("Name a student, or ask for --todo or --part.")
    elif ok:
        _ok(out, book, student, part, name, accept)
    else:
        _marks(Asked(out, book, student, part, anonymous, **more))


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose marks, and how they are to be shown."""

    out: Path | None
    rubric: Path | None
    student: str
    part: str | None
    anonymous: bool
    wants: bool
    again: bool
    as_json: bool


def _marks(asked: Asked) -> None:
    from grader.cli.screen import Screen
    from grader.pipeline.again import again
    from grader.pipeline.anonymous import anonymous_receipt
    from grader.pipeline.recall import recall
    from grader.report.receipt_facts import facts

    part = asked.part or ""
    if asked.again and not part:
        raise click.UsageError("--again takes a STUDENT and a PART.")
    recalled = recall(asked.out, asked.student, asked.rubric, asked.part, wants=asked.wants)
    anew: tuple[Anew, ...] = ()
    if asked.again:
        with Screen(quiet=asked.as_json) as screen:
            anew = again(recalled.folder, asked.rubric, recalled.card.student, part, screen.progress)
    recalled = anonymous_receipt(recalled) if asked.anonymous else recalled
    if asked.as_json:
        out, rubric = local(recalled.folder), recalled.source.rubric
        click.echo(json.dumps(facts(recalled.card, rubric, part, recalled.backing, anew, out), indent=2))
    else:
        _print_marks(recalled, part, anew)


def _print_marks(recalled: Recalled, part: str, anew: Sequence[Anew]) -> None:
    from rich.console import Console

    from grader.report.grounds import after, before, print_anew, print_foot
    from grader.report.receipt import Rows, print_student

    console, card, rubric = Console(highlight=False), recalled.card, recalled.source.rubric

    def around(grade: CriterionGrade, criterion: Criterion | None) -> tuple[Rows, Rows]:
        behind = recalled.backing.criteria.get(grade.address)
        if not part or behind is None:
            return (), ()
        return before(criterion, rubric, behind), after(grade, behind)

    print_student(console, card, rubric, recalled.describe, part, around)
    if anew:
        print_anew(console, anew)
    print_foot(console, card, part, recalled.backing, local(recalled.folder))


def _todo(out: Path | None, rubric: Path | None, everything: bool, anonymous: bool) -> None:
    from rich.console import Console

    from grader.pipeline.anonymous import masked
    from grader.pipeline.standing import standing
    from grader.report.todo import print_todo

    with standing(out, rubric) as opened:
        stand = masked(opened) if anonymous else opened
        print_todo(Console(highlight=False), stand.cards, local(stand.folder), stand.looked, everything)


def _ok(
    out: Path | None, rubric: Path | None, student: str, part: str | None, name: str | None, accept: bool
) -> None:
    from rich.console import Console

    from grader.pipeline.clearing import clear
    from grader.pipeline.looking import who
    from grader.report.todo import print_cleared, print_moves

    done = clear(out, rubric, student, part, who(name), accept=accept)
    console = Console(highlight=False)
    console.print("Looked at", style="bold")
    print_cleared(console, done.cleared)
    print_moves(console, done.moves)
    if done.waits:
        console.print(f"It counts from the next `{done.waits}` on.", style="dim")


def _alike(
    out: Path | None,
    rubric: Path | None,
    place: str | None,
    *,
    wants: bool,
    anonymous: bool,
    accept: bool,
    group: int | None,
    credit: str | None,
    hint: str | None,
    called: str | None,
) -> None:
    if place and group and credit:
        from grader.pipeline.mistake import Naming

        _name(out, rubric, Naming(place.partition("/")[0], group, credit, hint or "", called or ""), accept)
    elif place and not (group or credit or hint or called):
        _groups(out, rubric, place, wants, anonymous)
    else:
        raise click.UsageError("Naming a group takes --part, --group and --credit, and best a --hint.")


def _groups(out: Path | None, rubric: Path | None, part: str, wants: bool, anonymous: bool) -> None:
    from rich.console import Console

    from grader.pipeline.anonymous import masked
    from grader.pipeline.groups import grouped
    from grader.pipeline.recall import expect_part
    from grader.pipeline.standing import standing
    from grader.report.cases import describe
    from grader.report.groups import print_groups
    from grader.report.sums import criteria
    from grader.rubric.told import shows_want

    with standing(out, rubric) as opened:
        stand = masked(opened) if anonymous else opened
        expect_part(next((one for one in stand.cards if one.place == "graded"), stand.cards[0]), part)
        alike, _ = grouped(stand, part.partition("/")[0])
        calls, known = stand.built.calls, criteria(stand.source.rubric)
        print_groups(
            Console(highlight=False),
            [one for one in alike if "/" not in part or one.place == part],
            local(stand.folder),
            lambda question, label: describe(calls, question, label),
            lambda place: not wants and not shows_want(stand.source.rubric, known.get(place)),
        )


def _name(out: Path | None, rubric: Path | None, naming: Naming, accept: bool) -> None:
    from grader.cli.screen import Screen
    from grader.pipeline.mistake import name_group
    from grader.report.todo import print_moves

    with Screen() as screen:
        written = name_group(out, rubric, naming, screen.progress, accept=accept)
        screen.rest()
        screen.say(f"Added to {local(written.module)}:")
        screen.console.print(written.text, markup=False, soft_wrap=True)
        if written.results:
            screen.say(f"Its results are in {local(written.results)}.")
        print_moves(screen.console, written.moves)
