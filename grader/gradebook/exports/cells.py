"""Text that is safe in a spreadsheet's cell."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["cell", "plain"]

LIMIT = 2000
FORMULA = tuple("=+-@\t\r＝＋－＠")  # the full-width ones start a formula in some locales
ESCAPES = re.compile(
    r"(?:\x1b\]|\x9d)[^\x07\x1b]*(?:\x07|\x1b\\)?"  # a title, a link
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b.?"  # colours, cursor moves, the rest
)


def cell(value: str) -> str:
    """A text from a student or a roster: one line, no control characters, and never a formula."""
    text = plain(value)
    return f"'{text}" if text and (text.startswith(FORMULA) or value.startswith(FORMULA)) else text


def plain(value: str) -> str:
    """One line of visible characters, cut where a cell would grow too large."""
    kept = "".join(_visible(character) for character in ESCAPES.sub("", value[: 10 * LIMIT]))
    text = " ".join(kept.split())
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"  # an undecodable file name; it would not survive UTF-8
    if category == "Cc":
        return " " if character in "\t\n\r\v\f" else ""
    if category == "Cf" and character not in "\u200c\u200d":  # joiners belong to words of some scripts
        return ""  # bidirectional overrides and other invisible characters
    return character
