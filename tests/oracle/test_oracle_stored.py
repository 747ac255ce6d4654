"""Calls and wants as bytes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import OracleError
from grader.model.sketch import Sketch
from grader.oracle.build import dump, load


def test_what_is_loaded_is_what_was_made(built):
    """Every case, every result, every credit: to the bit."""
    again = load(dump(built))
    assert again.digest == built.digest
    assert again.calls == built.calls
    assert dump(again) == dump(built)
    want, other = built.wants.question("vjp"), again.wants.question("vjp")
    assert (other.title, other.scales, other.properties) == (want.title, want.scales, want.properties)
    assert other.mistakes[0].credit == want.mistakes[0].credit
    for label, value in want.want.items():
        if isinstance(value, Sketch):
            assert other.want[label].digest == value.digest
            np.testing.assert_array_equal(other.want[label].entries, value.entries)
        else:
            np.testing.assert_array_equal(other.want[label], value)


@settings(deadline=None)
@given(st.data())
def test_damaged_bytes_are_refused_with_one_sentence(built, data):
    """Cut short, lengthened, or with another mark: never half a homework, and never a traceback."""
    whole = dump(built)
    cut = data.draw(st.integers(0, len(whole) - 1))
    for broken in (whole[:cut], whole + b"x", b"O0" + whole[2:]):
        with pytest.raises(OracleError, match="damaged or were made by another version"):
            load(broken)
