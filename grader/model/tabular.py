"""A marked dict read as a table: whatever a student's process may have written into it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.model import marked

__all__ = ["Column", "Raising", "Table", "answer_raised", "read_raising", "read_table"]

TYPES = re.compile(
    r"u?[Ii]nt(8|16|32|64)|UInt(8|16|32|64)|[Ff]loat(16|32|64|96|128)|complex(64|128)|bool(ean)?|object|str"
    r"|string(\[\w+\])?|category|datetime64\[(s|ms|us|ns)(, [\w/+:.\- ]+)?\]|timedelta64\[(s|ms|us|ns)\]"
)
ARRAYS = {"number": "iufc", "truth": "b", "time": "i", "span": "i"}
COARSE = frozenset(("float16", "float32", "Float32", "complex64"))
Values = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, kind and type, its values, and which of them are missing."""

    name: object
    kind: str  # number, truth, text, time, span, category or mixed
    dtype: str
    values: Values | list[object]
    missing: Values

    @property
    def coarse(self) -> bool:
        """Whether its numbers have fewer digits than usual."""
        return self.dtype in COARSE


@dataclass(frozen=True, slots=True)
class Table:
    """A DataFrame as plain data; `index` holds a column for each level, or none where rows are counted."""

    rows: int
    columns: tuple[Column, ...]
    index: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Raising:
    """An exception that is an answer: the names of its class and of all it derives from, and its message."""

    lineage: tuple[str, ...]
    message: str


def read_table(value: object) -> Table | None:
    """The table that a marked dict stands for; None when it is none, or not a whole one."""
    if not isinstance(value, dict) or not marked.is_marked(value):
        return None
    try:
        rows = value["rows"]
        columns = tuple(_column(column, rows) for column in value["columns"])
        levels, names = value["index"] or ([], [])
        if len(levels) != len(names) or not isinstance(value["header"], list) or not value["header"]:
            return None
        return Table(rows, columns, tuple(_column(level, rows) for level in levels))
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def read_raising(value: object) -> Raising | None:
    """The exception that a marked dict stands for; None when it is none."""
    if isinstance(value, np.ndarray) or not isinstance(value, Mapping):  # most are arrays
        return None
    if not isinstance(value.get(marked.RAISED), list):
        return None
    names = tuple(name for name in value[marked.RAISED] if isinstance(name, str))
    return Raising(names, str(value.get("message", ""))) if names else None


def answer_raised(lineage: Sequence[str], message: str) -> dict[str, object]:
    """An exception as an answer, as one of the reference's is kept."""
    return {marked.RAISED: list(lineage), "message": message}


def _column(facts: list[Any], rows: int) -> Column:
    name, kind, dtype, values, gone = facts[:5]
    missing = np.zeros(rows, dtype=bool) if gone is None else gone
    letters = ARRAYS.get(kind, "")
    is_array = isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in (letters or "-")
    is_list = isinstance(values, list) and kind in ("text", "mixed", "category")
    if not (is_array or is_list) or not isinstance(dtype, str) or not TYPES.fullmatch(dtype):
        raise ValueError("no column")
    if len(values) != rows or not isinstance(missing, np.ndarray) or missing.shape != (rows,):
        raise ValueError("columns differ in length")
    return Column(name, kind, dtype, values, missing.astype(bool))
