"""`grader check`: look at a homework before anyone is graded with it; so far, under attack."""

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

SO_FAR = "So far, `grader check` tries hostile submissions on your rubric: type `grader check --attacks`."


@click.command(
    epilog="Example:  grader check --attacks -r rubrics/hw2.yaml",
    short_help="Try hostile submissions on your own rubric.",
)
@click.option("--attacks", is_flag=True, help="Hand in every hostile submission that comes with grader.")
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
    rubric: str | None,
    only: tuple[str, ...],
    isolation: Literal["full", "mid"] | None,
    as_json: bool,
) -> None:
    """Try hostile submissions on your rubric, each between two honest ones, in the way `grader run` grades.

    None may gain a point, cost another student anything, leave something behind or stop a run. Nothing of
    yours is changed. Ends with 0 when all were blocked, with 1 when one worked.
    """
    if not attacks and not only:
        raise click.UsageError(SO_FAR)
    from grader.rubric.find import find

    with Screen(quiet=as_json) as screen:
        signal.signal(signal.SIGINT, screen.interrupt)
        path, reason = find(rubric, Path.cwd())
        screen.say(f"Rubric: {local(path)} ({reason.replace(f'{Path.cwd()}/', '')})")
        try:
            tier, trials = _tried(screen, path, only, isolation)
        except KeyboardInterrupt:
            screen.rest()
            screen.say("Stopped; nothing was changed.")
            raise SystemExit(130) from None
        screen.rest()
        _show(screen, tier, trials, as_json)
    raise SystemExit(0 if all(trial.blocked for trial in trials) else 1)


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
