"""`grader run`: from a folder of submissions to a grade sheet."""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.screen import Screen
from grader.model.files import local

if TYPE_CHECKING:
    from grader.collect import Layout
    from grader.pipeline import Graded, Request

LAYOUTS = (
    *("auto", "one", "flat", "folders", "drive"),
    *("canvas", "moodle", "gradescope", "brightspace", "blackboard", "manifest"),
)


@click.command(
    epilog="Example:  grader run submissions/ -r rubrics/hw2.yaml -o grades/",
    short_help="Grade a folder of submissions.",
)
@click.argument("submissions", type=click.Path(path_type=Path), required=False)
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
    type=click.Choice(LAYOUTS),
    default="auto",
    help="How SUBMISSIONS is arranged, if not as it seems.",
)
@click.option(
    "--roster", type=click.Path(path_type=Path), help="The class list's CSV, as your system exports it."
)
@click.option(
    "--from-classroom",
    "course",
    metavar="COURSE/WORK",
    help="First fetch what was handed in, into SUBMISSIONS or else OUT/collected.",
)
@click.option(
    "--credentials", type=click.Path(path_type=Path), help="For that: your Google client's JSON file."
)
@click.option("--trust-students", "trust", is_flag=True, help="Run even where code cannot be shut off.")
@click.option("--container", is_flag=True, help="Run students' code in one Docker or Podman container.")
@click.option("--image", metavar="NAME", help="The container's image; default: one with numpy and scipy.")
@click.option("--accept", is_flag=True, help="Change what students were told; without it, that is shown.")
@click.option("--json", "as_json", is_flag=True, help="Print the sheet as JSON, for a program.")
def command(
    submissions: Path | None,
    rubric: str | None,
    out: Path,
    jobs: int | None,
    layout: Layout,
    roster: Path | None,
    course: str | None,
    trust: bool,
    *,
    credentials: Path | None,
    container: bool,
    image: str | None,
    accept: bool,
    as_json: bool,
) -> None:
    """Grade every submission in SUBMISSIONS, a folder or a zip, and write sheet, feedback and report.

    Running it again goes on where it stopped, and runs only what has changed. After the first
    `grader export`, what would be another than students were told is shown, and the sheet stays as it is
    until the same command is typed with --accept.
    """
    _expect_some(submissions, course)
    with Screen(quiet=as_json) as screen:
        _stop_with(screen)
        try:
            from grader.pipeline import Request

            inside = _image(container, image)
            path = _rubric(screen, rubric)
            place, roster, code = _fetched(screen, course, submissions, out, path, roster, credentials)
            request = Request(place, path, out, jobs or cores(), layout, roster, trust, inside, accept)
            graded = _graded(screen, request)
            screen.rest()
            _show(screen, graded, out, as_json)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing is left to stop
        except KeyboardInterrupt:
            screen.stopped(["grader", *sys.argv[1:]])
            raise SystemExit(130) from None
    raise SystemExit(graded.exit_code or code)


def _expect_some(submissions: Path | None, course: str | None) -> None:
    if course is None and submissions is None:
        raise click.UsageError("Missing argument 'SUBMISSIONS': the folder to grade.")


def _stop_with(screen: Screen) -> None:
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, screen.interrupt)


def _fetched(
    screen: Screen,
    course: str | None,
    submissions: Path | None,
    out: Path,
    rubric: Path,
    roster: Path | None,
    credentials: Path | None,
) -> tuple[Path, Path | None, int]:
    """The folder to grade and the class list, fetched first where that is asked for."""
    if course is None:
        return submissions or Path(), roster, 0
    from grader.classroom.login import Talk
    from grader.pipeline.classroom import fetch

    talk = Talk(screen.tell, screen.ask)
    got = fetch(course, submissions, out, rubric, roster, credentials, talk, screen.progress)
    return got.submissions, got.roster, got.exit_code


def _image(container: bool, named: str | None) -> str | None:
    """The image to use, if any. Raises UsageError when one is named to no purpose."""
    from grader.sandbox.container import IMAGE

    if named is not None and not container:
        raise click.UsageError("--image names the image of a container: add --container.")
    return (named or IMAGE) if container else None


def cores() -> int:
    """As many as this process may use, where the system says so."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _rubric(screen: Screen, explicit: str | None) -> Path:
    from grader.rubric.find import find

    path, reason = find(explicit, Path.cwd())
    screen.say(f"Rubric: {local(path)} ({reason.replace(f'{Path.cwd()}/', '')})")
    return path


def _graded(screen: Screen, request: Request) -> Graded:
    """Everything up to the files in OUT."""
    from grader.cli.regrade import changed
    from grader.pipeline import run
    from grader.pipeline.outputs import write_outputs
    from grader.pipeline.sent import NotAcceptedError

    try:
        graded = run(request, screen.progress)
    except NotAcceptedError as error:
        screen.rest()
        if not screen.quiet:
            screen.console.print(changed(error.told), soft_wrap=True)
        raise
    screen.progress("Writing pages", 0, 0)
    write_outputs(graded, request.out)
    return graded


def _show(screen: Screen, graded: Graded, out: Path, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_summary(graded), indent=2))
        return
    from grader.report.terminal import print_sheet

    print_sheet(
        screen.console,
        graded.cards,
        graded.source.rubric,
        out=out,
        isolation=graded.isolation,
        seconds=graded.seconds,
        notes=graded.notes,
        rubric_path=local(graded.source.path),
        looked=graded.looked,
        account=graded.account,
    )


def _summary(graded: Graded) -> dict[str, object]:
    from grader.gradebook.sheet import gradebook

    sheet = gradebook(graded.cards, graded.source.rubric)
    return {
        "rubric": str(graded.source.path),
        "isolation": graded.isolation,
        "exit_code": graded.exit_code,
        "notes": list(graded.notes),
        "account": asdict(graded.account),
        "students": json.loads(sheet.to_json(orient="records")),
    }
