"""Students' text made safe to show: hostile wherever it comes from, cut where it grows too long."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["clean", "line"]

LIMIT = 2000
ESCAPES = re.compile(
    r"(?:\x1b\]|\x9d)[^\x07\x1b]*(?:\x07|\x1b\\)?"  # a title, a link
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b.?"  # colours, cursor moves, the rest
)


def clean(text: str, limit: int = LIMIT) -> str:
    """Text without terminal escapes, control and invisible direction characters, cut at `limit`."""
    kept = "".join(map(_visible, ESCAPES.sub("", text[: 10 * limit].replace("\r\n", "\n")))).strip("\n")
    return kept if len(kept) <= limit else f"{kept[:limit].rstrip()} … (cut here)"


def line(text: str, limit: int = LIMIT) -> str:
    """The same on one line, cut at a word."""
    whole = " ".join(clean(text, 10 * LIMIT).split())
    if len(whole) <= limit:
        return whole
    head = whole[: limit - 1]
    at = head.rfind(" ")
    return f"{(head[:at] if at > limit // 2 else head).rstrip(' ,;:')}…"


def _visible(character: str) -> str:
    if character in "\n\t" or character.isprintable():
        return character
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"  # an undecodable name; it would not survive UTF-8
    if character in "\r\v\f" or category in ("Zl", "Zp"):
        return "\n"
    if category == "Zs" or character in "\u200c\u200d":  # joiners belong to words of some scripts
        return character
    return ""
