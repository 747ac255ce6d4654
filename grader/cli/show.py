"""`grader show`: one student's marks, each with what was expected and what came."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example:  grader show lovelac1 3.1", short_help="Show a student's marks.")
@click.argument("student")
@click.argument("part", required=False)
@click.option("-r", "--rubric", metavar="FILE", help="The rubric; else the one the grades were made with.")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The grades folder; else the nearest grades/."
)
@click.option("--wants", is_flag=True, help="Show expected values even where the rubric hides them.")
def command(student: str, part: str | None, rubric: str | None, out: Path | None, wants: bool) -> None:
    """Show the marks of STUDENT, or of one PART of theirs, as the last run left them.

    STUDENT is an id, or the receipt code from the foot of a feedback page.
    """
    from rich.console import Console

    from grader.pipeline.recall import recall
    from grader.report.receipt import print_student

    recalled = recall(out, student, Path(rubric) if rubric else None, part, wants=wants)
    print_student(
        Console(highlight=False), recalled.card, recalled.source.rubric, recalled.describe, part or ""
    )
