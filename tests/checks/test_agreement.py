"""Whether two answers agree can be asked without the words about it, and the answer is the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.checks import ArrayCheck, ExactCheck, Tolerance
from grader.model.sketch import sketch

NUMBERS = st.one_of(
    st.floats(),
    st.integers(-3, 3),
    st.sampled_from(["1", None, [1.0, 2.0], [[1.0], [2.0]], {"a": 1}, True]),
    arrays.arrays(np.float64, arrays.array_shapes(max_dims=2, max_side=3), elements=st.floats(-2, 2)),
)
WANTED = arrays.arrays(np.float64, arrays.array_shapes(max_dims=1, max_side=3), elements=st.integers(-2, 2))


@given(want=WANTED, got=NUMBERS, column=st.sampled_from(["note", "mistake"]))
def test_arrays_agree_where_their_match_is_equal(want: object, got: object, column: str) -> None:
    """Kind, shape, finiteness, columns and distance count alike."""
    check, tolerance = ArrayCheck(column=column), Tolerance()
    assert check.agrees(want, got, tolerance, 2.0) == check.compare(want, got, tolerance, 2.0).equal


def test_sketches_agree_where_their_match_is_equal() -> None:
    """So do results that are kept as sketches."""
    check, values = ArrayCheck(), np.arange(300.0)
    for other in (values, values + 1e-12, values + 1, values[:-1]):
        pair = sketch(values, "a/0"), sketch(other, "a/0")
        assert check.agrees(*pair, Tolerance()) == check.compare(*pair, Tolerance()).equal


@given(want=st.booleans(), got=st.sampled_from([True, False, 0, 1, "True", None]))
def test_other_checks_agree_as_they_compare(want: bool, got: object) -> None:
    """A check without a quicker way compares."""
    check = ExactCheck()
    assert check.agrees(want, got, Tolerance()) == check.compare(want, got, Tolerance()).equal
