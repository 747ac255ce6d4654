"""`grader export`: send the grades, and keep what was sent."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from grader.cli.screen import Screen
from grader.model.files import local

if TYPE_CHECKING:
    from grader.pipeline.export import Exported

SHOWN = 12
TO = {  # the same names as DESTINATIONS, which would load tables for --help
    "classroom": "Google Classroom: the layout of its download, and a page to enter the grades from",
    "canvas": "Canvas's gradebook CSV",
    "moodle": "Moodle's grading worksheet (with --fill), and the zip of feedback files",
    "brightspace": "Brightspace's grades CSV",
    "blackboard": "Blackboard's download (with --fill)",
    "gradescope": "Gradescope: a results.json for each student",
    "xlsx": "a workbook: grades, every criterion, statistics",
    "json": "grades.json, for a program",
    "csv": "gradebook.csv and parts.csv",
    "feedback": "for students: pages under names nobody guesses, index.csv for a mail merge, comments.csv",
}
API = "classroom-api"
SAYS = "Google Classroom itself: draft grades, through Google's API"


def _for_api(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """An option of classroom-api alone is kept for it."""
    ctx.meta[str(param.name)] = value


_api = partial(click.option, expose_value=False, callback=_for_api)


@click.command(
    epilog="\b\nDestinations:\n"
    + "".join(f"  {name:<15}{says}\n" for name, says in (*TO.items(), (API, SAYS)))
    + "\n\nExample:  grader export --to classroom    "
    "grader export --to classroom --name first --except-open",
    short_help="Write the grades for Google Classroom or elsewhere, and keep what was sent.",
)
@click.option("--to", type=click.Choice([*TO, API]), required=True, help="Where the grades go; listed below.")
@click.option(
    "--fill",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file you downloaded there: a copy is filled in, and every other byte stays.",
)
@click.option(
    "--column",
    metavar="TITLE",
    default="",
    help="Its column to fill, or a new one; else the homework's title.",
)
@click.option(
    "--sort",
    type=click.Choice(["last", "first"]),
    help="Which name the rows of the page for Classroom go by; last unless said.",
)
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else the one the grades were made with.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The grades folder; else the nearest grades/."
)
@click.option("--name", metavar="NAME", help="What to call what is sent; else sent-1, sent-2, and so on.")
@click.option(
    "--except-open", is_flag=True, help="Leave rows that are still open blank, and send the others."
)
@_api("--course", metavar="COURSE/WORK", help=f"{API}: the assignment, by name, number or link.")
@_api("--send", is_flag=True, help=f"{API}: send the draft grades; without it they are shown.")
@_api("--create", is_flag=True, help=f"{API}: make an assignment that takes grades, if needed.")
@_api("--publish", is_flag=True, help=f"{API}: students see an assignment that is made at once.")
@_api("--credentials", type=click.Path(path_type=Path), help=f"{API}: your Google client's JSON file.")
@click.option("--anonymous", is_flag=True, help="Aliases instead of names; only this folder resolves them.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON, for a program.")
def command(
    to: str,
    rubric: str | None,
    out: Path | None,
    name: str | None,
    fill: Path | None,
    column: str,
    sort: Literal["last", "first"] | None,
    *,
    except_open: bool,
    anonymous: bool,
    as_json: bool,
) -> None:
    """Write the sheet's files for a destination into OUT/exports/NAME.

    The sheet is kept under NAME as what students were told: from then on a change of anybody's marks is
    shown first, and made with --accept (of `grader regrade` and `grader run`). With --anonymous the files
    hold aliases, which `grader show` takes for names in this folder, in an order of their own.

    classroom-api shows the draft grades it would write into Google Classroom, and writes them with --send.
    """
    _expect_named(to, fill, anonymous=anonymous)
    if _is_api(to):
        _push(out, rubric, name, except_open=except_open, as_json=as_json)
    from grader.pipeline.export import export

    _expect_fitting(to, fill, column, sort)
    done = export(
        out,
        Path(rubric) if rubric else None,
        to,
        name,
        except_open=except_open,
        fill=fill,
        column=column,
        sort=sort or "last",
        anonymous=anonymous,
    )
    (_as_json if as_json else _tell)(done)


def _expect_fitting(to: str, fill: Path | None, column: str, sort: str | None) -> None:
    """Options that this destination has no use for are a matter of usage."""
    from grader.gradebook.exports.destinations import DESTINATIONS

    known = DESTINATIONS[to]
    if fill is not None and known.fill == "never":
        raise click.UsageError(f"--to {to} fills no file of yours; leave out --fill.")
    if fill is None and known.fill == "must":
        raise click.UsageError(
            f"--to {to} only fills in the file you downloaded there; name it with --fill FILE."
        )
    if column and not known.column:
        raise click.UsageError(f"--to {to} has no column to name; leave out --column.")
    if sort and not known.sort:
        raise click.UsageError(f"--to {to} has no order to choose; leave out --sort.")


def _expect_named(to: str, fill: Path | None, *, anonymous: bool) -> None:
    """Aliases go where nobody has to be found by them."""
    if anonymous and (fill is not None or to in ("feedback", "gradescope", API)):
        raise click.UsageError(f"--to {to} has to find everybody by name or address; leave out --anonymous.")


def _as_json(done: Exported) -> None:
    facts = {
        "name": done.name,
        "to": done.to,
        "students": done.students,
        "open": done.open,
        "left_out": done.left,
        "trail": str(done.head),
        "notes": list(done.notes),
    }
    click.echo(json.dumps({**facts, "files": [str(file) for file in done.files]}, indent=2))


def _tell(done: Exported) -> None:
    whom = "1 student" if done.students == 1 else f"{done.students} students"
    click.echo(f"Kept as “{done.name}”: what {whom} are told from now on.")
    for file in done.files[:SHOWN]:
        click.echo(f"  {local(file)}")
    if len(done.files) > SHOWN:
        click.echo(f"  and {len(done.files) - SHOWN} more files beside them")
    for note in done.notes:
        click.echo(note)
    click.echo(f"Decisions by hand end at {done.head}; `grader doctor` says if any was changed since.")
    if done.left:
        rows = "1 row is" if done.left == 1 else f"{done.left} rows are"
        click.echo(f"{rows} left out, since it is not settled whose or what it is.")
    if done.open:
        click.echo(f"{done.open} of them {'is' if done.open == 1 else 'are'} still open, and blank there.")


def _is_api(to: str) -> bool:
    """Whether the grades go into Classroom itself. Raises UsageError for options that do not fit."""
    meta = click.get_current_context().meta
    if to == API and not meta["course"]:
        raise click.UsageError(f"--to {API} needs --course COURSE/WORK.")
    if to != API and any(meta[name] for name in ("course", "send", "create", "publish", "credentials")):
        raise click.UsageError(f"--course, --send, --create, --publish and --credentials go with --to {API}.")
    if meta["publish"] and not meta["create"]:
        raise click.UsageError("--publish is about an assignment that is made: add --create.")
    return to == API


def _push(
    out: Path | None, rubric: str | None, name: str | None, *, except_open: bool, as_json: bool
) -> NoReturn:
    """What happens is said on the way; as JSON at the end, and on the way where it is not in the way."""
    from grader.classroom.login import Talk
    from grader.pipeline.classroom import Push, push

    meta = click.get_current_context().meta
    asked = Push(meta["course"], meta["send"], meta["create"], meta["publish"], except_open, name)
    with Screen(quiet=as_json) as screen:
        talk = Talk(screen.tell, screen.ask)
        done = push(out, Path(rubric) if rubric else None, asked, meta["credentials"], talk, screen.progress)
    if as_json:
        sent = done.sent.done if done.sent else ()
        unsent = done.sent.unsent if done.sent else ()
        facts = {
            "name": done.name,
            "to": API,
            "planned": {draft.email: float(draft.points) for draft in done.plan.sends},
            "sent": {draft.email: float(draft.points) for draft in sent},
            "unsent": {draft.email: why for draft, why in unsent},
        }
        click.echo(json.dumps(facts, indent=2))
    raise SystemExit(done.exit_code)
