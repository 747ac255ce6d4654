"""An instructor's text on a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.mathematics import code, prose


def test_mathematics_between_dollars_is_mathml() -> None:
    """A formula in a title or a hint reads as one, without any script."""
    made = prose("The shortest $w = X^+ t$ of all")
    assert made.startswith("The shortest <math")
    assert "<msup><mi>X</mi>" in made
    assert made.endswith("</math> of all")


@pytest.mark.parametrize(
    "text", ["It costs $5 and $6.", "a $ b $ c", "no dollar", r"\$x$ escaped", "$$", "US$x$", r"$\frac{$"]
)
def test_other_dollars_stay_as_they_are(text: str) -> None:
    """Money is no formula, and what cannot be read is shown as it is written."""
    assert prose(text) == text


def test_names_between_backticks_are_code() -> None:
    """Beside formulas, too."""
    assert prose("`w` is $w$").startswith("<code>w</code> is <math")
    assert code("`w` is $w$") == "<code>w</code> is $w$"


@given(st.text(alphabet="<>&\"'$`\\{}abc=/ script", max_size=60))
def test_markup_never_gets_through(text: str) -> None:
    """Whatever stands between dollars or backticks is escaped."""
    made = prose(text).lower()
    assert "<script" not in made
    assert "<a" not in made
    assert "<b" not in made
