"""Compare a table (a DataFrame) column by column: names, kinds, what is missing, then the values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import override

from grader.checks.array import COARSE_REL
from grader.checks.base import Bound, Tolerance, TolerantCheck, right, wrong
from grader.checks.cells import Cells, Values, cells, far
from grader.checks.distance import FARTHEST
from grader.checks.show import brief, clean
from grader.errors import OracleError
from grader.model.tabular import Column, Table, read_table
from grader.model.verdict import Match

LOOSE = 5000  # rows alike but for their numbers that are paired one by one
WORDS = {
    "number": "numbers",
    "truth": "True or False",
    "text": "texts",
    "time": "dates or times",
    "span": "lengths of time",
    "mixed": "values of several kinds",
    "category": "categories",
}
COARSE = "Numbers in single precision (float32) are compared with fewer digits."


class ColumnTolerance(BaseModel):
    """How far the numbers of one column may be off."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rel: Bound | None = Field(default=None, description="Relative tolerance of this column alone.")
    abs: Bound | None = Field(default=None, description="Absolute tolerance of this column alone.")


class TableCheck(TolerantCheck):
    """A DataFrame; every cell by itself, numbers by the tolerance."""

    kind: Literal["table"] = Field(
        default="table",
        description="A table (DataFrame): names and kinds of its columns, what is missing, and every cell. "
        "A missing value equals a missing value, whether None, nan or NaT.",
    )
    rows: Literal["same", "any"] = Field(
        default="same", description="Whether rows must come in the same order, or in any."
    )
    columns: Literal["same", "any"] = Field(
        default="any", description="Whether columns must stand in the same order, or in any."
    )
    extra: Literal["wrong", "ignore"] = Field(
        default="wrong", description="What becomes of columns that were not asked for."
    )
    index: Literal["ignore", "same"] = Field(
        default="ignore", description="Whether the rows' names (the index) count."
    )
    types: Literal["kind", "same"] = Field(
        default="kind",
        description="Whether a column must hold the same kind of values (numbers, text, dates, …; a category "
        "is what its values are), or be of the very same type (int64, float64, category, …).",
    )
    tolerances: dict[str, ColumnTolerance] = Field(
        default_factory=dict, description="Tolerances of single columns, by their names."
    )

    @override
    def compare(self, want: object, got: object, tolerance: Tolerance, scale: float | None = None) -> Match:
        """Equal when the columns are, cell by cell; the sentence names the first that is not."""
        wanted, yours = read_table(want), read_table(got)
        if wanted is None:
            raise OracleError("The reference's result is no table; return a DataFrame of plain columns.")
        names = {str(column.name) for column in wanted.columns}
        if unknown := [name for name in self.tolerances if name not in names]:
            raise OracleError(f"`tolerances` speaks of a column {unknown[0]}, which the table has not.")
        shown = brief(want), brief(got)
        if yours is None:
            none = "Your function returned nothing (None); is a return missing?"
            return wrong(none if got is None else "Your answer is no table (DataFrame).", *shown)
        pairs = self._paired(wanted, yours)
        if isinstance(pairs, str):
            return wrong(pairs, *shown)
        return self._values(pairs, wanted, yours, tolerance, shown)

    def _paired(self, want: Table, got: Table) -> list[_Pair] | str:
        """Each wanted column with its own; of several of one name, the first with the first."""
        waiting: dict[str, list[Column]] = defaultdict(list)
        for column in got.columns:
            waiting[repr(column.name)].append(column)
        pairs = list[_Pair]()
        for column in want.columns:
            known = waiting[repr(column.name)]
            if not known:
                again = any(one.mine.name == column.name for one in pairs)
                more = "once more " if again else ""
                return f"The column {_named(column)} is {more}missing."
            pairs.append(_Pair(column, known.pop(0)))
        extra = [columns[0] for columns in waiting.values() if columns]
        if extra and self.extra == "wrong":
            twice = any(one.name == extra[0].name for one in want.columns)
            why = "is there more often than expected" if twice else "is not expected"
            return f"The column {_named(extra[0])} {why}."
        order = [id(one.yours) for one in pairs]
        if self.columns == "same" and order != [id(one) for one in got.columns if id(one) in order]:
            return "The columns are the right ones, in another order than expected."
        return pairs

    def _values(
        self, pairs: Sequence[_Pair], want: Table, got: Table, tolerance: Tolerance, shown: tuple[str, str]
    ) -> Match:
        if got.rows != want.rows:
            return wrong(f"Your table has {_rows(got.rows)}; {want.rows} expected.", *shown)
        notes = tuple({COARSE: None} if any(one.yours.coarse for one in pairs) else ())
        for one in pairs:
            if say := self._other_kind(one):
                return wrong(say, *shown, notes=notes)
        compared = [
            _Compared(one, cells(one.mine), cells(one.yours), self._tolerance(one, tolerance))
            for one in pairs
        ]
        if self.index == "same":
            own = self.own(tolerance)
            levels = zip(want.index, got.index, strict=False)
            compared += [_Compared(_Pair(a, b), cells(a), cells(b), own, "index") for a, b in levels]
            if len(want.index) != len(got.index):
                return wrong("The rows have other names (another index) than expected.", *shown)
        ratios = [one.ratios for one in compared]
        margin = min(max((float(each.max(initial=0)) for each in ratios), default=0.0), FARTHEST)
        if margin <= 1 or (self.rows == "any" and _same_rows(compared, want.rows)):
            return right(*shown, notes=notes, margin=margin if margin <= 1 else None)
        return wrong(
            self._say(compared, ratios), *shown, notes=notes, margin=margin if self.rows == "same" else None
        )

    def _other_kind(self, pair: _Pair) -> str:
        mine, yours = pair.mine, pair.yours
        if self.types == "same":
            same = mine.dtype == yours.dtype or {mine.kind, yours.kind} == {"text"}
            say = f"is of type {clean(yours.dtype, 40)}; {mine.dtype} was expected."
            return "" if same else f"The column {_named(mine)} {say}"
        want, got = cells(mine), cells(yours)
        if want.kind == got.kind or want.missing.all() or got.missing.all():
            return ""
        return f"The column {_named(mine)} holds {WORDS[got.kind]} where {WORDS[want.kind]} were expected."

    def _tolerance(self, pair: _Pair, tolerance: Tolerance) -> Tolerance:
        own = self.own(tolerance)
        single = self.tolerances.get(str(pair.mine.name))
        rel = own.rel if single is None or single.rel is None else single.rel
        absolute = own.abs if single is None or single.abs is None else single.abs
        return Tolerance(rel=max(rel, COARSE_REL) if pair.yours.coarse else rel, abs=absolute)

    def _say(self, compared: Sequence[_Compared], ratios: Sequence[Values]) -> str:
        if self.rows == "any":
            return "Not every row of your table is an expected one."
        bad = next(i for i, each in enumerate(ratios) if (each > 1).any())
        row, one = int(np.argmax(ratios[bad] > 1)), compared[bad]
        if one.what == "index":
            return f"Row {row} (counted from 0) has another name (index) than expected."
        missing = bool(one.mine.missing[row]), bool(one.yours.missing[row])
        why = {(True, False): "should be missing", (False, True): "is missing"}.get(
            missing, "is not the expected one"
        )
        return f"In column {_named(one.pair.mine)}, the value of row {row} (counted from 0) {why}."


@dataclass(frozen=True, slots=True)
class _Pair:
    """A wanted column and the student's."""

    mine: Column
    yours: Column


@dataclass(frozen=True, slots=True)
class _Compared:
    """Both columns' cells, and how far they may be apart."""

    pair: _Pair
    mine: Cells
    yours: Cells
    tolerance: Tolerance
    what: str = "column"

    @property
    def ratios(self) -> Values:
        """Row by row, how far over what is allowed."""
        if self.mine.kind != self.yours.kind and (self.mine.numbers is None) != (self.yours.numbers is None):
            return np.where(self.mine.missing & self.yours.missing, 0.0, np.inf)
        return far(self.mine, self.yours, self.tolerance)


def _same_rows(compared: Sequence[_Compared], rows: int) -> bool:
    """Whether each wanted row has one of its own among those that came."""
    left: dict[object, list[int]] = defaultdict(list)
    for at in range(rows):
        left[_exact([one.yours for one in compared], at)].append(at)
    for at in range(rows):
        known = left[_exact([one.mine for one in compared], at)]
        if len(known) > LOOSE:
            return False
        fits = np.ones(len(known), dtype=bool)
        for one in compared:
            if one.mine.numbers is not None and one.yours.numbers is not None:
                mine = _rows_of(one.mine, [at] * len(known))
                fits &= far(mine, _rows_of(one.yours, known), one.tolerance) <= 1
        if not fits.any():
            return False
        del known[int(np.argmax(fits))]
    return True


def _exact(columns: Sequence[Cells], at: int) -> object:
    """What of a row must be the very same: all but its numbers."""
    return tuple(bool(one.missing[at]) if one.numbers is not None else repr(one.items[at]) for one in columns)


def _rows_of(column: Cells, rows: Sequence[int]) -> Cells:
    numbers = None if column.numbers is None else column.numbers[list(rows)]
    return Cells(column.kind, numbers, (), column.missing[list(rows)])


def _named(column: Column) -> str:
    return clean(column.name, 40) if isinstance(column.name, str) else brief(column.name, 40)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
