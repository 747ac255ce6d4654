"""A line is the same at any scale; a direction is a unit vector, of a sign or of either."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks import DirectionCheck, LineCheck, Tolerance
from grader.errors import OracleError

LINE = (2.0, 1.0, 2.0)
UNIT = np.array([2.0, 1.0]) / np.sqrt(5)


def line(got, want=LINE, **parameters):
    """Compare as a line."""
    return LineCheck(**parameters).compare(want, got, Tolerance())


def direction(got, want=UNIT, **parameters):
    """Compare as a direction."""
    return DirectionCheck(**parameters).compare(want, got, Tolerance())


@pytest.mark.parametrize("factor", [1, -1, 2, 0.5, -1e-3, 1e150, 1e-150, 1e300, 1e-300, 1 + 1e-9])
def test_a_line_is_the_same_at_any_scale(factor):
    """Every nonzero finite factor, of either sign, gives the same line."""
    result = line(tuple(factor * c for c in LINE))
    assert result.equal
    assert result.margin <= 1


@pytest.mark.parametrize("got", [(2, 1, -2), (2, 1, 2.001), (1, 2, 2), (0, 0, 1), (2, -1, 2), (2, 1, 0)])
def test_other_lines_differ(got):
    """Another ratio of coefficients is another line, and the sentence does not give ours away."""
    result = line(got)
    assert not result.equal
    assert result.say == "Your coefficients describe another equation, at any scale."
    assert result.margin > 1


@pytest.mark.parametrize(
    ("got", "word"),
    [
        ((0, 0, 0), "all zero"),
        ((2, 1), "shape (2,)"),
        ((2, 1, 2, 0), "shape (4,)"),
        (((2, 1, 2), (2, 1, 2)), "shape (2, 3)"),
        ((np.nan, 1, 2), "nan"),
        ((2, np.inf, 2), "infinite"),
        ("2 w1 + w2 = 2", "text"),
        (None, "None"),
        (2.0, "single number"),
    ],
)
def test_what_is_no_line_is_told_so(got, word):
    """Length, zeros, finiteness and kind each have their sentence."""
    result = line(got)
    assert not result.equal
    assert word in result.say


def test_a_line_may_come_as_a_column_or_in_single_precision():
    """Form and number type are forgiven with a note."""
    assert line(np.array(LINE)[:, None]).equal
    assert line(np.array([1 / 3, 1 / 6, 1 / 3], dtype=np.float32)).equal
    assert line((4, 2), want=(2, 1)).equal


@pytest.mark.parametrize("want", [(0, 0, 0), (1,), 3.0, "x", [[1, 2]], None])
def test_an_unusable_line_is_the_references_fault(want):
    """A want that is no line raises."""
    with pytest.raises(OracleError):
        line((1, 2, 3), want=want)


@given(st.floats(min_value=1e-30, max_value=1e30), st.booleans())
def test_scaling_never_matters(factor, turned):
    """Scaling got, whatever the factor, changes nothing."""
    signed = -factor if turned else factor
    assert line([signed * c for c in LINE]).equal
    assert not line([signed * c for c in (2.0, 1.0, 2.1)]).equal


def test_the_sign_of_a_direction_counts_unless_either_will_do():
    """`sign: same` is strict, `either` accepts the opposite vector."""
    assert direction(UNIT).equal
    assert not direction(-UNIT).equal
    assert direction(-UNIT, sign="either").equal
    assert direction(UNIT, sign="either").equal
    assert not direction(UNIT[::-1], sign="either").equal


def test_a_direction_shows_our_own_vector():
    """Expected is the reference's vector, not the turned one."""
    assert direction(-UNIT, sign="either").want.startswith("[0.894427, 0.44")


@pytest.mark.parametrize("got", [(2, 1), (4, 2), (0, 0), (-2, -1)])
def test_a_vector_that_is_not_of_length_one_is_told_so(got):
    """A vector of another length is wrong, and the sentence is about its length."""
    result = direction(got, sign="either")
    assert not result.equal
    assert "unit vector" in result.say


def test_a_mistaken_want_need_not_be_a_unit_vector():
    """A named mistake such as the unnormalised vector can be compared with."""
    assert direction((2, 1), want=(2, 1)).equal
    assert "unit" not in direction((1, 1), want=(2, 1)).say


@pytest.mark.parametrize("got", [None, "up", (1,), (np.nan, 1), [[1, 2], [3, 4]], {}])
def test_what_is_no_direction_is_told_so(got):
    """Kind, shape and finiteness come first."""
    result = direction(got)
    assert not result.equal
    assert "unit" not in result.say


def test_a_direction_may_come_as_a_column():
    """A column is accepted with a note."""
    assert direction(-UNIT[:, None], sign="either").notes


@pytest.mark.parametrize("want", [(0, 0), 1.0, None, [[1.0]]])
def test_an_unusable_direction_is_the_references_fault(want):
    """A want that is no vector raises."""
    with pytest.raises(OracleError):
        direction((1, 0), want=want)
