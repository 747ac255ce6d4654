"""Truth values, whole numbers and words are forgiven their spelling and nothing else."""

import numpy as np
import pytest
from pydantic import ValidationError

from grader.checks import ExactCheck, Tolerance
from grader.errors import OracleError


def match(want, got, **parameters):
    """Compare as this check with these parameters would."""
    return ExactCheck(**parameters).compare(want, got, Tolerance())


@pytest.mark.parametrize(
    "got", [True, np.bool_(True), 1, np.int64(1), np.array(True), np.array([True]), "True", " yes", "Y", "t"]
)
def test_yes_in_any_dress(got):
    """What plainly means yes equals True and differs from False."""
    assert match(True, got).equal
    assert match(np.bool_(True), got).equal
    refused = match(False, got)
    assert not refused.equal
    assert refused.share == 0


@pytest.mark.parametrize("got", [False, 0, "no", "FALSE", "n", np.array(0)])
def test_no_in_any_dress(got):
    """What plainly means no equals False and differs from True."""
    assert match(False, got).equal
    assert not match(True, got).equal


@pytest.mark.parametrize(
    "got", ["maybe", "", 2, -1, None, [True], [], {}, np.array([True, True]), 0.5, np.nan, b"1"]
)
@pytest.mark.parametrize("want", [True, False])
def test_what_is_neither_is_wrong_with_a_sentence(want, got):
    """An unclear answer to a yes/no question is neither yes nor no."""
    result = match(want, got)
    assert not result.equal
    assert "True or False" in result.say or "nothing" in result.say


@pytest.mark.parametrize("got", [3, 3.0, np.int8(3), np.float32(3), np.array(3), np.array([3.0])])
def test_whole_numbers(got):
    """A float that is whole is that whole number."""
    assert match(3, got).equal
    assert not match(4, got).equal


@pytest.mark.parametrize("got", [3.5, np.nan, np.inf, True, "3", None, [3], 3j])
def test_what_is_no_whole_number(got):
    """True is not 1 where a number is wanted, and nan is no number."""
    result = match(3, got)
    assert not result.equal
    assert result.say
    assert not match(1, True).equal


@pytest.mark.parametrize(
    "got", ["row space", "Row-Space", "ROW_SPACE", " rowspace ", "𝐫ow space", "row–space"]
)
def test_words_fold_their_spelling(got):
    """Case, spaces, underscores, hyphens and ornament do not change a word."""
    assert match("row space", got).equal
    assert not match("null space", got).equal


def test_choices_are_named_to_who_picks_another():
    """An answer that is none of the choices hears them; one that is, but is wrong, does not."""
    check = {"choices": ("left", "right")}
    assert match("left", "LEFT", **check).equal
    assert "left, right" in match("left", "up", **check).say
    assert "left" not in match("left", "right", **check).say


def test_choices_must_differ():
    """Two choices that fold to one word are the rubric's mistake."""
    with pytest.raises(ValidationError, match="differ"):
        ExactCheck(choices=("row space", "Row-Space"))


@pytest.mark.parametrize(
    ("want", "choices"), [(1.5, ()), (None, ()), ([1], ()), ("up", ("left",)), (True, ("a",))]
)
def test_an_unusable_want_is_the_references_fault(want, choices):
    """A want this check cannot compare raises."""
    with pytest.raises(OracleError):
        match(want, "x", choices=choices)
