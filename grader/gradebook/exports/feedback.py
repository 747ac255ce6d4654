"""What students get: their pages under names nobody guesses, an index for a mail merge, short comments."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from grader.errors import GraderError
from grader.gradebook.exports.comments import comment_for
from grader.gradebook.exports.filling import listed
from grader.gradebook.exports.pages import page_of
from grader.gradebook.exports.points import number, score
from grader.gradebook.exports.sending import Row, Sending
from grader.model.cells import cell
from grader.model.files import write

__all__ = ["send_feedback"]

PAGES = "pages"  # this folder alone may be put on a web server: the index beside it names everybody


def send_feedback(place: Path, sending: Sending) -> Sequence[str]:
    """Write pages/, index.csv and comments.csv; who has no points yet gets no page, and is named."""
    now = datetime.now(UTC)
    index: list[Sequence[str]] = [("name", "email", "file", "total")]
    comments: list[Sequence[str]] = [("student", "name", "email", "comment")]
    without, lost, unknown = [], [], []
    for row in sending:
        card, points = row.card, score(row.card)
        page = None if points is None else page_of(row, sending)
        if points is None:
            without.append(card.student)
        elif page is None:
            lost.append(card.student)
        file = f"{PAGES}/{row.token}.html" if page is not None else ""
        if page is not None:
            write(place / file, page)
        email = next(iter(row.emails), "")
        if page is not None and not email:
            unknown.append(card.student)
        who = (cell(_called(row)), cell(email))
        index.append((*who, file, "" if points is None else number(points)))
        comments.append((cell(card.student), *who, cell(comment_for(card, sending.rubric, now))))
    if lost:
        raise GraderError(f"There is no page for {listed(lost)}; `grader regrade` writes them all anew.")
    write(place / "index.csv", _csv(index))
    write(place / "comments.csv", _csv(comments))
    notes = ["Only the folder pages/ may be put where students can reach it: index.csv names everybody."]
    notes += [f"No page yet, as there are no points to tell: {listed(without)}."] if without else []
    notes += [f"No address is known of {listed(unknown)}."] if unknown else []
    return notes


def _called(row: Row) -> str:
    """As one writes to them: first name first."""
    last, first = row.halves
    return " ".join(filter(None, (first, last)))


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
