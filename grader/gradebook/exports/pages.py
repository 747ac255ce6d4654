"""The students' pages as they lie in the grades folder."""

from __future__ import annotations

from grader.gradebook.exports.sending import Row, Sending
from grader.model.files import named

__all__ = ["page_of"]


def page_of(row: Row, sending: Sending) -> bytes | None:
    """A student's page; None where there is none."""
    if sending.feedback is None:
        return None
    path = sending.feedback / f"{named(row.card.student)}.html"
    return path.read_bytes() if path.is_file() else None
