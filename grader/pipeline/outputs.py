"""What a finished run leaves in the grades folder besides its memory."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from grader.collect.aliases import proposed
from grader.gradebook.exports.classroom import write_classroom
from grader.gradebook.exports.tables import write_tables
from grader.model.files import write
from grader.pipeline.run import Graded
from grader.report.account import PROPOSED
from grader.report.again import Again, run_again
from grader.report.cases import describe
from grader.report.pages import page_name, write_feedback, write_index
from grader.report.terminal import isolation_words


def write_outputs(graded: Graded, out: Path, only: Collection[str] | None = None) -> None:
    """Tables, the Classroom sheet, a page per student, the report; pages of students gone are removed.

    With `only`, the pages of these students alone.
    """
    rubric = graded.source.rubric
    write_tables(out, graded.cards, rubric)
    write_classroom(out, graded.cards, rubric)
    there = [card for card in graded.cards if card.place == "graded"]
    pages = {page_name(card.student) for card in there}
    _write_proposals(graded, out)
    now = datetime.now(UTC)
    for card in (card for card in there if only is None or card.student in only):
        write_feedback(
            out / "feedback",
            card,
            rubric,
            lambda question, label: describe(graded.calls, question, label),
            run_again=_run_again(graded, card.student),
            plots=graded.plots.get(card.student, ()),
            now=now,
        )
    for stale in (out / "feedback").glob("*.html"):
        if stale.name not in pages:
            with suppress(OSError):
                stale.unlink()
    write_report(graded, out)


def write_report(graded: Graded, out: Path) -> None:
    """The instructor's page alone."""
    write_index(
        out / "report" / "index.html",
        graded.cards,
        graded.source.rubric,
        isolation=isolation_words(graded.isolation),
        notes=graded.notes,
        looked=graded.looked,
        groups=graded.groups,
        trail=str(graded.trail or ""),
        account=graded.account,
    )


def _write_proposals(graded: Graded, out: Path) -> None:
    """Lines for aliases.csv, one for each case that such a line would settle; no file where there is none."""
    path = out / PROPOSED
    if any(case.found for case in graded.account.open):
        write(path, proposed(graded.account.open))
    else:
        path.unlink(missing_ok=True)


def _run_again(graded: Graded, student: str) -> Callable[[str, str], Again | None]:
    """How this student's cases are run again."""
    known = graded.homes.get(student, {})

    def lines(question: str, label: str) -> Again | None:
        return run_again(graded.calls, known[question], question, label) if question in known else None

    return lines
