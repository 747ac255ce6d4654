"""`raises`: the exception that is asked for. `data`: texts, lists and dicts, entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import DataCheck, RaisesCheck, Tolerance
from grader.model import marked
from grader.model.verdict import Match


class OddError(ValueError):
    """A student's own."""


class Borrowed(Exception):  # noqa: N818 - renamed below
    """It only looks like a ValueError."""


Borrowed.__name__ = "ValueError"


def raising(error: BaseException) -> dict[str, Any]:
    """An exception as it arrives."""
    return marked.raised(error)


WANT = raising(ValueError("no such  time"))


@pytest.mark.parametrize(
    ("got", "says", "equal"),
    [
        (raising(ValueError("other words")), {}, True),
        (raising(OddError()), {}, True),
        (raising(OddError()), {"exact": True}, False),
        (raising(ValueError()), {"exact": True}, True),
        (raising(Exception("no such time")), {}, False),
        (raising(TypeError("no such time")), {}, False),
        (raising(Borrowed("no such time")), {}, False),
        (raising(ValueError("No such time")), {"message": "same"}, True),
        (raising(ValueError("There is no such time: 25:00")), {"message": "same"}, False),
        (raising(ValueError("There is no such time: 25:00")), {"message": "holds"}, True),
        (raising(ValueError("too late")), {"message": "holds"}, False),
        (None, {}, False),
        ("ValueError", {}, False),
        ({marked.RAISED: []}, {}, False),
        ({marked.RAISED: [1, 2]}, {}, False),
    ],
)
def test_the_class_counts_and_the_message_where_it_is_asked_for(
    got: object, says: dict[str, Any], equal: bool
) -> None:
    """A class derived from the wanted one is right; one more general is not, nor one that borrows a name."""
    match = RaisesCheck(**says).compare(WANT, got, Tolerance())
    assert match.equal is equal
    assert bool(match.say) is not equal
    assert "no such" not in match.say


def test_a_mistake_that_returns_is_no_exception() -> None:
    """Named mistakes may return where the reference raises; neither an exception nor a value equals that."""
    for got in (WANT, 3):
        assert not RaisesCheck().compare(3, got, Tolerance()).equal


def data(want: object, got: object, **says: Any) -> Match:
    """The data check's word."""
    return DataCheck(**says).compare(want, got, Tolerance())


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ("Ada", "Ada"),
        ([1, 2], (1, 2.0)),
        ([1, 2], np.array([1, 2])),
        ({"a": [1.0, None]}, {"a": [1.0 + 1e-9, None]}),
        ({1, 2}, {2, 1}),
        ({("a", 1): True}, {("a", 1): True}),
        ([], []),
        (0.1 + 0.2, 0.3),
    ],
)
def test_what_means_the_same(want: object, got: object) -> None:
    """Lists and tuples are one, whole numbers and floats are numbers, rounding costs nothing."""
    assert data(want, got).equal


@pytest.mark.parametrize(
    ("want", "got", "said"),
    [
        ("Ada", "ada", "The text is not the expected one"),
        ("Ada", ["Ada"], "a list where a text"),
        (["a", "b"], ["a", "c"], "The text at [1]"),
        (["a", "b"], ["a"], "has 1 entries; 2 were expected"),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, 'The number at ["a"]["b"]'),
        ({"a": 1}, {}, "lacks 1 of those expected"),
        ({"a": 1}, {"a": 1, "secret": 2}, 'a key that is not expected: "secret"'),
        ({1, 2}, {1}, "The set is not the expected one"),
        (True, 1, "a number where a truth value"),
        (1, True, "a truth value where a number"),
        ([1], None, "is a return missing"),
        (None, 0, "a number where None"),
        (1.0, float("nan"), "The number is not"),
        ([[1]], [[[1]]], "a list where a number"),
    ],
)
def test_the_first_difference_is_named(want: object, got: object, said: str) -> None:
    """With its place in the answer."""
    match = data(want, got)
    assert not match.equal
    assert said in match.say


def test_texts_and_order_may_be_forgiving() -> None:
    """Where the rubric says so, and nowhere else."""
    assert data(["Ada L"], ["ada-l"], text="forgiving").equal
    assert data({"Ada"}, {"ada "}, text="forgiving").equal
    assert data([["a"], ["b"], [0.1 + 0.2]], [[0.3], ["a"], ["b"]], order="any").equal
    assert not data([["a"], ["b"]], [["a"], ["a"]], order="any").equal
    assert not data([["a"], ["b"]], [["b"], ["a"]]).equal
    assert not data(["a"], ["a", "a"], order="any").equal


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(values, values)
def test_it_never_breaks_and_a_value_is_itself(want: object, got: object) -> None:
    """In any order of entries, too."""
    assert data(want, want).equal
    assert data(want, want, order="any").equal
    assert isinstance(data(want, got).equal, bool)
    assert data(want, got, order="any").equal >= data(want, got).equal
