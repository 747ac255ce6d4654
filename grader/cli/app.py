"""`grader`: finds the command asked for and imports only that one."""

from __future__ import annotations

import importlib
import os
import sys

import click

from grader import __version__
from grader.errors import GraderError

COMMANDS = {
    "new": "Begin a homework: rubric, reference and an example.",
    "check": "Would your rubric notice? Try it before anyone is graded with it.",
    "starter": "Write what students begin with: stubs and a self-test.",
    "run": "Grade a folder of submissions.",
    "regrade": "Judge again after an edit of the rubric, and show who moves and why.",
    "show": "Show a student's marks and where they come from.",
    "adjust": "Give points by hand, confirm or drop them, or forget a student.",
    "export": "Write the grades for Google Classroom, and keep what was sent.",
    "doctor": "Say how well this machine shuts students' code off.",
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called, so that help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order they are used."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command's module is named like the command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"grader.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line each, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="grader")
def app() -> None:
    """Grade code in a folder by a rubric you write, and defend every point.

    Example:  grader run submissions/
    """


def main() -> None:
    """The console script: one sentence instead of a traceback for whatever the instructor can mend."""
    # we compare small arrays, many at a time: threads within one comparison only get in each other's way
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(standalone_mode=True)
    except GraderError as error:
        click.echo(f"grader: {error}", err=True)
        sys.exit(error.exit_code)
