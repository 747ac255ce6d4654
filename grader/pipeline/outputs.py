"""What a finished run leaves in the grades folder besides its memory."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from grader.gradebook.exports.classroom import write_classroom
from grader.gradebook.exports.tables import write_tables
from grader.pipeline.run import Graded
from grader.report.cases import describe
from grader.report.pages import page_name, write_feedback, write_index
from grader.report.terminal import isolation_words


def write_outputs(graded: Graded, out: Path) -> None:
    """Tables, the Classroom sheet, a page per student, the report; pages of students gone are removed."""
    rubric = graded.source.rubric
    write_tables(out, graded.cards, rubric)
    write_classroom(out, graded.cards, rubric)
    pages = {page_name(card.student) for card in graded.cards}
    for card in graded.cards:
        write_feedback(
            out / "feedback", card, rubric, lambda question, label: describe(graded.calls, question, label)
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
    )
