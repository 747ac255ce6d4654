"""`grader starter`: write what students begin with."""

from __future__ import annotations

from pathlib import Path

import click

from grader.model.files import local


@click.command(
    epilog="Example:  grader starter -r rubrics/hw2.yaml kit",
    short_help="Write what students begin with: stubs and a self-test.",
)
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else as the README says.")
@click.option(
    "--answers",
    is_flag=True,
    help="Tell students the results of the public examples, where the rubric lets them see any.",
)
@click.option("--replace", is_flag=True, help="Write over a kit that is in OUT already.")
def command(out: Path, rubric: str | None, answers: bool, replace: bool) -> None:
    """Write the student kit into OUT: a .py and a .ipynb with a stub for every question.

    The first cell holds `STUDENT = "netid"`, the last a self-test that needs nothing installed: names,
    arguments, the public examples and the form of what comes back, and the name of the written part. Nothing
    of the cases that are graded is in it, and no result either, but for the examples' with --answers.
    """
    from grader.authoring.kit import write_kit
    from grader.rubric.find import find

    path, reason = find(rubric, Path.cwd())
    click.echo(f"Rubric: {local(path)} ({reason.replace(f'{Path.cwd()}/', '')})")
    kit = write_kit(path, out, answers, replace)
    for file in kit.files:
        click.echo(f"{'Replaced' if file in kit.replaced else 'Written'}: {local(file)}")
    examples = "1 public example" if kit.examples == 1 else f"{kit.examples} public examples"
    told = "the results of these, and no others, are" if answers else "no results are"
    questions = "1 question" if kit.questions == 1 else f"{kit.questions} questions"
    click.echo(f"{questions}, {examples}; {told} in the kit.")
