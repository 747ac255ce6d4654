"""Text that is safe in a spreadsheet's cell."""

from __future__ import annotations

from grader.model.text import line

__all__ = ["cell", "plain"]

FORMULA = tuple("=+-@\t\r＝＋－＠")  # the full-width ones start a formula in some locales


def cell(value: str) -> str:
    """A text from a student or a roster: one line, no control characters, and never a formula."""
    text = plain(value)
    return f"'{text}" if text and (text.startswith(FORMULA) or value.startswith(FORMULA)) else text


def plain(value: str) -> str:
    """One line of visible characters, cut where a cell would grow too large."""
    return line(value)
