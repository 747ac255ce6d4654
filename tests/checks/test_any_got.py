"""No check raises, whatever a student hands in; and nothing it says is unfit to print."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.checks import (
    ArrayCheck,
    DirectionCheck,
    ExactCheck,
    GraphCheck,
    GrowthCheck,
    LineCheck,
    MappingCheck,
    Tolerance,
)
from grader.checks.show import LIMIT, brief
from grader.model.sketch import sketch

BIG = sketch(np.arange(100.0), "case/0")
CASES = {
    "vector": (ArrayCheck(), np.array([1.0, 2.0, 3.0])),
    "column": (ArrayCheck(column="mistake", rel=0.0, abs=0.0), np.array([1.0, 2.0])),
    "number": (ArrayCheck(), 2.0),
    "matrix": (ArrayCheck(), np.eye(2)),
    "complex": (ArrayCheck(), np.array([1j, 2.0])),
    "sketch": (ArrayCheck(), BIG),
    "yes": (ExactCheck(), True),
    "whole": (ExactCheck(), 3),
    "word": (ExactCheck(choices=("left", "right")), "left"),
    "growth": (GrowthCheck(), "n^2"),
    "graph": (GraphCheck(ignore=("w",), distinct=(("r", "R"),)), [("x", "z"), ("z", "R")]),
    "line": (LineCheck(), (2.0, 1.0, 2.0)),
    "direction": (DirectionCheck(sign="either"), (1.0, 0.0)),
    "mapping": (MappingCheck(column="mistake"), {"y": np.ones(2), "x": 1.0}),
}

numbers = (
    st.booleans()
    | st.integers()
    | st.integers(0, 6000).map(lambda digits: -(10**digits))
    | st.sampled_from([2**63, 0, 1])
    | st.floats()
    | st.complex_numbers()
    | st.floats(width=32).map(np.float32)
    | st.integers(-128, 127).map(np.int8)
    | st.booleans().map(np.bool_)
    | st.complex_numbers().map(np.complex128)
)
plain_arrays = st.sampled_from(
    [np.float64, np.float32, np.float16, np.int64, np.uint8, np.bool_, np.complex128, np.complex64]
).flatmap(lambda dtype: arrays(dtype, array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3)))
odd_arrays = st.sampled_from(
    [
        np.array(["a", "b"]),
        np.array([1, None, "x"], dtype=object),
        np.array([[1], [1, 2]], dtype=object),
        np.array(["2020-01-01", "NaT"], dtype="datetime64[D]"),
        np.array([1], dtype="timedelta64[s]"),
        np.zeros(2, dtype=[("a", float), ("b", int)]),
        np.timedelta64("NaT"),
        BIG,
        sketch(np.full(100, np.nan), "case/0"),
        sketch(np.full(100, 1e300), "case/0"),
        sketch(np.ones((100, 1)), "case/0"),
        sketch(np.ones(200, dtype=bool), "case/0"),
        sketch(np.ones(100, dtype=np.complex64), "case/0"),
    ]
)
words = st.text(max_size=20) | st.sampled_from(["x", "z", "R", "y", "left", "x->z", "O(n^2)", "yes"])
leaves = st.none() | numbers | words | st.binary(max_size=10) | plain_arrays | odd_arrays
hashable = st.none() | numbers | words | st.binary(max_size=5) | st.tuples(words, words)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.sets(hashable, max_size=4)
        | st.dictionaries(hashable, inner, max_size=4)
    ),
    max_leaves=12,
)


def deep(levels):
    """A list in a list in a list."""
    value = [1.0]
    for _ in range(levels):
        value = [value]
    return value


def examine(check, want, got):
    """Compare, and hold the match to what is promised of every match."""
    match = check.compare(want, got, Tolerance())
    assert match.equal is (match.share == 1) or isinstance(check, MappingCheck)
    assert isinstance(match.share, Fraction)
    assert 0 <= match.share <= 1
    assert match.equal or match.say
    assert not (match.equal and match.slip)
    assert match.margin is None or (match.margin >= 0 and np.isfinite(match.margin))
    for text in (match.say, match.want, match.got, *match.notes):
        assert text.isprintable()
        assert len(text) < 600


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(got=values)
def test_no_got_raises(name, got):
    """Whatever the decoded value, a check answers with a whole match."""
    examine(*CASES[name], got)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    "got",
    [deep(10), deep(23), [[]], [[], []], [{}], np.ones((1,) * 8), [np.ones((1,) * 8)], deep(5000)],
    ids=range(8),
)
def test_deep_and_empty_things(name, got):
    """Depth and emptiness end in a sentence, too."""
    examine(*CASES[name], got)


@pytest.mark.parametrize("name", CASES)
def test_every_want_equals_itself(name):
    """A check accepts its own want, so a reference handed in as a submission is right."""
    check, want = CASES[name]
    assert check.compare(want, want, Tolerance()).equal


@settings(max_examples=300, deadline=None)
@given(values, st.integers(min_value=8, max_value=300))
def test_anything_has_a_short_text(value, limit):
    """The text of any value is printable and no longer than asked."""
    text = brief(value, limit)
    assert text.isprintable()
    assert len(text) <= limit
    assert len(brief(value)) <= LIMIT
