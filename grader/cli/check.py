"""`grader check`: look at a homework before anyone is graded with it: under attack, and its tolerances."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from grader.cli.screen import Screen
from grader.model.files import local

if TYPE_CHECKING:
    from grader.trials import Trial
    from grader.trials.tolerances import Calibration

SO_FAR = (
    "Say what to look at: `grader check --attacks` tries hostile submissions on your rubric, "
    "`grader check --tolerances` how far off a right answer may be."
)


@click.command(
    epilog="Example:  grader check --attacks -r rubrics/hw2.yaml\n\n"
    "Example:  grader check --tolerances --write -r rubrics/hw2.yaml",
    short_help="Try hostile submissions on your own rubric, or calibrate its tolerances.",
)
@click.option("--attacks", is_flag=True, help="Hand in every hostile submission that comes with grader.")
@click.option("--tolerances", is_flag=True, help="Compute every answer in other ways and compare.")
@click.option("--write", is_flag=True, help="With --tolerances: put what is proposed into the rubric.")
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else as the README says.")
@click.option("--only", multiple=True, metavar="NAME", help="Try this attack alone; may be given again.")
@click.option(
    "--isolation",
    type=click.Choice(["full", "mid"]),
    help="How students' code is shut off; else the strongest way that this machine offers.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON, for a program.")
def command(
    attacks: bool,
    tolerances: bool,
    write: bool,
    rubric: str | None,
    only: tuple[str, ...],
    isolation: Literal["full", "mid"] | None,
    as_json: bool,
) -> None:
    """Look at your own rubric and reference before anyone is graded with them.

    With --attacks, hostile submissions are tried on the rubric, each between two honest ones, in the way
    `grader run` grades. None may gain a point, cost another student anything, leave something behind or stop
    a run. Ends with 0 when all were blocked, with 1 when one worked.

    With --tolerances, the reference runs in other precisions and orders and by its other right methods. A
    tolerance must allow a hundred times what they differ by, and keep every named mistake a hundred times
    away. Ends with 0 when all is good or written, with 1 when something is left to change.
    """
    attacks = attacks or bool(only)
    if attacks == tolerances or (write and not tolerances):
        raise click.UsageError(SO_FAR)
    from grader.rubric.find import find

    with Screen(quiet=as_json) as screen:
        signal.signal(signal.SIGINT, screen.interrupt)
        path, reason = find(rubric, Path.cwd())
        screen.say(f"Rubric: {local(path)} ({reason.replace(f'{Path.cwd()}/', '')})")
        try:
            sound = (
                _calibrated(screen, path, write, as_json)
                if tolerances
                else _attacked(screen, path, only, isolation, as_json)
            )
        except KeyboardInterrupt:
            screen.rest()
            screen.say("Stopped; nothing was changed.")
            raise SystemExit(130) from None
    raise SystemExit(0 if sound else 1)


def _calibrated(screen: Screen, path: Path, write: bool, as_json: bool) -> bool:
    from grader.rubric.load import load
    from grader.trials.tolerance_table import facts, print_calibration
    from grader.trials.tolerances import calibrate

    found = calibrate(load(path), screen.progress)
    written = _write(path, found) if write else ()
    screen.rest()
    if as_json:
        click.echo(json.dumps(facts(found, written), indent=2))
    else:
        print_calibration(screen.console, found, written)
    left = [row for row in found.rows if row.status != "good" and row.address not in written]
    return not left and not any(one.kind == "disagree" for one in found.warnings)


def _write(path: Path, found: Calibration) -> tuple[str, ...]:
    """Put the proposals into the rubric's text; what was written, by address."""
    from grader.model.files import write
    from grader.rubric.rewrite import with_tolerances

    changes, path = found.changes, path.resolve()
    if changes:
        text, mode = path.read_bytes().decode("utf-8-sig"), path.stat().st_mode
        write(path, with_tolerances(text, changes))
        path.chmod(mode)  # a new file is private; a rubric may be shared
    return tuple(changes)


def _attacked(
    screen: Screen, path: Path, only: tuple[str, ...], isolation: str | None, as_json: bool
) -> bool:
    tier, trials = _tried(screen, path, only, isolation)
    screen.rest()
    _show(screen, tier, trials, as_json)
    return all(trial.blocked for trial in trials)


def _tried(
    screen: Screen, path: Path, only: tuple[str, ...], isolation: str | None
) -> tuple[str, list[Trial]]:
    from grader.trials import Stage, chosen

    corpus, trials = chosen(only), []
    screen.progress("Reading the reference", 0, 0)
    with Stage(path, isolation) as stage:
        for number, attack in enumerate(corpus):
            screen.progress("Attacking", number, len(corpus))
            trials.append(stage.attempt(attack))
        return stage.isolation, trials


def _show(screen: Screen, tier: str, trials: list[Trial], as_json: bool) -> None:
    from grader.trials.table import facts, print_trials

    if as_json:
        click.echo(json.dumps(facts(tier, trials), indent=2))
    else:
        print_trials(screen.console, tier, trials)
