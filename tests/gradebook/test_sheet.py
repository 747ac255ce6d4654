"""The grade sheet as a DataFrame."""

from fractions import Fraction

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from synthetic_class import HALF, PENDING, card, rubric, students

from grader.gradebook.sheet import _rounded, gradebook, parts
from grader.model.verdict import Kind, Verdict


def test_columns_are_the_contract() -> None:
    """Outside checks read these columns by name, so they stand exactly and in this order."""
    ids = ["2.1", "2.2", "3.1", "3.10", "3.11"]
    expected = ["student", "name", "email", *ids, "extra_credit", "total", "possible", "status", "flags"]
    assert list(gradebook(students(), rubric()).columns) == expected
    columns = ["student", "part", "criterion", "title", "points", "possible", "verdict", "comment"]
    assert list(parts(students()).columns) == columns


def test_total_is_the_sum_of_all_part_columns() -> None:
    """The total counts extra parts, `possible` does not, and nothing is clamped to the maximum."""
    row = gradebook([card("ada")], rubric()).iloc[0]
    assert row[["2.1", "2.2", "3.1", "3.10", "3.11"]].sum() == row["total"] == 6.0
    assert (row["extra_credit"], row["possible"]) == (1.0, 5.0)


def test_open_is_blank_never_zero() -> None:
    """A pending or ungraded criterion leaves its part and the total blank and names what is open."""
    for verdict in (PENDING, Verdict(Kind.NOT_GRADED)):
        cards = [card("ada", {"3.10/argument": verdict})]
        row = gradebook(cards, rubric()).iloc[0]
        assert pd.isna(row["3.10"])
        assert pd.isna(row["total"])
        assert row["3.1"] == 1.0
        assert row["status"] == "draft: 3.10/argument"
        open_row = parts(cards).query("criterion == 'argument'").iloc[0]
        assert pd.isna(open_row["points"])
        assert open_row["possible"] == 1.0


def test_open_extra_part_leaves_extra_credit_blank() -> None:
    """Extra credit that waits for somebody is not zero extra credit."""
    row = gradebook([card("ada", {"3.11/value": PENDING})], rubric()).iloc[0]
    assert pd.isna(row["extra_credit"])


def test_comment_is_what_was_said_and_the_hint() -> None:
    """The comment never carries the wanted value."""
    row = parts([card("ada", {"3.1/value": HALF})]).query("part == '3.1'").iloc[0]
    assert row["comment"] == f"{HALF.say} {HALF.hint}"
    assert HALF.want not in row["comment"]
    assert (row["points"], row["verdict"]) == (0.5, "partly")


def test_flags_of_criteria_join_those_of_the_submission_once() -> None:
    """A flag that the submission already carries is not repeated for its criterion."""
    flagged = {
        "2.1/value": Verdict(Kind.RIGHT, Fraction(1), flags=("slow",)),
        "3.1/value": Verdict(Kind.RIGHT, Fraction(1), flags=("depends on what ran before",)),
    }
    row = gradebook([card("ada", flagged, flags=("2.1: slow",))], rubric()).iloc[0]
    assert row["flags"] == "2.1: slow; 3.1/value: depends on what ran before"


def test_an_empty_class_has_the_same_columns() -> None:
    """A table without rows still has a header and number columns."""
    frame = gradebook([], rubric())
    assert len(frame) == 0
    assert frame["total"].dtype == "float64"
    assert parts([])["points"].dtype == "float64"


@given(st.fractions(min_value=0, max_value=100))
def test_rounding_is_half_up_on_the_exact_fraction(value: Fraction) -> None:
    """Four decimals are at most half a step away, and a tie goes up."""
    off = Fraction(_rounded(value, "0.0001")) - value
    assert -Fraction(1, 20000) < off <= Fraction(1, 20000)
