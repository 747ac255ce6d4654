"""`grader check`: would your rubric notice? Looks at a homework before anyone is graded with it."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from grader.cli.screen import Screen
from grader.model.files import local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.rubric.load import LoadedRubric
    from grader.trials import Trial
    from grader.trials.bench import Bench
    from grader.trials.remark import Looked
    from grader.trials.tolerances import Calibration

ONE_AT_A_TIME = (
    "Ask for one thing at a time, `grader check --attacks`, `grader check --tolerances` (with --write, if "
    "you like) or `grader check --mutants`, or for all of them: `grader check --thorough`."
)

HELP = """Would your rubric notice? Look at it and your reference before anyone is graded with them.

In seconds: the reference must earn everything, a starter nothing, 0, zeros, ones, True, False or an
argument as it came next to nothing, every other right method everything, every named mistake what it
declares; properties must stand odd values. An error would go wrong for students and ends with 1; a
warning (a yes or no that can be guessed, what no criterion looks at) is for you to decide.

With --mutants, one bug at a time is put into the reference's answers: operators, constants, transposes,
branches, steps. Each that nobody notices is shown with the criterion that should have caught it and,
where one is found, a case that would. Bugs that change no answer are acknowledged in acknowledged.yaml
beside the reference. What was tried is remembered, so that a stopped check goes on.

With --attacks, hostile submissions are tried on the rubric, each between two honest ones, in the way
`grader run` grades. None may gain a point, cost another student anything, leave something behind or stop
a run.

With --tolerances, the reference runs in other precisions and orders and by its other right methods. A
tolerance must allow a hundred times what they differ by, and keep every named mistake a hundred times
away."""


@click.command(
    help=HELP,
    epilog="Example:  grader check\n\nExample:  grader check --thorough -r rubrics/hw2.yaml\n\n"
    "Example:  grader check --tolerances --write -r rubrics/hw2.yaml",
    short_help="Would your rubric notice? Try it before anyone is graded with it.",
)
@click.option("--thorough", is_flag=True, help="Add deliberate bugs, tolerances and attacks; takes minutes.")
@click.option("--mutants", is_flag=True, help="Only put bugs into the reference: which would be noticed?")
@click.option("--attacks", is_flag=True, help="Only hand in every hostile submission that comes with grader.")
@click.option("--tolerances", is_flag=True, help="Only compute every answer in other ways and compare.")
@click.option("--write", is_flag=True, help="With --tolerances: put what is proposed into the rubric.")
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else as the README says.")
@click.option("--only", multiple=True, metavar="NAME", help="Try this attack alone; may be given again.")
@click.option("-j", "--jobs", type=click.IntRange(1, 256), help="Bugs at a time; default: one a core.")
@click.option(
    "--isolation",
    type=click.Choice(["full", "mid"]),
    help="How hostile code is shut off; else the strongest way that this machine offers.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON, for a program.")
def command(
    thorough: bool,
    mutants: bool,
    attacks: bool,
    tolerances: bool,
    write: bool,
    rubric: str | None,
    only: tuple[str, ...],
    jobs: int | None,
    *,
    isolation: Literal["full", "mid"] | None,
    as_json: bool,
) -> None:
    """Look at the homework in the ways that were asked for, and say whether all is well."""
    attacks = attacks or bool(only)
    if attacks + tolerances + mutants + thorough > 1 or (write and not tolerances):
        raise click.UsageError(ONE_AT_A_TIME)
    from grader.rubric.find import find

    with Screen(quiet=as_json) as screen:
        signal.signal(signal.SIGINT, screen.interrupt)
        path, reason = find(rubric, Path.cwd())
        screen.say(f"Rubric: {local(path)} ({reason.replace(f'{Path.cwd()}/', '')})")
        try:
            if tolerances:
                sound = _calibrated(screen, path, write, as_json)
            elif attacks:
                sound = _attacked(screen, path, only, isolation, as_json)
            else:
                from grader.cli.run import cores

                workers = jobs or cores()
                depth = "thorough" if thorough else "mutants" if mutants else "quick"
                sound = _looked(screen, path, depth, (workers, isolation), as_json)
        except KeyboardInterrupt:
            screen.stopped(["grader", *sys.argv[1:]], anew=attacks)
            raise SystemExit(130) from None
    raise SystemExit(0 if sound else 1)


def _looked(screen: Screen, path: Path, depth: str, how: tuple[int, str | None], as_json: bool) -> bool:
    """Everything that is asked for, told as soon as it is known, and one sentence at the end."""
    from grader.errors import GraderError
    from grader.trials.examined_table import facts, is_sound, verdict

    told: dict[str, Any] = {"rubric": str(path)}
    looked: list[Looked] = []
    try:
        source = _on_the_bench(screen, path, depth, how[0], looked, told)
        if depth == "thorough":
            looked.append(_tolerances(screen, source, told))
            looked.append(_attacks(screen, path, how[1], told))
    except GraderError as error:
        if not as_json:
            raise
        click.echo(json.dumps({**told, "sound": False, "error": str(error)}, indent=2))
        raise SystemExit(error.exit_code) from error
    screen.rest()
    if as_json:
        click.echo(json.dumps({**told, **facts(looked)}, indent=2))
    else:
        screen.console.print(verdict(looked), style="bold", markup=False)
    return is_sound(looked)


def _on_the_bench(
    screen: Screen, path: Path, depth: str, workers: int, looked: list[Looked], told: dict[str, Any]
) -> LoadedRubric:
    """The quick look, the deliberate bugs, or both."""
    from grader.rubric.load import load
    from grader.trials.bench import bench
    from grader.trials.examine import examine
    from grader.trials.examined_table import print_looked
    from grader.trials.handed import reference
    from grader.trials.mutants import survey, table

    source = load(path)
    with bench(source, screen.progress, 1 if depth == "quick" else workers) as one:
        looked += [reference(one)] if depth == "mutants" else examine(one, screen.progress, _kit)
        if not screen.quiet:
            print_looked(screen.console, looked)
        if depth != "quick":
            found = survey.survey(one, screen.progress, workers)
            told["mutants"] = table.facts(found)
            looked.append(table.looked(found))
            if not screen.quiet:
                table.print_survey(screen.console, found)
                print_looked(screen.console, looked[-1:])
    return source


def _kit(one: Bench) -> Mapping[str, str]:
    from grader.authoring.kit import texts

    return texts(one.source.rubric, one.source.reference, one.homework.built)


def _tolerances(screen: Screen, source: LoadedRubric, told: dict[str, Any]) -> Looked:
    from grader.trials.thorough import tolerances
    from grader.trials.tolerance_table import facts, print_calibration
    from grader.trials.tolerances import calibrate

    found = calibrate(source, screen.progress)
    told["tolerances"] = facts(found, ())
    if not screen.quiet:
        print_calibration(screen.console, found, ())
    return tolerances(found)


def _attacks(screen: Screen, path: Path, isolation: str | None, told: dict[str, Any]) -> Looked:
    from grader.trials.table import facts, print_trials
    from grader.trials.thorough import attacks

    tier, trials = _tried(screen, path, (), isolation)
    told["attacks"] = facts(tier, trials)
    if not screen.quiet:
        print_trials(screen.console, tier, trials)
    return attacks(trials)


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
    return found.is_sound(written)


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
