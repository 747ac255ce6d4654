"""Points, exactly: read from text as fractions and shown as an instructor would write them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

UNSIGNED = r"(\d{1,6}(\.\d{0,9})?|\.\d{1,9}|\d{1,6}/\d{1,6})"  # bounded: 1e99999999 is not a grade


def exact(value: object) -> Fraction:
    """The exact number of points; ValueError with a clause in the instructor's words."""
    number = _number(value)
    if number is None:
        raise ValueError(f"must be a number like 2, 0.25 or 1/3, not {_quoted(value)}")
    if number < 0:
        raise ValueError(f"may not be negative, but is {shown(number)}")
    return number


def shown(points: Fraction) -> str:
    """0.35 where decimals end soon, 1/3 where they do not."""
    billionths = points * 10**9
    if billionths.denominator != 1:
        return str(points)
    whole, rest = divmod(abs(billionths.numerator), 10**9)
    return f"{'-' if points < 0 else ''}{whole}.{rest:09d}".rstrip("0").rstrip(".")


def _number(value: object) -> Fraction | None:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not re.fullmatch(f"[+-]?{UNSIGNED}", value.strip(), re.ASCII):
        return None
    try:
        return Fraction(value.strip())
    except ZeroDivisionError:
        return None


def _quoted(value: object) -> str:
    if isinstance(value, str):
        return f"“{value[:40]}”" if value else "an empty text"
    if value is None:
        return "nothing"
    return "a group of keys" if isinstance(value, dict) else "a list"
