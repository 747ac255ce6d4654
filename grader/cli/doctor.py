"""`grader doctor`: what this machine can do, and what would make it better."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click


@click.command(
    epilog="Example:  grader doctor -r rubrics/hw2.yaml",
    short_help="Say how well this machine shuts students' code off, and what would help.",
)
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else as the README says.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Where grades go; else the nearest grades/."
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for a program.")
def command(rubric: str | None, out: Path | None, as_json: bool) -> None:
    """Look at this machine: students' Python, how their code is shut off, and where grades go.

    Ends with 0 when students' code is shut off as the rubric asks, with 4 when it is not, and with 1 when the
    rubric or its packages are at fault. Nothing is graded or changed.
    """
    from rich.console import Console

    from grader.pipeline.doctor import checkup
    from grader.report.machine import print_checkup

    found = checkup(rubric, out, Path.cwd())
    if as_json:
        click.echo(json.dumps(asdict(found), indent=2))
    else:
        print_checkup(Console(highlight=False), found)
    raise SystemExit(found.exit_code)
