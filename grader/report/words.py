"""The words people read: verdicts, points, and students' text made safe to show."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from grader.model.grade import CriterionGrade
from grader.model.verdict import Kind

__all__ = ["clean", "line", "points", "signed", "verdict_words"]

LIMIT = 2000
WORDS = {
    Kind.RIGHT: "right",
    Kind.PARTLY: "partly right",
    Kind.WRONG: "not right yet",
    Kind.CRASHED: "stopped with an error",
    Kind.TOO_SLOW: "took too long",
    Kind.TOO_BIG: "used too much memory",
    Kind.MISSING: "not found",
    Kind.NOT_ATTEMPTED: "not attempted",
    Kind.NOT_GRADED: "not graded (our fault)",
}
ESCAPES = re.compile(
    r"(?:\x1b\]|\x9d)[^\x07\x1b]*(?:\x07|\x1b\\)?"  # a title, a link
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b.?"  # colours, cursor moves, the rest
)


def verdict_words(grade: CriterionGrade, needs: tuple[str, ...] = ()) -> str:
    """The verdict as one says it to a student; `needs` names what a skipped criterion builds on."""
    kind = grade.verdict.kind
    if kind is Kind.PENDING:
        return "waiting for marking" if grade.by_hand else "waiting for a look"
    if kind is Kind.SKIPPED:
        return f"skipped (builds on {' and '.join(needs) or 'an earlier answer'})"
    return WORDS[kind]


def points(value: Fraction | Decimal | None, unknown: str = "–") -> str:
    """0.25, 1, 10 or 0.3333: half up to four decimals, without trailing zeros; never 0 for an open one."""
    if value is None:
        return unknown
    scaled = Fraction(value) * 10_000
    half_up = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    text = f"{half_up // 10_000}.{half_up % 10_000:04d}".rstrip("0").rstrip(".")
    return f"−{text}" if scaled < 0 and half_up else text


def signed(value: Fraction) -> str:
    """Points that were lost: −0.25."""
    return points(-value)


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
