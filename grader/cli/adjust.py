"""`grader adjust`: points given by hand, over what a criterion came to by itself."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    epilog='Example:  grader adjust lovelac1 3.1 0.5 --because "The sign is a matter of convention."    '
    "grader adjust lovelac1 3.1 --drop    grader adjust lovelac1 --written accept",
    short_help="Give points by hand, confirm or drop them, or forget a student.",
)
@click.argument("student")
@click.argument("place", metavar="[PART]", required=False)
@click.argument("points", required=False)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="The grades folder; else the nearest grades/."
)
@click.option("--because", metavar="TEXT", default="", help="The reason; the student reads it, too.")
@click.option("--as", "name", metavar="NAME", help="Who decides; else git's or the system's name.")
@click.option("--confirm", is_flag=True, help="Points given earlier count for today's files, too.")
@click.option("--drop", is_flag=True, help="Points given earlier count no more.")
@click.option(
    "--written",
    type=click.Choice(["accept", "reject", "drop"]),
    help="Accept or reject STUDENT's written file, or drop what was decided about it.",
)
@click.option("--forget", is_flag=True, help="Take away all that is kept about STUDENT.")
def command(
    student: str,
    place: str | None,
    points: str | None,
    out: Path | None,
    because: str,
    name: str | None,
    *,
    written: str | None,
    **ways: bool,
) -> None:
    """Give STUDENT so many POINTS for PART (3.1, or 3.4/solution), in place of what the code earned.

    The decision, with reason, name and time, is added to a trail that is never changed; the sheet and the
    student's page say at once that points were set by hand, and why, but not by whom. It is bound to the
    files it was made on: after a resubmission, or when a change of the rubric gives these points by itself,
    the criterion is open until you --confirm or --drop it.

    --written answers a written file that breaks the rule: one that is rejected counts as not handed in.

    --forget takes away what a student's code did, their marks and decisions, and their page. What remains is
    a line that says so, and the files they handed in, which are yours.
    """
    forget = ways["forget"]
    chosen = [word for word, given in (*ways.items(), ("written", written)) if given]
    if len(chosen) > 1:
        raise click.UsageError(f"--{chosen[0]} and --{chosen[1]} exclude each other.")
    if (forget or written) and (place or points or (forget and because)):
        raise click.UsageError(f"--{chosen[0]} takes a STUDENT and no PART.")
    if written:
        _written(out, student, written, because, name)
    elif forget:
        _forget(out, student, name)
    elif place is None or (points is None) != bool(chosen):
        raise click.UsageError("Name a PART and its POINTS, or a PART with --confirm or --drop.")
    elif points is not None and not because.strip():
        raise click.UsageError('Points given by hand need a reason: --because "…".')
    else:
        _decide(out, student, place, points or "", because, name, chosen[0] if chosen else "adjust")


def _decide(
    out: Path | None, student: str, place: str, points: str, because: str, name: str | None, action: str
) -> None:
    from rich.console import Console

    from grader.pipeline.adjusting import Wish, decide
    from grader.pipeline.looking import who
    from grader.report.decisions import print_decided
    from grader.report.todo import print_moves

    reason = " ".join(because.split())
    wish = Wish(student, place, action, points, reason, who(name))  # type: ignore[arg-type]
    done = decide(out, wish)
    console = Console(highlight=False)
    print_decided(console, done.decision, done.before, done.after, done.head)
    print_moves(console, done.moves)


def _written(out: Path | None, student: str, answer: str, because: str, name: str | None) -> None:
    from rich.console import Console

    from grader.pipeline.looking import who
    from grader.pipeline.papers import decide_written
    from grader.report.decisions import print_decided
    from grader.report.todo import print_moves

    reason = " ".join(because.split())
    if answer == "reject" and not reason:
        raise click.UsageError('A written file that is rejected needs a reason: --because "…".')
    done = decide_written(out, student, answer, reason, who(name))  # type: ignore[arg-type]
    console = Console(highlight=False)
    print_decided(console, done.decision, done.before, done.after, done.head)
    print_moves(console, done.moves)


def _forget(out: Path | None, student: str, name: str | None) -> None:
    from rich.console import Console

    from grader.pipeline.forgetting import forget
    from grader.pipeline.looking import who
    from grader.report.decisions import print_forgotten

    gone = forget(out, student, who(name))
    print_forgotten(Console(highlight=False), gone.student, gone.counts, gone.left, gone.head)
