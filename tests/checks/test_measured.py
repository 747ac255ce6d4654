"""Measuring, which most comparisons end with, against comparing in full."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.array import ArrayCheck
from grader.checks.base import BaseCheck, Tolerance
from grader.checks.mapping import MappingCheck
from grader.checks.numeric import read_numbers, wanted_numbers

USUAL = Tolerance()


def _coarse(values: list[float]) -> np.ndarray:
    with np.errstate(over="ignore"):
        return np.array(values).astype(np.float32)


NUMBERS = st.one_of(
    st.floats(width=32),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, 1.0, 1 + 1e-7, 1e200, 1e-200, 5e-324, 1.7e308]),
)
SHAPES = st.sampled_from([np.asarray, list, lambda values: np.array(values)[:, None], _coarse])
GOTS = st.one_of(
    st.tuples(SHAPES, st.lists(NUMBERS, min_size=3, max_size=3)).map(lambda pair: pair[0](pair[1])),
    st.sampled_from([None, "text", {}, np.zeros(2), np.array([1.0, 2.0, 3.0]), np.array([1 + 1j, 2, 3])]),
)
WANTS = st.lists(st.floats(-1e300, 1e300), min_size=3, max_size=3).map(np.array)


def _ways(check: BaseCheck, want: object, got: object, scale: float | None) -> None:
    whole, taken = check.compare(want, got, USUAL, scale), check.taken(got)
    measured = check.measure(want, taken, USUAL, scale)
    assert check.compare(want, taken, USUAL, scale) == whole
    assert check.worded(measured, want, taken, USUAL, scale) == whole
    facts = [(one.equal, one.share, one.margin, one.slip, one.keys, one.notes) for one in (measured, whole)]
    assert facts[0] == facts[1]
    assert check.agrees(want, got, USUAL, scale) == whole.equal
    assert check.agrees(want, taken, USUAL, scale) == whole.equal


@given(
    want=WANTS,
    got=GOTS,
    scale=st.sampled_from([None, 0.0, 1.0, 1e200]),
    column=st.sampled_from(["note", "mistake"]),
)
def test_an_array_is_the_same_measured_first_and_worded_after(want, got, scale, column) -> None:
    """Words change nothing of what counts, and a value read before is compared as one that was not."""
    with np.errstate(over="ignore"):
        _ways(ArrayCheck(column=column), want, got, scale)


@given(want=WANTS, gots=st.dictionaries(st.sampled_from(["a", "A ", "b", "c"]), GOTS))
def test_a_mapping_is_the_same_measured_first_and_worded_after(want, gots) -> None:
    """The same entry by entry, also where some are missing or go by another spelling."""
    with np.errstate(over="ignore"):
        _ways(MappingCheck(), {"a": want, "b": want * 0.5}, gots, None)


@given(want=WANTS, got=WANTS)
def test_the_margin_is_the_distance_over_what_is_allowed_at_any_size(want, got) -> None:
    """Numbers divided by a power of two give the very margin that they give undivided."""
    margin = ArrayCheck().compare(want, got, USUAL).margin
    with np.errstate(all="ignore"):
        distance, reach = np.linalg.norm(got - want), np.linalg.norm(want)
        allowed = USUAL.rel * reach + USUAL.abs
    if 1e-150 < distance < 1e150 and reach < 1e150 and (reach == 0 or np.abs(want).max() > 1e-100):
        assert margin == min(distance / allowed, 1e99)
    elif np.array_equal(want, got):
        assert margin == 0


def test_a_want_is_read_once_and_never_taken_for_another() -> None:
    """What was read of a want is found by the very object, which is held as long as that is remembered."""
    want = np.array([1.0, 2.0])
    assert wanted_numbers(want) is wanted_numbers(want)
    for number in range(10_000):
        assert wanted_numbers(float(number)).values == number
    again = read_numbers(want)
    assert not isinstance(again, str)
    assert np.array_equal(wanted_numbers(want).values, again.values)
