"""What a reference may not say about itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.errors import OracleError
from grader.model.sketch import sketch
from grader.oracle.build import build
from grader.oracle.rules import finite, positive, same

REFERENCE = """
    from grader.oracle import question

    @question
    def f(x):
        return {want}

    @f.cases(count=3)
    def small(rng):
        return dict(x=[2.0 + rng.random(), 3.0])

    @f.convention("thrice")
    def thrice(x):
        return [3 * item for item in x]

    @f.mistake("is wrong")
    def wrong(x):
        return {mistake}
"""


@pytest.mark.parametrize(
    ("mistake", "says"),
    [
        ("[item + item for item in x]", "equals the right answer on every case"),
        ("[2 * item + 1e-13 for item in x]", "equals the right answer on every case"),
        ("[item * 3 for item in x]", "equals the convention “thrice” on every case"),
        ("0", "earns points for an answer without thought: zero on every case"),
        ("[0.0, 0.0]", "earns points for an answer without thought: zero on every case"),
        ("[1, 1]", "earns points for an answer without thought: one on every case"),
        ("True", "earns points for an answer without thought: True on every case"),
        ("x", "earns points for an answer without thought: the argument x unchanged on every case"),
    ],
)
def test_a_mistake_that_is_none_is_refused(mistake, says, reference, bare):
    """Right, conventional and thoughtless answers must not be sold as mistakes."""
    folder = reference(REFERENCE.format(want="[2 * item for item in x]", mistake=mistake))
    with pytest.raises(OracleError) as raised:
        build(folder, ["f"], 1, bare)
    place = f"({folder}/answers.py:16)"
    assert str(raised.value) == f"The mistake “is wrong” of `f` {says} {place}."


@pytest.mark.parametrize(
    "mistake", ["[2 * x[0], 0.0]", "[0.0] if x[0] < 2.3 else [4.0]", "[[2 * i] for i in x]"]
)
def test_a_mistake_that_differs_somewhere_is_one(mistake, reference, bare):
    """One different entry, one case, or the shape is enough."""
    folder = reference(REFERENCE.format(want="[2 * item for item in x]", mistake=mistake))
    assert len(build(folder, ["f"], 1, bare).wants.question("f").mistakes) == 1


def test_a_yes_or_no_question_has_no_mistakes(reference, bare):
    """The other answer is not half right."""
    folder = reference(REFERENCE.format(want="x[0] > 2.5", mistake="x[0] < 2.5"))
    with pytest.raises(OracleError, match="a yes/no question has no mistakes but the other answer"):
        build(folder, ["f"], 1, bare)


NUMBERS = arrays(np.float64, st.integers(1, 200), elements=st.floats(-1e6, 1e6))


@settings(deadline=None)
@given(NUMBERS, st.floats(0.1, 10))
def test_sameness_sees_differences_and_forgives_rounding(values, shift):
    """A value is the same as itself, kept whole, as a list or as a sketch, and not as one moved away."""
    whole, short = values, sketch(values, "small/0")
    for one in (whole, short):
        assert same(one, one)
    assert same({"a": whole.tolist()}, {"a": whole * (1 + 1e-14)})
    moved = values + shift * (1 + np.abs(values).max())
    assert not same(whole, moved)
    assert not same(short, sketch(moved, "small/0"))
    assert not same(whole, np.concatenate([whole, [0.0]]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("n", "n^2"),
        ([("a", "b")], [("b", "a")]),
        ({"a": 1}, {"b": 1}),
        ([[1, 2], [3]], [[1, 2], [4]]),
        (1, "1"),
    ],
)
def test_sameness_of_texts_and_structures(one, other):
    """Structures are compared piece by piece."""
    assert same(one, one)
    assert not same(one, other)


def test_a_scale_makes_two_tiny_numbers_one():
    """Where the answer is zero, rounding has a size only the scale knows."""
    assert same(3e-10, -2e-10, scale=5.0)
    assert not same(3e-10, -2e-10)


def test_finite_looks_into_everything():
    """One infinity anywhere is enough; texts are none."""
    assert finite({"a": [1, 2.0, "inf"], "b": (np.ones(3), True)})
    assert not finite({"a": [[1.0], [2.0, np.nan]]})
    assert not finite([("x", np.array([1.0, np.inf]))])


def test_positive_is_one_real_number_above_zero():
    """A scale divides: nothing else will do."""
    assert [positive(value) for value in (1, 2.5, np.float32(3), np.int64(4))] == [True] * 4
    bad = (0, -1.0, np.inf, np.nan, True, "1", [1.0], np.ones(1), 1j, None)
    assert [positive(value) for value in bad] == [False] * len(bad)
