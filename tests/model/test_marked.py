"""DataFrames and exceptions as plain data, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from grader.model import frames, marked
from grader.model.tabular import read_raising, read_table

DAYS = pd.to_datetime(["2020-01-01", "2020-02-01", None])
WIDE = pd.DataFrame(
    {
        "whole": [1, 2, 3],
        "float": [1.0, np.nan, np.inf],
        "single": np.array([1, 2, 3], dtype="f4"),
        "text": ["x", None, "y"],
        "truth": [True, False, True],
        "time": DAYS,
        "zoned": DAYS.tz_localize("America/Detroit"),
        "category": pd.Categorical(["u", "v", None], categories=["v", "u"], ordered=True),
        "Whole": pd.array([1, None, 3], dtype="Int64"),
        "Truth": pd.array([True, None, False], dtype="boolean"),
        "span": pd.to_timedelta([1, 2, 3], unit="D"),
        "mixed": [1, "a", None],
        "string": pd.array(["q", None, "r"], dtype="string"),
    },
    index=["r1", "r2", "r3"],
)
TABLES = {
    "every kind": WIDE,
    "columns of one name": pd.DataFrame([[1, 2], [3, 4]], columns=["x", "x"]),
    "two levels of rows": WIDE.groupby(["truth", "text"])[["whole"]].sum(),
    "two levels of columns": WIDE.pivot_table(index="text", columns=["truth", "whole"], values="single"),
    "a name over the columns": WIDE.pivot_table(index="text", columns="truth", values="single"),
    "no rows": pd.DataFrame({"a": []}),
    "counted from 3": pd.DataFrame({"a": [1, 2]}, index=range(3, 5)),
    "numbered columns": pd.DataFrame([[1.0, 2.0]]),
}


def travelled(value: Any) -> Any:
    """A value after the way to a student's function."""
    return marked.made(frames.decode(frames.encode(marked.flat(value)), writable=True))


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_arrives_as_it_was(table: pd.DataFrame) -> None:
    """With its types, names, order, index and holes."""
    arrived = travelled(table)
    assert type(arrived) is pd.DataFrame
    pd.testing.assert_frame_equal(arrived, table)


@pytest.mark.parametrize(
    "series", [WIDE["text"], pd.Series([1.0, 2.0]), WIDE["zoned"].reset_index(drop=True)]
)
def test_a_series_arrives_as_it_was(series: pd.Series) -> None:
    """As an argument; a result that is one counts as an array."""
    arrived = travelled(series)
    assert type(arrived) is pd.Series
    pd.testing.assert_series_equal(arrived, series)


def test_tables_inside_of_arguments_arrive() -> None:
    """In dicts, lists and tuples, and each call has its own."""
    inside = {"a": [WIDE, 1], "b": (WIDE["whole"],)}
    packed = frames.decode(frames.encode(marked.flat(inside)))
    first, second = marked.made(packed), marked.made(packed)
    pd.testing.assert_frame_equal(first["a"][0], WIDE)
    assert first["a"][0] is not second["a"][0]
    assert type(first["b"]) is tuple


@pytest.mark.parametrize("value", [print, pd.Period("2020-01"), object()])
def test_what_is_no_data_is_refused(value: object) -> None:
    """With a short sentence, not a crash."""
    with pytest.raises(marked.NoTableError, match="it is a table that holds a"):
        marked.packed(pd.DataFrame({"a": [value]}))


def test_a_half_table_is_none() -> None:
    """Columns of other lengths, kinds or types than they say make no table."""
    table = marked.packed(WIDE)
    assert read_table(table) is not None
    name, kind, dtype, values, gone = table["columns"][0]
    for column in (
        [name, kind, dtype, values[:2], gone],
        [name, "text", dtype, values, gone],
        [name, kind, "evil; type", values, gone],
        [name, kind, dtype, values, [True]],
        [name],
    ):
        assert read_table({**table, "columns": [column]}) is None
    for spoiled in ({"rows": -1}, {"header": []}, {"header": "x"}, {"index": [[], ["x"]]}, {"index": 3}):
        assert read_table({**table, **spoiled}) is None
    assert read_table({"rows": 1, "columns": []}) is None


def test_an_exception_is_the_names_of_its_classes() -> None:
    """Nearest first; one that only borrows a name is told apart."""

    class NarrowError(KeyError):
        pass

    raising = read_raising(marked.raised(NarrowError("gone")))
    assert raising is not None
    assert raising.lineage == ("NarrowError", "KeyError", "LookupError", "Exception", "BaseException")
    fake = type("ValueError", (Exception,), {})
    assert marked.lineage(fake())[0] == "ValueError (not Python's own)"
