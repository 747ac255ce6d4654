"""The cells of a table's columns, by kind: whether two columns, or two rows, are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.checks.base import Tolerance
from grader.model.tabular import Column

__all__ = ["Cells", "cells", "far"]

Values = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Cells:
    """A column ready to be compared: numbers as an array, anything else as a list with None for holes."""

    kind: str  # number, truth, text, time, span or mixed
    numbers: Values | None
    items: Sequence[object]
    missing: Values


def cells(column: Column) -> Cells:
    """What the column holds; of a category, what its values are."""
    values, missing = column.values, column.missing
    if column.kind == "number" and isinstance(values, np.ndarray):
        return _numeric(values, missing)
    items = [None if gone else one for one, gone in zip(_listed(values), missing.tolist(), strict=True)]
    missing = np.array([item is None for item in items], dtype=bool)
    there = [item for item in items if item is not None]
    if column.kind in ("category", "mixed") and there:
        if all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in there):
            return _numeric(np.array([0.0 if item is None else float(item) for item in items]), missing)  # type: ignore[arg-type]
        if all(isinstance(one, bool) for one in there):
            return Cells("truth", None, items, missing)
        if all(isinstance(one, str) for one in there):
            return Cells("text", None, items, missing)
    kind = "text" if column.kind == "category" else column.kind
    return Cells(kind, None, items, missing)


def far(want: Cells, got: Cells, tolerance: Tolerance) -> Values:
    """By row, how far got is from want over what is allowed; above 1 they differ."""
    ratio = np.where(want.missing == got.missing, 0.0, np.inf)
    both = ~want.missing & ~got.missing
    if want.numbers is not None and got.numbers is not None:
        with np.errstate(all="ignore"):
            gap = np.abs(got.numbers - want.numbers)
            allowed = tolerance.rel * np.abs(want.numbers) + tolerance.abs
            parts = np.where(gap == 0, 0.0, gap / allowed)
        same = got.numbers == want.numbers  # infinite ones, too
        parts = np.where(same, 0.0, np.where(np.isnan(parts) | ~np.isfinite(want.numbers), np.inf, parts))
        return np.where(both, parts, ratio)
    different = [mine != yours for mine, yours in zip(want.items, got.items, strict=True)]
    return np.where(both & np.array(different, dtype=bool), np.inf, ratio)


def _numeric(values: Values, missing: Values) -> Cells:
    wide = values.astype(np.complex128 if values.dtype.kind == "c" else np.float64)
    holes = missing | np.isnan(wide)
    return Cells("number", np.where(holes, 0, wide), (), holes)


def _listed(values: Values | list[object]) -> list[object]:
    return list(values.tolist() if isinstance(values, np.ndarray) else values)
