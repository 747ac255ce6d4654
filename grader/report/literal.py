"""A value as the Python that makes it again, to the last bit."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.model.tabular import Column, Table, read_table

__all__ = ["TooLarge", "call_text", "literal", "sizes"]

ENOUGH = 4  # entries from which on a recipe is shorter than the list
PLAIN = ("float64", "int64", "bool")  # what numpy makes of a list by itself
Values = np.ndarray[Any, np.dtype[Any]]


class TooLarge(Exception):  # noqa: N818 - no error: the page says so
    """It would not be read by anybody."""


def literal(value: object, limit: int) -> str:
    """Python for a decoded value, at most `limit` characters. Raises TooLarge."""
    text = _text(value, limit)
    if len(text) > limit:
        raise TooLarge
    return text


def call_text(function: str, named: Mapping[str, str]) -> str:
    """A call with arguments by name."""
    return f"{function}({', '.join(f'{name}={text}' for name, text in named.items())})"


def sizes(arguments: Mapping[str, object]) -> str:
    """How large each argument is, of those that are arrays."""
    arrays = {name: np.shape(value) for name, value in arguments.items() if isinstance(value, np.ndarray)}
    return ", ".join(f"{name} has {' × '.join(map(str, shape))} numbers" for name, shape in arrays.items())


def _text(value: object, limit: int) -> str:
    if isinstance(value, np.ndarray):
        return _array(value, limit)
    if isinstance(value, np.generic):
        return f"np.{value.dtype.name}({_text(value.item(), limit)})"
    if isinstance(value, complex):
        return f"complex({_text(value.real, limit)}, {_text(value.imag, limit)})"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, (list, tuple, set, frozenset, Mapping)):
        table = read_table(value)
        return _table(table, value, limit) if table is not None else _listed(value, limit)
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return ascii(value)
    raise TooLarge


def _table(table: Table, packed: Any, limit: int) -> str:
    """A DataFrame, or a Series, with the types that a list alone would not give."""
    texts = [_text(column.name, limit) for column in table.columns]
    if len(set(texts)) < len(texts):
        raise TooLarge  # columns of one name are no dict
    columns = [_column(column, limit) for column in table.columns]
    index = "".join(f", index={_column(level, limit)}" for level in table.index[:1])
    if len(table.index) > 1:
        raise TooLarge
    if "series" in packed:
        name = f", name={texts[0]}" if packed["series"] == [True] else ""
        return f"pd.Series({columns[0]}{index}{name})"
    return f"pd.DataFrame({{{', '.join(map(': '.join, zip(texts, columns, strict=True)))}}}{index})"


def _column(column: Column, limit: int) -> str:
    if len(column.values) > limit:
        raise TooLarge
    values = column.values.tolist() if isinstance(column.values, np.ndarray) else column.values
    if column.kind in ("time", "span") and isinstance(column.values, np.ndarray):
        moments = column.values.astype("M8[ns]" if column.kind == "time" else "m8[ns]")
        values = [str(one).partition("T00:00:00.0")[0] for one in moments]
    gone = column.missing.tolist()
    cells = ", ".join("None" if no else _text(one, limit) for one, no in zip(values, gone, strict=True))
    if column.kind == "time":
        zone = ", utc=True" if "," in column.dtype else ""
        return f"pd.to_datetime([{cells}]{zone})"
    plain = column.dtype in ("str", "object", *PLAIN)
    if column.kind == "span":
        return f"pd.to_timedelta([{cells}])"
    return f"[{cells}]" if plain and values else f'pd.array([{cells}], dtype="{column.dtype}")'


def _listed(value: Any, limit: int) -> str:
    if len(value) > limit:
        raise TooLarge
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(k, limit)}: {_text(v, limit)}" for k, v in value.items()) + "}"
    inner = [_text(item, limit) for item in value]
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(inner)) + "}" if inner else "set()"
    if isinstance(value, tuple):
        return f"({', '.join(inner)}{',' if len(inner) == 1 else ''})"
    return f"[{', '.join(inner)}]"


def _array(value: Values, limit: int) -> str:
    if value.size >= ENOUGH:
        for recipe in RECIPES:
            text = recipe(value)
            if text:
                return text
    if value.size > limit:
        raise TooLarge
    name = value.dtype.name
    kind = "" if name in PLAIN and value.size else f", dtype=np.{'bool_' if name == 'bool' else name}"
    if value.size == 0 and value.ndim > 1:
        return f"np.zeros({value.shape}{kind})"
    text = _listed(value.tolist(), limit) if value.ndim else _text(value.item(), limit)
    return f"np.array({text}{kind})"


def _constant(value: Values) -> str:
    """np.zeros, np.ones or np.full."""
    if value.dtype.name not in PLAIN or not np.array_equal(value, np.full_like(value, value.flat[0])):
        return ""
    shape = f"{value.shape[0]}" if value.ndim == 1 else str(value.shape)
    entry = value.flat[0].item()
    if value.dtype.name == "float64" and entry in (0, 1) and not (entry == 0 and np.signbit(value).any()):
        return f"np.{'ones' if entry else 'zeros'}({shape})"
    return f"np.full({shape}, {_text(entry, 80)})"


def _counting(value: Values) -> str:
    """np.arange from anywhere, in steps of one."""
    if value.dtype.name != "int64" or value.ndim != 1:
        return ""
    start, stop = int(value[0]), int(value[0]) + len(value)
    if not np.array_equal(value, np.arange(start, stop)):
        return ""
    return f"np.arange({stop})" if start == 0 else f"np.arange({start}, {stop})"


def _spaced(value: Values) -> str:
    """np.linspace between the ends, if that gives the same bits."""
    if value.dtype.name != "float64" or value.ndim != 1 or not np.isfinite(value).all():
        return ""
    first, last = float(value[0]), float(value[-1])
    with np.errstate(over="ignore", invalid="ignore"):  # between the largest of all numbers
        same = np.array_equal(value, np.linspace(first, last, len(value)))
    return f"np.linspace({first!r}, {last!r}, {len(value)})" if same else ""


def _identity(value: Values) -> str:
    """np.eye."""
    square = value.ndim == 2 and value.shape[0] == value.shape[1] and value.dtype.name == "float64"
    return f"np.eye({len(value)})" if square and np.array_equal(value, np.eye(len(value))) else ""


RECIPES: tuple[Callable[[Values], str], ...] = (_constant, _counting, _spaced, _identity)
