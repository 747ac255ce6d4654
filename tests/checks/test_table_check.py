"""`table`: a DataFrame, column by column and cell by cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from grader.checks import Check, TableCheck, Tolerance
from grader.checks.show import brief
from grader.errors import OracleError
from grader.model import frames, marked
from grader.model.verdict import Match

WANT = pd.DataFrame(
    {
        "name": ["ada", "bea", None],
        "price": [1.0, 2.5, np.nan],
        "count": [1, 2, 3],
        "paid": [True, False, True],
        "day": pd.to_datetime(["2026-01-01", "2026-01-02", None]),
    }
)


def sent(value: Any) -> Any:
    """What arrives of a value."""
    return frames.decode(frames.encode(marked.packed(value) if marked.is_frame(value) else value))


def compare(got: Any, want: pd.DataFrame = WANT, **says: Any) -> Match:
    """A rubric's check of what arrives."""
    check = TypeAdapter(Check).validate_python({"kind": "table", **says})
    return check.compare(sent(want), sent(got), Tolerance())


RIGHT = {
    "itself": WANT,
    "columns in another order": WANT[["day", "paid", "count", "price", "name"]],
    "another index": WANT.set_axis(["x", "y", "z"]),
    "whole numbers as floats": WANT.astype({"count": float}),
    "a category": WANT.astype({"name": "category"}),
    "pandas' own types": WANT.convert_dtypes(),
    "objects": WANT.astype(object).assign(day=WANT["day"]),
    "nearly": WANT.assign(price=WANT["price"] * (1 + 1e-8)),
    "None for nan": WANT.assign(price=pd.Series([1.0, 2.5, None], dtype=object)),
}


@pytest.mark.parametrize("got", RIGHT.values(), ids=RIGHT)
def test_what_means_the_same_is_right(got: pd.DataFrame) -> None:
    """Kinds count and not types, cells and not the index, and every way to say missing is one."""
    match = compare(got)
    assert match.equal, match.say


WRONG = {
    "a column less": (WANT.drop(columns="paid"), "The column paid is missing"),
    "a column more": (WANT.assign(more=1), "The column more is not expected"),
    "a row less": (WANT.iloc[:2], "has 2 rows; 3 expected"),
    "rows in another order": (WANT.iloc[::-1], "the value of row 0"),
    "another text": (WANT.assign(name=["ada", "Bea", None]), "In column name, the value of row 1"),
    "another number": (WANT.assign(price=[1.0, 2.6, np.nan]), "In column price, the value of row 1"),
    "a hole filled": (WANT.fillna({"price": 0}), "row 2 (counted from 0) should be missing"),
    "a new hole": (WANT.assign(price=np.nan), "row 0 (counted from 0) is missing"),
    "texts for numbers": (WANT.astype({"count": str}), "holds texts where numbers were expected"),
    "numbers for True": (WANT.astype({"paid": int}), "holds numbers where True or False were expected"),
    "texts for days": (WANT.astype({"day": str}), "column day"),
    "infinite": (WANT.assign(price=[1.0, np.inf, np.nan]), "row 1"),
    "a list": ([[1, 2]], "no table"),
    "None": (None, "return missing"),
    "a dict": ({"name": ["ada"]}, "no table"),
}


@pytest.mark.parametrize(("got", "said"), WRONG.values(), ids=WRONG)
def test_the_first_difference_is_named(got: Any, said: str) -> None:
    """With its column and row, and without the value that was wanted."""
    match = compare(got)
    assert not match.equal
    assert said in match.say
    assert "2.5" not in match.say


def test_columns_may_be_there_twice() -> None:
    """As often as in the reference's, the first compared with the first."""
    want = pd.DataFrame([[1, 2, "x"], [3, 4, "y"]], columns=["a", "a", "b"])
    assert compare(want, want).equal
    assert "once more missing" in compare(want.iloc[:, [0, 2]], want).say
    assert "more often than expected" in compare(want, want.iloc[:, [0, 2]]).say
    assert not compare(want.iloc[:, [1, 0, 2]].set_axis(["a", "a", "b"], axis=1), want).equal


@pytest.mark.parametrize(
    ("says", "got"),
    [
        ({"columns": "same"}, WANT[["price", "name", "count", "paid", "day"]]),
        ({"index": "same"}, WANT.set_axis([3, 1, 2])),
        ({"types": "same"}, WANT.astype({"count": float})),
        ({"types": "same"}, WANT.astype({"count": "int32"})),
    ],
)
def test_what_a_rubric_may_ask_for(says: dict[str, str], got: pd.DataFrame) -> None:
    """Order of columns, the index and types count where they are asked for."""
    assert compare(got).equal
    assert not compare(got, **says).equal
    assert compare(WANT, **says).equal


def test_what_a_rubric_may_let_pass() -> None:
    """Rows in any order, columns beside those that are wanted, and a column's own tolerance."""
    assert compare(WANT.iloc[[2, 0, 1]], rows="any").equal
    assert not compare(WANT.iloc[[2, 0, 0]], rows="any").equal
    assert compare(WANT.assign(more=1), extra="ignore").equal
    far = WANT.assign(price=WANT["price"] + 0.01)
    assert compare(far, tolerances={"price": {"abs": "0.02"}}).equal
    assert not compare(far, tolerances={"price": {"abs": 0.001}}).equal
    assert not compare(WANT.assign(count=[1.01, 2, 3]), tolerances={"price": {"abs": 1}}).equal


def test_single_precision_is_noted() -> None:
    """As everywhere: fewer digits, and a sentence."""
    match = compare(WANT.astype({"price": "float32"}).assign(price=np.float32([1.00001, 2.5, np.nan])))
    assert match.equal
    assert "single precision" in match.notes[0]


def test_rows_in_any_order_are_paired_by_what_is_near() -> None:
    """Rounding may change the order in which numbers sort, and costs nothing."""
    rng = np.random.default_rng(1)
    want = pd.DataFrame({"x": np.repeat([1.0, 1.0 + 1e-9], 100), "y": rng.normal(size=200)})
    got = want.assign(x=want["x"] + rng.normal(size=200) * 1e-9).sample(frac=1, random_state=2)
    assert compare(got, want, rows="any").equal
    assert not compare(got.assign(y=got["y"].abs()), want, rows="any").equal


def test_a_reference_without_a_table_is_the_references_fault() -> None:
    """So is a tolerance for a column that is not there."""
    with pytest.raises(OracleError, match="no table"):
        TableCheck().compare(1.0, sent(WANT), Tolerance())
    with pytest.raises(OracleError, match="a column nothing"):
        compare(WANT, tolerances={"nothing": {"rel": 1}})


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
columns = st.lists(st.tuples(plain, plain, plain, plain, plain).map(list) | plain, max_size=3)


@given(st.fixed_dictionaries({marked.MARK: st.just(1), "rows": plain, "columns": columns, "index": plain}))
def test_no_marked_dict_breaks_it(got: dict[str, Any]) -> None:
    """A student's process may write what it likes: it is no table, or an equal or another one."""
    value = frames.decode(frames.encode(got))
    match = TableCheck(rows="any").compare(sent(WANT), value, Tolerance())
    assert not match.equal
    assert len(brief(value)) <= 160
