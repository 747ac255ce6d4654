"""Numbers are compared by kind, then shape, then finiteness, then distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.checks import ArrayCheck, Tolerance
from grader.errors import OracleError
from grader.model.sketch import sketch

T = Tolerance()
WANT = np.array([1.0, 2.0, 3.0])


def match(want, got, scale=None, tolerance=T, **parameters):
    """Compare as an array check with these parameters would."""
    return ArrayCheck(**parameters).compare(want, got, tolerance, scale)


@pytest.mark.parametrize(
    "got",
    [
        WANT,
        [1, 2, 3],
        (1.0, 2.0, 3.0),
        [np.float64(1), 2, np.array(3.0)],
        np.array([1, 2, 3], dtype=np.uint8),
        WANT.astype(np.float32),
        WANT.astype(np.float16),
        WANT.astype(complex),
        WANT[::-1][::-1],
        WANT + 1e-9,
    ],
)
def test_numbers_in_any_dress_are_equal(got):
    """Lists, tuples, other number types and rounding errors do no harm."""
    result = match(WANT, got)
    assert result.equal
    assert result.share == 1
    assert result.margin is not None
    assert 0 <= result.margin <= 1


@pytest.mark.parametrize(
    ("got", "word"),
    [
        (None, "None"),
        ("1 2 3", "text"),
        (b"123", "bytes"),
        ({"a": 1}, "dictionary"),
        ({1, 2, 3}, "set"),
        (True, "true or false"),
        ([True, False, True], "true or false"),
        ([1.0, 2.0, True], "true or false"),
        (np.array([True, False, True]), "true or false"),
        ([1.0, None, 3.0], "None"),
        ([[1.0], [2.0, 3.0]], "differ in length"),
        ([1.0, [2.0], 3.0], "differ in length"),
        ([1, 2, 10**400], "too large"),
        (object(), "not made of numbers"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "not made of numbers"),
    ],
)
def test_what_is_not_numbers_is_told_so(got, word):
    """A result of another kind is wrong with a sentence about its kind, before anything else."""
    result = match(WANT, got)
    assert not result.equal
    assert word in result.say


@pytest.mark.parametrize("got", [1.0, [1.0], [2.0, 2.0], np.ones((2, 2)), np.ones((1, 3, 1)), [], np.ones(4)])
def test_shapes_never_broadcast(got):
    """An array of another shape is wrong even where NumPy would stretch it, and both shapes are named."""
    result = match(np.ones(3), got)
    assert not result.equal
    assert "expected shape (3,)" in result.say


def test_both_shapes_are_named_before_values():
    """Shape comes first: a wrong shape full of nan is still a wrong shape."""
    assert match(WANT, np.full((3, 2), np.nan)).say == "Your answer has shape (3, 2); expected shape (3,)."


@pytest.mark.parametrize(("got", "form"), [(WANT[:, None], "column"), (WANT[None, :], "row")])
def test_a_column_is_a_note_or_a_mistake(got, form):
    """(n, 1) for (n,) is accepted with a note, or, where it matters, a slip of form."""
    noted = match(WANT, got)
    assert noted.equal
    assert form in noted.notes[0]
    slipped = match(WANT, got, column="mistake")
    assert (slipped.equal, slipped.share, slipped.slip) == (False, 0, "column")
    assert "broadcasts" in slipped.say


def test_a_column_of_wrong_values_is_plainly_wrong():
    """Form is forgiven only where the values are right."""
    result = match(WANT, 2 * WANT[:, None], column="mistake")
    assert (result.equal, result.slip) == (False, "")
    assert not match(WANT, 2 * WANT[:, None]).equal


@pytest.mark.parametrize("got", [[2.0], [[2.0]], np.array([2.0]), np.array(2.0), np.float64(2), 2])
def test_a_number_may_come_as_one_entry(got):
    """Where a number is wanted an array with one entry will do."""
    assert match(2.0, got).equal
    assert match(np.array(2.0), got).equal


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nothing_equals_nan_or_infinity(bad):
    """A result that is not finite is wrong, and its first such entry named, whatever the tolerance."""
    result = match(WANT, [1.0, bad, bad], tolerance=Tolerance(rel=1e9, abs=1e9))
    assert not result.equal
    assert result.say.startswith("Entry [1] is ")


@pytest.mark.parametrize("want", [np.nan, [1.0, np.inf], "text", None, [True], {"a": 1}, [[1], [1, 2]]])
def test_an_unusable_want_is_the_references_fault(want):
    """A want that is no finite numbers raises, whoever handed in what."""
    with pytest.raises(OracleError):
        match(want, 1.0)


@pytest.mark.parametrize("scale", [np.nan, np.inf, -1.0])
def test_an_unusable_scale_is_the_references_fault(scale):
    """A scale must be a finite number of size."""
    with pytest.raises(OracleError):
        match(1.0, 1.0, scale=scale)


def test_the_sentence_names_the_entry_and_keeps_our_value():
    """The entry that is relatively farthest is named with the student's value, never with ours."""
    result = match([10.0, 20.0, 7.25], [10.0, 20.1, 3.5])
    assert result.say == "Entry [2] differs; yours is 3.5."
    assert result.want == "[10, 20, 7.25]"
    assert result.got == "[10, 20.1, 3.5]"
    assert match(np.eye(2), [[1, 5], [0, 1]]).say == "Entry [0, 1] differs; yours is 5."
    assert match(2.0, 3.0).say == "Your number differs; it is 3."


def test_texts_that_would_look_alike_get_more_digits():
    """Expected and Yours are not shown as the same text when they differ."""
    result = match([1.0], [1.00001])
    assert result.want != result.got


def test_tolerance_is_of_the_norm():
    """‖got − want‖ ≤ rel·‖want‖ + abs, and the margin is their quotient."""
    far = match([3.0, 4.0], [3.0, 4.1], tolerance=Tolerance(rel=0.01, abs=0))
    assert not far.equal
    assert match([3.0, 4.0], [3.0, 4.1], rel=0.05).margin == pytest.approx(0.4)
    assert match([3.0, 4.0], [3.0, 4.1], abs=1.0, rel=0.0).margin == pytest.approx(0.1)
    assert far.margin == pytest.approx(2)


def test_a_scale_stands_for_the_size_of_the_want():
    """Where the want is about zero its relative tolerance comes from the scale."""
    assert not match(0.0, 1e-4, tolerance=Tolerance(abs=0)).equal
    assert match(0.0, 1e-4, scale=1000.0, tolerance=Tolerance(abs=0)).equal


def test_single_precision_has_a_wider_tolerance_and_a_note():
    """float32 results are right to four digits, float64 results must do better."""
    off = WANT * (1 + 5e-5)
    assert not match(WANT, off).equal
    result = match(WANT, off.astype(np.float32))
    assert result.equal
    assert "precision" in result.notes[0]
    assert match(WANT, [np.float32(x) for x in off]).equal
    assert not match(WANT, (WANT * 1.001).astype(np.float32)).equal


def test_an_imaginary_part_is_a_difference():
    """Complex numbers count as real ones only as far as their imaginary part vanishes."""
    assert match(WANT, WANT + 0j).notes
    assert not match(WANT, WANT + 1j).equal
    assert match(WANT + 1j, WANT + 1j).equal


@pytest.mark.parametrize("size", [1e-320, 1e-250, 1e-160, 1e160, 1e300, 1.7e308])
def test_neither_overflow_nor_underflow_decides(size):
    """Squares of very large or small numbers neither warn nor make different things equal."""
    exact = Tolerance(rel=1e-3, abs=0)
    want = np.array([size, size / 2])
    assert match(want, want.copy(), tolerance=exact).equal
    assert not match(want, -want, tolerance=exact).equal
    assert not match(want, want[::-1], tolerance=exact).equal
    assert match(want.astype(complex), want * (1 + 0j), tolerance=exact).equal


def test_zero_tolerance_still_accepts_the_same():
    """With no tolerance at all the same numbers are equal, and any other is infinitely far, finitely said."""
    none = Tolerance(rel=0, abs=0)
    assert match(WANT, WANT.copy(), tolerance=none).margin == 0
    far = match(WANT, WANT + 1e-12, tolerance=none)
    assert not far.equal
    assert np.isfinite(far.margin)


def test_empty_arrays_are_equal_to_empty_arrays_alone():
    """No entries is a shape like any other."""
    assert match(np.zeros((0, 3)), np.zeros((0, 3))).equal
    assert match(np.zeros(0), []).equal
    assert not match(np.zeros((0, 3)), []).equal


class TestSketches:
    """Large results are compared on their sketches, by the same rules."""

    BIG = np.arange(1.0, 1001.0)

    def compare(self, want, got, **parameters):
        """Sketch both and compare."""
        return match(sketch(want, "case/0"), sketch(got, "case/0"), **parameters)

    @pytest.mark.parametrize("got", [BIG, BIG + 1e-7, BIG.astype(np.float32), BIG.tolist(), BIG.astype(int)])
    def test_equal(self, got):
        """The forgiving rules hold for sketches."""
        assert self.compare(self.BIG, got).equal

    @pytest.mark.parametrize("got", [2 * BIG, BIG[::-1], -BIG, BIG + 1])
    def test_different(self, got):
        """Values that differ differ in their sketches, and one of the student's is named."""
        result = self.compare(self.BIG, got)
        assert not result.equal
        assert "yours" in result.say

    def test_a_single_entry_shows_in_the_norm(self):
        """An entry that is not kept still counts through the norm."""
        for at in range(0, 1000, 37):
            got = self.BIG.copy()
            got[at] += 1e4
            assert not self.compare(self.BIG, got).equal

    def test_shape_and_finiteness_come_first(self):
        """Another shape, a value that was not sketched, or one nan is refused."""
        assert "expected shape (1000,)" in self.compare(self.BIG, self.BIG.reshape(10, 100)).say
        assert "expected shape (1000,)" in self.compare(self.BIG, [1.0, 2.0]).say
        assert "expected shape (3,)" in match(WANT, sketch(self.BIG, "case/0")).say
        bad = self.BIG.copy()
        bad[3] = np.nan
        assert "nan" in self.compare(self.BIG, bad).say
        assert "true or false" in self.compare(self.BIG, self.BIG > 3).say

    def test_columns(self):
        """A large column is a column too."""
        assert self.compare(self.BIG, self.BIG[:, None]).equal
        assert self.compare(self.BIG, self.BIG[:, None], column="mistake").slip == "column"


finite = st.floats(allow_nan=False, allow_infinity=False, width=64)


@given(arrays(np.float64, array_shapes(max_dims=3, max_side=4), elements=finite))
def test_whatever_is_finite_equals_itself(value):
    """A copy is equal with distance zero."""
    result = match(value, value.copy())
    assert result.equal
    assert result.margin == 0


@given(
    arrays(np.float64, array_shapes(max_dims=2, max_side=3), elements=finite),
    arrays(np.float64, array_shapes(max_dims=2, max_side=3), elements=finite),
)
def test_equal_means_close(want, got):
    """Nothing is equal that NumPy, without broadcasting, would not call close."""
    if match(want, got).equal:
        assert want.size == got.size
        with np.errstate(all="ignore"):
            allowed = 1e-6 * np.abs(want).max() * want.size + 1e-9
            assert np.abs(want.reshape(-1) - got.reshape(-1)).max() <= allowed * 1.01
