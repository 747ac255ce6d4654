"""A sketch keeps of a large array what tells it from others, and no more."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.sketch import ENTRIES, Sketch, positions, sketch

RNG = np.random.default_rng(7)


@given(st.integers(1, 200_000), st.text(max_size=10))
def test_the_entries_kept_depend_on_size_and_label_alone(size: int, label: str) -> None:
    """Want and got of equal size keep the same places, each once, within the array."""
    places = positions(size, label)
    assert np.array_equal(places, positions(size, label))
    assert len(set(places.tolist())) == len(places) == min(ENTRIES, size)
    assert 0 <= places.min() <= places.max() < size


def test_other_cases_look_at_other_entries() -> None:
    """An answer that is right at one case's 64 places only is found out by the next case."""
    assert not np.array_equal(positions(1_000_000, "big/0"), positions(1_000_000, "big/1"))


@pytest.mark.parametrize("code", ["f8", "f4", "f2", "i8", "u1", "?", "c16", "c8"])
@pytest.mark.parametrize("shape", [(1000,), (50, 40), (3_000_000,)], ids=str)
def test_a_sketch_tells_of_the_whole_array(code: str, shape: tuple[int, ...]) -> None:
    """Type, shape, length and the chosen entries are those of the array, by pieces or not."""
    array = RNG.integers(0, 2, shape).astype(code)
    kept = sketch(array, "case/0")
    assert isinstance(kept, Sketch)
    assert (kept.dtype, kept.shape, kept.finite) == (array.dtype.str, shape, True)
    wide = array.astype("c16" if array.dtype.kind == "c" else "f8")
    assert kept.norm == pytest.approx(np.linalg.norm(wide), rel=1e-12)
    assert np.array_equal(kept.entries, array.reshape(-1)[positions(array.size, "case/0")])


def test_any_change_changes_the_digest() -> None:
    """Two arrays that differ in one entry nobody kept still have different digests."""
    array = RNG.normal(size=10_000)
    other = array.copy()
    other[np.setdiff1d(np.arange(10_000), positions(10_000, "x"))[0]] += 1e-12
    assert sketch(array, "x").digest != sketch(other, "x").digest
    assert sketch(array, "x").digest == sketch(array.copy(order="F"), "x").digest


@pytest.mark.parametrize(("spoil", "finite"), [(np.nan, False), (np.inf, False), (1e300, True)])
def test_non_finite_entries_are_noticed_anywhere(spoil: float, finite: bool) -> None:
    """One NaN in a million is seen; numbers whose squares overflow are still finite."""
    array = np.ones(100_000)
    array[12_345] = spoil
    assert sketch(array, "x").finite is finite


@pytest.mark.parametrize(
    "value",
    [
        np.ones(ENTRIES),
        1.5,
        None,
        "word" * 100,
        [1.0] * ENTRIES,
        ["a"] * 100,
        [[1.0], [2.0, 3.0]] * 50,
        [10**30] * 100,
        np.array([None] * 100),
        {"a": np.ones(1000)},
        ["x" * 500_000, *[""] * 80_000],
        [[b"x" * 500_000, *[b""] * 40_000]] * 2,
        [1.0, "x" * 500_000, *[1.0] * 80_000],
        [np.array([1.0, 2.0]), [np.float64(3), None]] * 50,
    ],
    ids=range(14),
)
def test_small_things_and_things_that_are_no_array_stay(value: object) -> None:
    """Only arrays of numbers, and lists of them, of more than 64 entries are sketched.

    Texts least of all: one array of these would have 150 GB.
    """
    assert sketch(value, "x") is value


def test_lists_of_numbers_are_sketched_like_arrays() -> None:
    """A student who returns a list is compared like one who returns an array."""
    numbers = RNG.normal(size=(40, 5))
    for listed in (numbers.tolist(), [*numbers], [tuple(row) for row in numbers]):
        assert sketch(listed, "x").digest == sketch(numbers, "x").digest


def test_a_large_array_of_small_numbers_is_not_made_a_larger_one() -> None:
    """Eight million truth values are measured without eight times their bytes."""
    array = np.ones(8 << 20, dtype=bool)
    tracemalloc.start()
    try:
        sketch(array, "x")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * array.nbytes
