"""`grader export`: send the grades, and keep what was sent."""

from __future__ import annotations

import json
from pathlib import Path

import click

from grader.model.files import local

TO = ("classroom", "csv")


@click.command(
    epilog="Example:  grader export --to classroom    "
    "grader export --to classroom --name first --except-open",
    short_help="Write the grades for Google Classroom, and keep what was sent.",
)
@click.option("--to", type=click.Choice(TO), required=True, help="Where the grades go.")
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else the one the grades were made with.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The grades folder; else the nearest grades/."
)
@click.option("--name", metavar="NAME", help="What to call what is sent; else sent-1, sent-2, and so on.")
@click.option(
    "--except-open", is_flag=True, help="Leave rows that are still open blank, and send the others."
)
@click.option("--anonymous", is_flag=True, help="Aliases instead of names; only this folder resolves them.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON, for a program.")
def command(
    to: str,
    rubric: str | None,
    out: Path | None,
    name: str | None,
    *,
    except_open: bool,
    anonymous: bool,
    as_json: bool,
) -> None:
    """Write the sheet's files for a destination into OUT/exports/NAME.

    The sheet is kept under NAME as what students were told: from then on a change of anybody's marks is
    shown first, and made with --accept (of `grader regrade` and `grader run`). With --anonymous the files
    hold aliases, which `grader show` takes for names in this folder, in an order of their own.
    """
    from grader.pipeline.export import export

    book = Path(rubric) if rubric else None
    done = export(out, book, to, name, except_open=except_open, anonymous=anonymous)
    if as_json:
        facts = {
            "name": done.name,
            "to": done.to,
            "students": done.students,
            "open": done.open,
            "trail": str(done.head),
        }
        click.echo(json.dumps({**facts, "files": [str(file) for file in done.files]}, indent=2))
        return
    whom = "1 student" if done.students == 1 else f"{done.students} students"
    click.echo(f"Kept as “{done.name}”: what {whom} are told from now on.")
    for file in done.files:
        click.echo(f"  {local(file)}")
    click.echo(f"Decisions by hand end at {done.head}; `grader doctor` says if any was changed since.")
    if done.open:
        click.echo(f"{done.open} of them {'is' if done.open == 1 else 'are'} still open, and blank there.")
