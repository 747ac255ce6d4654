"""`grader doctor`: what this machine can do, and what would make it better."""

from __future__ import annotations

import json
import signal
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.screen import Screen

if TYPE_CHECKING:
    from grader.model.checkup import Checkup
    from grader.trials.proofs import Proof

NOT_ASKED = "`grader doctor --attacks` hands them in."


@click.command(
    epilog="Example:  grader doctor -r rubrics/hw2.yaml",
    short_help="Say how well this machine shuts students' code off, and what would help.",
)
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else as the README says.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Where grades go; else the nearest grades/."
)
@click.option("--attacks", is_flag=True, help="Hand in every hostile submission, too; it takes minutes.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, for a program.")
def command(rubric: str | None, out: Path | None, attacks: bool, as_json: bool) -> None:
    """Look at this machine: students' Python, how their code is shut off, and where grades go.

    Ends with 0 when students' code is shut off as the rubric asks, with 4 when it is not, and with 1 when the
    rubric or its packages are at fault, or an attack works. Nothing is graded or changed.
    """
    from grader.pipeline.doctor import checkup
    from grader.report.machine import print_checkup
    from grader.trials import attacks as corpus
    from grader.trials.proofs import facts, print_proofs

    shipped = corpus()
    with Screen(quiet=as_json) as screen:
        signal.signal(signal.SIGINT, screen.interrupt)
        try:
            found = checkup(rubric, out, Path.cwd())
            tried, why_not = _tried(screen, rubric, found) if attacks else ((), NOT_ASKED)
        except KeyboardInterrupt:
            screen.rest()
            screen.say("Stopped; nothing was changed.")
            raise SystemExit(130) from None
        screen.rest()
        if as_json:
            told = {**asdict(found), "attacks": facts(len(shipped), tried, why_not)}
            click.echo(json.dumps(told, indent=2))
        else:
            print_checkup(screen.console, found)
            if tried:
                print_proofs(screen.console, tried)
            else:
                screen.say(f"{len(shipped)} hostile submissions come with grader: {why_not}")
    raise SystemExit(found.exit_code or int(any(one.works for one in tried)))


def _tried(screen: Screen, rubric: str | None, found: Checkup) -> tuple[tuple[Proof, ...], str]:
    """How the attacks went, or why they were not tried."""
    from grader.errors import GraderError
    from grader.rubric.find import find
    from grader.trials.proofs import proofs

    if found.exit_code:
        return (), "not tried, because of what is said above."
    try:
        return proofs(find(rubric, Path.cwd())[0], screen.progress), ""
    except GraderError as error:
        return (), f"not tried. {error}"
