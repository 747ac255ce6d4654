"""What is no plain data as a dict with a mark, and back: the same file on both sides of the boundary.

A DataFrame travels as its columns in order, each a name, a kind, its type's name, its values and which of
them are missing. An exception that is an answer travels as the names of its class and of all it derives
from. pandas is asked only where a value of its own is at hand, or one is to be made. Guests get this text.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from typing import Any

MARK, RAISED = "__table__", "__raised__"
NUMBERS = {"i": "int64", "u": "uint64", "f": "float64", "c": "complex128"}
MOMENTS = {"M": ("time", "M8[ns]"), "m": ("span", "m8[ns]")}
PLAIN = (type(None), bool, int, float, complex, str, bytes)
DEEPEST = 8


class NoTableError(ValueError):
    """It holds what is no plain data; the text says what, in a few words."""


def lineage(error: BaseException) -> list[str]:
    """The names of an exception's class and of all it derives from, nearest first.

    A class that only borrows the name of one of Python's own is told from that.
    """
    names = []
    for kind in type.__dict__["__mro__"].__get__(type(error))[:-1][:20]:
        name = type.__dict__["__name__"].__get__(kind)[:60]
        names.append(name if getattr(builtins, name, kind) is kind else f"{name} (not Python's own)")
    return names


def raised(error: BaseException) -> dict[str, Any]:
    """An exception that is an answer."""
    return {RAISED: lineage(error), "message": " ".join(str(error).split())[:300]}


def is_marked(value: Any) -> bool:
    """Whether a dict stands for a table."""
    return isinstance(value, dict) and value.get(MARK) == 1


def is_frame(value: Any) -> bool:
    """Whether it is a DataFrame of pandas', without loading pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, getattr(pandas, "DataFrame", ()))


def packed(value: Any) -> dict[str, Any]:
    """A DataFrame as a marked dict. Raises NoTableError."""
    columns = [_column(name, value.iloc[:, at]) for at, name in enumerate(value.columns)]
    header = [_label(name) for name in value.columns.names]
    return {MARK: 1, "rows": len(value), "columns": columns, "header": header, "index": _index(value.index)}


def flat(value: Any, depth: int = 0) -> Any:
    """Arguments with every DataFrame and Series in them made plain. Raises NoTableError."""
    pandas = sys.modules.get("pandas")
    if pandas is None or depth > DEEPEST:
        return value
    if is_frame(value):
        return packed(value)
    if isinstance(value, pandas.Series):
        table = packed(value.to_frame(name="" if value.name is None else value.name))
        return {**table, "series": [value.name is not None]}
    if isinstance(value, dict):
        return {key: flat(item, depth + 1) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(flat(item, depth + 1) for item in value)
    return value


def made(value: Any, depth: int = 0) -> Any:
    """What was made plain, made anew: every call gets tables of its own."""
    if is_marked(value):
        return _made(value)
    if depth < DEEPEST and isinstance(value, dict):
        return {key: made(item, depth + 1) for key, item in value.items()}
    if depth < DEEPEST and type(value) in (list, tuple) and not set(map(type, value)) <= set(PLAIN):
        return type(value)(made(item, depth + 1) for item in value)
    return value


def _column(name: Any, series: Any) -> list[Any]:
    dtype, label = series.dtype, _label(name)
    kind = getattr(dtype, "kind", "O")
    missing = series.isna().to_numpy(dtype=bool)
    gone = missing if missing.any() else None
    if str(dtype) == "category":
        categories = [_cell(item) for item in dtype.categories]
        values = _cells(series.astype(object), missing)
        return [label, "category", str(dtype), values, gone, [categories, bool(dtype.ordered)]]
    if kind in NUMBERS:
        return [label, "number", str(dtype), _filled(series, NUMBERS[kind], gone), gone]
    if kind == "b":
        return [label, "truth", str(dtype), _filled(series, "bool", gone), gone]
    if kind in MOMENTS:
        word, wire = MOMENTS[kind]
        if getattr(dtype, "tz", None) is not None:
            series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        return [label, word, str(dtype), series.to_numpy(dtype=wire).astype("i8"), gone]
    values = _cells(series, missing)
    text = all(isinstance(one, str) for one in values if one is not None)
    return [label, "text" if text else "mixed", str(dtype), values, gone]


def _filled(series: Any, wire: str, gone: Any) -> Any:
    """Values as one array; where a type of pandas' own has holes, something stands in them."""
    if gone is None or not hasattr(series.dtype, "na_value"):
        return series.to_numpy().astype(wire)
    hole = float("nan") if wire in ("float64", "complex128") else 0
    return series.to_numpy(dtype=wire, na_value=hole)


def _cells(series: Any, missing: Any) -> list[Any]:
    cells = zip(series.tolist(), missing.tolist(), strict=True)
    return [None if gone else _cell(item) for item, gone in cells]


def _cell(value: Any) -> Any:
    """One entry of a column of anything: plain data, a moment as its text."""
    if type(value) in PLAIN:
        return value
    if hasattr(type(value), "item"):  # a scalar of numpy's
        return _cell(value.item()) if getattr(value, "ndim", 0) == 0 else value
    if hasattr(type(value), "isoformat"):
        return value.isoformat()
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise NoTableError(f"it is a table that holds a {type(value).__name__[:60]} object") from None


def _label(name: Any) -> Any:
    if isinstance(name, tuple):
        return tuple(map(_label, name))
    return _cell(name)


def _index(index: Any) -> list[Any] | None:
    """The rows' names, a column a level; None when they are just counted from 0."""
    if type(index).__name__ == "RangeIndex" and index.start == 0 and index.step == 1 and index.name is None:
        return None
    levels = index.to_frame(index=False)
    columns = [_column("", levels.iloc[:, at]) for at in range(levels.shape[1])]
    return [columns, [_label(name) for name in index.names]]


def _made(table: dict[str, Any]) -> Any:
    pandas = importlib.import_module("pandas")
    columns = [_series(pandas, *column) for column in table["columns"]]
    frame = pandas.DataFrame(dict(enumerate(columns)), index=range(table["rows"]))
    names = [column[0] for column in table["columns"]]
    header, nested = table["header"], bool(names) and all(isinstance(name, tuple) for name in names)
    levels = pandas.MultiIndex.from_tuples(names) if nested else pandas.Index(names)
    frame.columns = levels.set_names(header if nested else header[0])
    frame.index = _rows(pandas, table["index"], table["rows"])
    if "series" not in table:
        return frame
    series = frame.iloc[:, 0]
    return series if table["series"][0] else series.rename(None)


def _rows(pandas: Any, index: list[Any] | None, rows: int) -> Any:
    if index is None:
        return pandas.RangeIndex(rows)
    levels, names = [_series(pandas, *column) for column in index[0]], index[1]
    if len(levels) == 1:
        return pandas.Index(levels[0], name=names[0])
    return pandas.MultiIndex.from_arrays(levels, names=names)


def _series(pandas: Any, name: Any, kind: str, dtype: str, values: Any, gone: Any, more: Any = None) -> Any:
    """One column under its own type."""
    del name
    if kind == "category":
        dtype_of = pandas.CategoricalDtype(more[0], ordered=more[1])
        return pandas.Series(pandas.Categorical(values, dtype=dtype_of))
    if kind in ("time", "span"):
        series = pandas.Series(values.astype("M8[ns]" if kind == "time" else "m8[ns]"))
        return (series.dt.tz_localize("UTC") if "," in dtype else series).astype(dtype)
    if gone is not None and (dtype[:1].isupper() or dtype == "boolean"):  # a type of pandas' own with holes
        return pandas.Series(values).astype(dtype).mask(gone)
    return pandas.Series(values, dtype=dtype)
