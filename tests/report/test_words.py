"""The words people read."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.grade import CriterionGrade
from grader.model.text import clean, line
from grader.model.verdict import Kind, Verdict
from grader.report.words import points, signed, verdict_words


def _grade(kind: Kind, by_hand: bool = False) -> CriterionGrade:
    return CriterionGrade("3.1", "value", "", None, Fraction(1), Verdict(kind), by_hand)


def test_every_verdict_has_words_of_its_own() -> None:
    """No verdict is shown by its inner name, and no two share their words."""
    words = [verdict_words(_grade(kind)) for kind in Kind]
    assert len(set(words)) == len(words)
    assert not any("_" in text or text == "pending" for text in words)


def test_who_is_waited_for() -> None:
    """Work to mark and code to look at wait for different things; a skipped one names what it builds on."""
    assert verdict_words(_grade(Kind.PENDING, by_hand=True)) == "waiting for marking"
    assert verdict_words(_grade(Kind.PENDING)) == "waiting for a look"
    assert (
        verdict_words(_grade(Kind.SKIPPED), ("solution", "path")) == "skipped (builds on solution and path)"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(10), "10"),
        (Decimal("0.50"), "0.5"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(1, 20000), "0.0001"),
        (None, "–"),
        (Fraction(0), "0"),
    ],
)
def test_points_as_an_instructor_writes_them(value: Fraction | Decimal | None, text: str) -> None:
    """No trailing zeros, half up, and an open one is not a zero."""
    assert points(value) == text


def test_losses_carry_a_minus() -> None:
    """A loss is told with a real minus sign."""
    assert signed(Fraction(1, 4)) == "−0.25"


def test_escapes_go_with_all_they_carry() -> None:
    """A colour, a window title, a link or a direction override leaves nothing behind."""
    text = "\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b]8;;http://x\x1b\\link \u202egnp\u2066 \x9b2Jx \x00\x08."
    assert clean(text) == "red link gnp x ."


@given(st.text(), st.integers(min_value=1, max_value=60))
def test_cleaned_text_is_capped_and_printable(text: str, limit: int) -> None:
    """Whatever a student wrote fits a file and a terminal."""
    safe = clean(text, limit)
    assert len(safe) <= limit + len(" … (cut here)")
    assert "\x1b" not in safe
    assert all(ord(character) >= 32 or character in "\n\t" for character in safe)
    assert len(line(text, limit)) <= limit
    assert "\n" not in line(text, limit)
    safe.encode("utf-8")
