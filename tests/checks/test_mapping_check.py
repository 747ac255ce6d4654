"""A dictionary earns a share for every entry that is right."""

from fractions import Fraction

import numpy as np
import pytest

from grader.checks import MappingCheck, Tolerance
from grader.errors import OracleError

WANT = {"y": np.array([1.0, 2.0]), "h": np.array([3.0, 4.0, 5.0]), "z": np.array([6.0]), "x": 7.0}


def match(got, want=WANT, **parameters):
    """Compare as this check with these parameters would."""
    return MappingCheck(**parameters).compare(want, got, Tolerance())


def test_all_entries_right():
    """Equal when every wanted entry is; keys come in the reference's order."""
    result = match(dict(reversed(WANT.items())))
    assert result.equal
    assert result.share == 1
    assert result.keys == ("y", "h", "z", "x")
    assert result.margin == 0


def test_a_share_per_entry():
    """The share is the part that is right, and the first wrong entry is explained."""
    result = match({**WANT, "h": [3.0, 4.0, 6.0], "x": 8.0})
    assert (result.equal, result.share, result.keys) == (False, Fraction(1, 2), ("y", "z"))
    assert result.say == "2 of 4 entries are right. h: Entry [2] differs; yours is 6."
    assert (result.want, result.got) == ("h: [3, 4, 5]", "h: [3, 4, 6]")


def test_missing_entries_are_said():
    """An entry that is not there is wrong and is called missing, not None."""
    result = match({"y": [1.0, 2.0], "h": [3.0, 4.0, 5.0]})
    assert result.share == Fraction(1, 2)
    assert "z: This entry is missing. Missing are z, x." in result.say
    assert "entry is missing" not in match({**WANT, "z": None}).say


def test_extra_entries_are_noted_only():
    """What was not asked for does no harm."""
    result = match({**WANT, "W1": [1], 3: "x", "\x1b[2J": 1})
    assert result.equal
    assert "W1" in result.notes[0]
    assert result.notes[0].isprintable()


def test_names_fold_case_and_spaces():
    """A name that differs in case or spaces alone is the same, unless the very name is there."""
    assert match({" Y": WANT["y"], "H": WANT["h"], "z ": WANT["z"], "X": 7.0}).equal
    assert match({**WANT, "Y": [9.0, 9.0]}).equal
    both = {"r": 1.0, "R": 2.0}
    assert match({"R": 2.0, "r": 1.0}, want=both).equal
    assert match({"R": 1.0, "r": 2.0}, want=both).share == 0


@pytest.mark.parametrize("got", [None, [1, 2], "y", 3.0, True, np.ones(3), {1}])
def test_what_is_no_dictionary_is_told_so(got):
    """Another kind is wrong with a sentence."""
    result = match(got)
    assert (result.equal, result.share) == (False, 0)
    assert "dictionary" in result.say or "None" in result.say


def test_columns_follow_the_rule_of_arrays():
    """A column entry is a note or a slip; the slip is of the whole only if nothing else is wrong."""
    column = {**WANT, "h": WANT["h"][:, None]}
    assert match(column).equal
    assert match(column).notes[0].startswith("h: ")
    assert match(column, column="mistake").slip == "column"
    assert match({**column, "x": 0.0}, column="mistake").slip == ""


def test_own_tolerance_reaches_the_entries():
    """The rel and abs of the check override the rubric's."""
    off = {**WANT, "x": 7.001}
    assert not match(off).equal
    assert match(off, rel=1e-3).equal
    assert match(off, abs=0.01).equal


@pytest.mark.parametrize("want", [None, {}, {1: 2.0}, {"a": "text"}, {"a": np.nan}, [1]])
def test_an_unusable_want_is_the_references_fault(want):
    """A want that is no dictionary of finite numbers raises."""
    with pytest.raises(OracleError):
        match({"a": 1.0}, want=want)
