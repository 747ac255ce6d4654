"""Points are exact, bounded, and shown the way they are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.rubric.points import UNSIGNED, exact, shown


@given(st.from_regex(rf"\A{UNSIGNED}\Z", alphabet="0123456789./"))
def test_what_is_shown_reads_back_the_same(text):
    """Whatever can be written comes back from a message or a stored rubric unchanged."""
    try:
        points = exact(text)
    except ValueError:
        assert not int(text.partition("/")[2])
        return
    assert exact(shown(points)) == points


@given(st.fractions())
def test_what_is_shown_is_the_number_itself(points):
    """Sums in messages are exact, too."""
    assert Fraction(shown(points)) == points


@pytest.mark.parametrize(
    ("value", "points", "text"),
    [
        ("0.35", Fraction(7, 20), "0.35"),
        ("1/3", Fraction(1, 3), "1/3"),
        ("2.0", Fraction(2), "2"),
        (".5", Fraction(1, 2), "0.5"),
        ("120", Fraction(120), "120"),
        (0.1, Fraction(1, 10), "0.1"),
        (3, Fraction(3), "3"),
        (Decimal("0.25"), Fraction(1, 4), "0.25"),
        ("1.", Fraction(1), "1"),
        ("+1", Fraction(1), "1"),
    ],
)
def test_points_are_read_exactly(value, points, text):
    """A tenth is a tenth, however it arrives."""
    assert exact(value) == points
    assert shown(exact(value)) == text


@pytest.mark.parametrize("value", ["", "x", "1e5", "1/0", "1,5", "١", "9" * 7, True, None, [], {}, "nan"])
def test_what_is_no_number_is_refused(value):
    """Nothing is guessed, and nothing can be enormous."""
    with pytest.raises(ValueError, match="must be a number like 2"):
        exact(value)
