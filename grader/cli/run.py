"""`grader run`: from a folder of submissions to a grade sheet."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.screen import Screen

if TYPE_CHECKING:
    from grader.collect import Layout
    from grader.pipeline import Graded


@click.command(
    epilog="Example:  grader run submissions/ -r rubrics/hw2.yaml -o grades/",
    short_help="Grade a folder of submissions.",
)
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else as the README says.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    default=Path("grades"),
    show_default=True,
    help="Where grades go.",
)
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Students at a time; default: one a core.")
@click.option(
    "--layout",
    type=click.Choice(["auto", "one", "flat", "folders"]),
    default="auto",
    help="How SUBMISSIONS is arranged, if not as it seems.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the sheet as JSON, for a program.")
def command(
    submissions: Path, rubric: str | None, out: Path, jobs: int | None, layout: Layout, as_json: bool
) -> None:
    """Grade every submission in SUBMISSIONS and write sheet, feedback and report.

    Running it again goes on where it stopped, and runs only what has changed.
    """
    from grader.pipeline import Request, run
    from grader.pipeline.outputs import write_outputs
    from grader.rubric.find import find

    signal.signal(signal.SIGHUP, _as_interrupt)
    signal.signal(signal.SIGTERM, _as_interrupt)
    path, reason = find(rubric, Path.cwd())
    with Screen(quiet=as_json) as screen:
        screen.say(f"Rubric: {path} ({reason})")
        request = Request(submissions, path, out, jobs or len(os.sched_getaffinity(0)), layout)
        try:
            graded = run(request, screen.progress)
        except KeyboardInterrupt:
            screen.stopped(["grader", *sys.argv[1:]])
            raise SystemExit(130) from None
        screen.progress("Writing pages", 0, 0)
        write_outputs(graded, out)
    if as_json:
        click.echo(json.dumps(_summary(graded), indent=2))
    else:
        from grader.report.terminal import print_sheet

        print_sheet(
            screen.console,
            graded.cards,
            graded.source.rubric,
            out=out,
            isolation=graded.isolation,
            seconds=graded.seconds,
            notes=graded.notes,
            rubric_path=path,
        )
    raise SystemExit(graded.exit_code)


def _as_interrupt(*_: object) -> None:
    """A closed terminal or a polite kill ends a run the way Ctrl-C does."""
    raise KeyboardInterrupt


def _summary(graded: Graded) -> dict[str, object]:
    from grader.gradebook.sheet import gradebook

    sheet = gradebook(graded.cards, graded.source.rubric)
    return {
        "rubric": str(graded.source.path),
        "isolation": graded.isolation,
        "exit_code": graded.exit_code,
        "notes": list(graded.notes),
        "students": json.loads(sheet.to_json(orient="records")),
    }
