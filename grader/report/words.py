"""The words people read: verdicts and points."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from grader.model.grade import CriterionGrade
from grader.model.verdict import Kind, is_borderline

__all__ = ["margin_words", "points", "signed", "verdict_words"]

FAR = 1e90  # an infinite distance, or nothing allowed
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


def verdict_words(grade: CriterionGrade, needs: tuple[str, ...] = ()) -> str:
    """The verdict as one says it to a student; `needs` names what a skipped criterion builds on."""
    kind = grade.verdict.kind
    if kind is Kind.PENDING:
        if grade.adjusted is not None:
            return "waiting for another look"
        return "waiting for marking" if grade.by_hand else "waiting for a look"
    if kind is Kind.SKIPPED:
        return f"skipped (builds on {' and '.join(needs) or 'an earlier answer'})"
    return f"{WORDS[kind]}, set by hand" if grade.adjusted is not None and not grade.by_hand else WORDS[kind]


def margin_words(margin: float | None) -> str:
    """How far the numbers are from the wanted ones, against what is allowed; "" for none, or not measured."""
    if not margin:
        return ""
    if margin >= FAR:
        return "far from what is allowed"
    mantissa, _, exponent = f"{margin:.0e}".partition("e")
    times = f"{margin:.2g}" if 1e-3 <= margin < 100 else f"{mantissa}e{int(exponent)}"
    return f"{times} times what is allowed{', borderline' if is_borderline(margin) else ''}"


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
