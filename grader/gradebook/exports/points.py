"""Points as they go out: exact, rounded once, and blank where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from grader.model.grade import GradeCard

__all__ = ["comma_in", "hundredths", "number", "score", "short"]

POINT, COMMA = re.compile(r"\s*-?\d+\.\d+\s*"), re.compile(r"\s*-?\d+,\d+\s*")


def score(card: GradeCard) -> Decimal | None:
    """What is sent of a card: None while it is open, and for whoever is missing or excused without points."""
    if card.open or (card.place != "graded" and not card.parts):
        return None
    total = card.total
    return None if total is None else hundredths(total)


def hundredths(value: Decimal | Fraction) -> Decimal:
    """Rounded half up to 2 decimals, on the exact value."""
    scaled = Fraction(value) * 100
    half_up = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(half_up).scaleb(-2)


def short(value: Decimal | Fraction, mark: str = ".") -> str:
    """96.0, 2.25, or 2,25: at least one decimal, as Classroom prints them."""
    text = f"{hundredths(value):.2f}"
    return text.removesuffix("0").replace(".", mark)


def number(value: Decimal | Fraction, mark: str = ".") -> str:
    """96.00 or 96,00: always two decimals."""
    return f"{hundredths(value):.2f}".replace(".", mark)


def comma_in(cells: Iterable[str], delimiter: str) -> str:
    """The decimal mark of a file by the numbers in it; of none, what its delimiter lets one expect."""
    points = commas = 0
    for cell in cells:
        points += POINT.fullmatch(cell) is not None
        commas += COMMA.fullmatch(cell) is not None
    if points == commas:
        return "," if delimiter == ";" else "."
    return "," if commas > points else "."
