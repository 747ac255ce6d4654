"""`grader new`: begin a homework from nothing, from a solution, or from last year's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.screen import Screen
from grader.model.files import local

if TYPE_CHECKING:
    from grader.authoring.beginning import Begun

NOTES = 12


@click.command(
    epilog="Example:  grader new hw3\n\n"
    "Example:  grader new hw3 --from solution.ipynb\n\n"
    "Example:  grader new hw2-2027 --from rubrics/hw2.yaml",
    short_help="Begin a homework: rubric, reference and an example.",
)
@click.argument("name")
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A solution (.py, .ipynb) whose functions are asked, or a rubric (.yaml) to copy.",
)
@click.option(
    "--question",
    "questions",
    multiple=True,
    metavar="FUNCTION",
    help="Ask for this function of the solution alone; may be given again.",
)
def command(name: str, source: Path | None, questions: tuple[str, ...]) -> None:
    """Write a new homework into this folder: rubrics/NAME.yaml, reference/NAME/ and examples/NAME/.

    From nothing, it has three small questions that show how it is done. From a solution it asks for every
    function, by one example each that is taken from the solution's own calls, for a point each. From a rubric
    it is that homework again, with another seed and without its dates. Nothing that is there is overwritten.
    """
    kind = source.suffix.lower() if source else ""
    if kind not in ("", ".py", ".ipynb", ".yaml", ".yml"):
        raise click.UsageError(f"--from takes a solution (.py, .ipynb) or a rubric (.yaml), not {source}.")
    if questions and kind not in (".py", ".ipynb"):
        raise click.UsageError("--question chooses functions of a solution: name it with --from.")
    with Screen() as screen:
        begun = _begun(screen, name, source, kind, questions)
        screen.rest()
        _tell(begun, name)


def _begun(screen: Screen, name: str, source: Path | None, kind: str, questions: tuple[str, ...]) -> Begun:
    home = Path.cwd()
    if source is None:
        from grader.authoring.beginning import from_nothing

        return from_nothing(name, home)
    if kind in (".yaml", ".yml"):
        from grader.authoring.copying import from_rubric

        return from_rubric(name, source, home)
    from grader.authoring.beginning import from_solution

    return from_solution(name, source, home, questions, screen.progress)


def _tell(begun: Begun, name: str) -> None:
    count = "1 question" if begun.questions == 1 else f"{begun.questions} questions"
    click.echo(f"{name}: {count}. Written:")
    folders = list(dict.fromkeys(str(local(file.parent)) for file in begun.files if file != begun.rubric))
    for shown in [str(local(begun.rubric)), *(f"{folder}/" for folder in folders if folder != "rubrics")]:
        click.echo(f"  {shown}")
    for note in begun.notes[:NOTES]:
        click.echo(f"Note: {note}.")
    if len(begun.notes) > NOTES:
        click.echo(f"Note: and {len(begun.notes) - NOTES} more.")
    if begun.open:
        click.echo(f"Before anyone is graded, give a case to: {', '.join(begun.open)}.")
    click.echo("Next")
    rubric = local(begun.rubric)
    click.echo(f"  grader check -r {rubric}           does it say what you mean?")
    click.echo(f"  grader starter -r {rubric} kit     what students begin with")
    click.echo(f"  grader run submissions -r {rubric}")
