"""`grader regrade`: judge again after an edit, without running anybody's code."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.model.files import local

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

    from grader.errors import GraderError
    from grader.pipeline.difference import Difference
    from grader.pipeline.regrade import Regraded


@click.command(
    epilog="Example:  grader regrade    grader regrade --watch    grader regrade --accept    "
    "grader regrade --since sent-1",
    short_help="Judge again after an edit, and show who moves.",
)
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else the one the grades were made with.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The grades folder; else the nearest grades/."
)
@click.option("--accept", is_flag=True, help="Change what students were told: you have read the difference.")
@click.option("--watch", is_flag=True, help="Show the difference at every save; writes nothing.")
@click.option("--since", metavar="NAME", help="Only compare what was sent under NAME with today's sheet.")
@click.option("--until", metavar="NAME", help="With --since: with what was sent under this name instead.")
@click.option("--all", "everything", is_flag=True, help="List everybody who moves.")
@click.option("--anonymous", is_flag=True, help="Aliases instead of names; only this folder resolves them.")
@click.option("--json", "as_json", is_flag=True, help="Print the difference as JSON, for a program.")
def command(
    rubric: str | None,
    out: Path | None,
    *,
    accept: bool,
    watch: bool,
    since: str | None,
    until: str | None,
    everything: bool,
    anonymous: bool,
    as_json: bool,
) -> None:
    """Judge everybody again after any edit of the rubric or the reference. No student code runs.

    Who moves is shown with the lines of the rubric that did it. Until the first `grader export` the new
    sheet counts at once. After it, the difference to what students were told is shown, and nothing changes
    until it is accepted with --accept.

    Where an edit changes what students' functions are called with, the questions are named that need
    `grader run`; the rest is judged, and they stay as the last run left them.

    Exit codes: 0 done, 1 a change waits for --accept (or a file is at fault), 3 a question needs a run.
    """
    if until and not since:
        raise click.UsageError("--until goes with --since.")
    if watch and (accept or since or as_json):
        raise click.UsageError("--watch shows and writes nothing: it goes with neither of the others.")
    book = Path(rubric) if rubric else None
    if watch:
        _watch(out, book, everything, anonymous)
    elif since:
        _since(out, book, (since, until or ""), everything, anonymous, as_json)
    else:
        raise SystemExit(_regrade(out, book, accept, everything, anonymous, as_json))


def _regrade(
    out: Path | None, rubric: Path | None, accept: bool, everything: bool, anonymous: bool, as_json: bool
) -> int:
    from grader.cli.screen import Screen
    from grader.pipeline.regrade import regrade

    with Screen(quiet=as_json) as screen:
        done = regrade(out, rubric, accept=accept, anonymous=anonymous, progress=screen.progress)
        screen.rest()
        if as_json:
            click.echo(json.dumps(_facts(done), indent=2))
        else:
            screen.console.print(shown(done, everything=everything), soft_wrap=True)
    return 1 if done.waits else 3 if done.needs_run else 0


def _since(
    out: Path | None,
    rubric: Path | None,
    names: tuple[str, str],
    everything: bool,
    anonymous: bool,
    as_json: bool,
) -> None:
    from rich.console import Console

    from grader.pipeline.anonymous import anonymous_difference
    from grader.pipeline.sent import since
    from grader.pipeline.standing import opened

    name, until = names
    with opened(out, rubric) as stand:
        found = since(stand, name, until)
        found = anonymous_difference(found, stand) if anonymous else found
    if as_json:
        click.echo(json.dumps(_difference(found), indent=2))
        return
    console = Console(highlight=False)
    console.print(f"From “{name}” to {f'“{until}”' if until else 'the sheet as it stands'}", markup=False)
    console.print(changed(found, everything), soft_wrap=True)


def _watch(out: Path | None, rubric: Path | None, everything: bool, anonymous: bool) -> None:
    from contextlib import suppress

    from rich.console import Console
    from rich.live import Live

    from grader.pipeline.regrade import watched

    console = Console(highlight=False)
    if not console.is_terminal:
        with suppress(KeyboardInterrupt):
            for seen in watched(out, rubric, anonymous=anonymous):
                console.print(_seen(seen, everything), soft_wrap=True)
    else:
        with Live(console=console, auto_refresh=False, vertical_overflow="ellipsis") as live:
            _follow(live, out, rubric, everything, anonymous)
    console.print("Nothing was written; `grader regrade` makes it the sheet.", style="dim")


def _follow(live: Live, out: Path | None, rubric: Path | None, everything: bool, anonymous: bool) -> None:
    """Keep the screen at what the last save came to; what waits stands above, where it is never cut off."""
    from rich.console import Group
    from rich.text import Text

    from grader.pipeline.regrade import watched

    last: RenderableType = Text("")

    def judging(stage: str, done: int, total: int) -> None:
        if done:  # a small class is judged before anybody could read this
            live.update(Group(Text(f"{stage} again: {done} of {total}", "dim"), last), refresh=True)

    try:
        for seen in watched(out, rubric, anonymous=anonymous, progress=judging):
            last = _seen(seen, everything)
            foot = Text("Watching; a save shows what changes. Ctrl-C ends.", "dim")
            live.update(Group(foot, last), refresh=True)
    except KeyboardInterrupt:
        live.update(last, refresh=True)


def _seen(seen: Regraded | GraderError, everything: bool) -> RenderableType:
    from rich.text import Text

    from grader.errors import GraderError

    return Text(str(seen), "red") if isinstance(seen, GraderError) else shown(seen, everything=everything)


def shown(done: Regraded, *, everything: bool = False) -> RenderableType:
    """What judging again came to, as one reads it."""
    from rich.console import Group
    from rich.text import Text

    from grader.model.grade import LOST

    whom = "1 student" if done.students == 1 else f"{done.students} students"
    head = Text(f"{whom} judged again by {local(done.rubric)} in {done.seconds:.1f} s.", "dim")
    parts: list[RenderableType] = [head, *(Text(note, "yellow") for note in done.notes)]
    if done.difference.since:
        parts.append(Text(f"Against what students were told in “{done.difference.since}”:"))
    parts.append(changed(done.difference, everything))
    where = f"-r {shlex.quote(str(local(done.rubric)))} -o {shlex.quote(str(local(done.folder)))}"
    for name, students in done.needs_run.items():
        of = "1 student" if len(students) == 1 else f"{len(students)} students"
        parts.append(Text(f"{name} needs a run for {of} and stays as it was:", "yellow"))
        parts.append(Text(f"  grader run {shlex.quote(str(done.submissions))} {where}"))
    for place, students in done.lost.items():
        said = f"P{place.join(LOST)[1:]}, are open: {', '.join(students)}"
        drop = f"grader adjust {shlex.quote(students[0])} {place} --drop"
        parts += [Text(said, "yellow"), Text(f"  {drop} -o {shlex.quote(str(local(done.folder)))}")]
    if done.waits:
        parts.append(
            Text(f"Nothing is changed yet. If it is meant:  grader regrade --accept {where}", "yellow")
        )
    elif done.kept and not done.difference.empty:
        parts.append(Text(f"Written to {local(done.folder)}/.", "dim"))
    return Group(*parts)


def changed(found: Difference, everything: bool = False) -> RenderableType:
    """Who moves, and why."""
    from rich.console import Group
    from rich.text import Text

    from grader.report.difference import told

    if found.empty:
        return Text("Nobody's points or words change.")
    moved = {change.student for change in found.changes if change.moves}
    whom = "1 student moves" if len(moved) == 1 else f"{len(moved)} students move"
    parts: list[RenderableType] = [Text(whom, "bold") if moved else Text("Nobody's points change.")]
    parts.append(told(found.changes, found.because, found.totals.get, everything=everything))
    if found.gone:
        parts.append(Text(f"Not in the sheet any more: {', '.join(found.gone)}", "yellow"))
    return Group(*parts)


def _facts(done: Regraded) -> dict[str, object]:
    return {
        "rubric": str(done.rubric),
        "kept": done.kept,
        "waits_for_accept": done.waits,
        "points_by_hand_on_nothing": {place: list(students) for place, students in done.lost.items()},
        "needs_run": {name: list(students) for name, students in done.needs_run.items()},
        **_difference(done.difference),
    }


def _difference(found: Difference) -> dict[str, object]:
    from grader.report.difference import as_json

    return {
        "against": found.since or "the last sheet",
        "changes": as_json(found.changes, found.because, found.totals.get),
        "gone": list(found.gone),
    }
