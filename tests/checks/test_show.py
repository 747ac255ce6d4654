"""Any decoded value has a short text that is safe to print."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.show import brief, clean, cut, pair
from grader.model.sketch import sketch


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (np.bool_(False), "False"),
        (3, "3"),
        (np.int64(3), "3"),
        (2.0, "2"),
        (1 / 3, "0.333333"),
        (np.float32(0.1), "0.1"),
        (float("nan"), "nan"),
        (1 + 2j, "1+2j"),
        ("n^2", '"n^2"'),
        (b"ab", 'b"ab"'),
        ([1, 2.5], "[1, 2.5]"),
        ((1,), "(1,)"),
        ((1, "a"), '(1, "a")'),
        (set(), "set()"),
        ({"b", "a"}, '{"a", "b"}'),
        ({"y": [1.0]}, '{"y": [1]}'),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), "[[1, 2], [3, 4]]"),
        (np.array(2.5), "2.5"),
        (np.zeros((0, 3)), "[] of shape (0, 3)"),
        ([np.float64(1.5)], "[1.5]"),
        (object(), "a object object"),
    ],
)
def test_plain_texts(value, text):
    """Numbers have six digits and no type names around them."""
    assert brief(value) == text


def test_endless_integers():
    """An integer with very many digits is named by their number."""
    assert brief(10**5000) == "an integer of about 5001 digits"
    assert brief(2**100) == str(2**100)


def test_large_arrays_show_both_ends_and_their_shape():
    """The middle is left out and the shape said."""
    shown = brief(np.arange(1000))
    assert shown.startswith("[0, 1, 2, 3,")
    assert shown.endswith("998, 999] of shape (1000,)")
    assert "of shape (50, 60)" in brief(np.ones((50, 60)) / 3)
    assert "(500 entries)" in brief(list(range(500)))
    assert "shape (200,)" in brief(sketch(np.arange(200.0), "case/0"))


def test_controls_are_escaped():
    """Terminal controls, line ends, bidirectional marks and lone surrogates never reach a reader."""
    shown = brief("a\x1b[31m\n\u202eb\udc80\x00")
    assert shown.isprintable()
    assert r"\x1b" in shown
    assert r"\u202e" in shown


def test_pairs_that_look_alike_get_more_digits():
    """Two numbers that differ in the eighth digit are not shown as one."""
    assert pair(1.0, 1.00000001) == ("1", "1.00000001")
    assert pair(1.0, 1.5) == ("1", "1.5")


def test_cut_keeps_both_ends():
    """A text that is too long loses its middle."""
    assert cut("a" * 50 + "b" * 50, 20).startswith("aaa")
    assert cut("a" * 50 + "b" * 50, 20).endswith("bbb")
    assert len(cut("a" * 100, 20)) <= 20
    assert cut("abc", 20) == "abc"


@given(st.text(max_size=400), st.integers(min_value=0, max_value=200))
def test_clean_is_printable_and_capped(text, limit):
    """Whatever the text, what is shown is printable and no longer than asked."""
    shown = clean(text, limit)
    assert shown.isprintable()
    assert len(shown) <= limit


def test_cycles_end():
    """A list that holds itself, or an array that does, ends in an ellipsis."""
    loop = []
    loop.append(loop)
    assert "…" in brief(loop)
    array = np.empty((), dtype=object)
    array[()] = array
    assert "…" in brief(array)
