"""Short text of any decoded value, safe to print: for *Expected* and *Yours*."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from grader.model.sketch import Sketch
from grader.model.tabular import Table, read_raising, read_table

LIMIT = 160
DEEPEST = 6
MOMENTS = {"time": "M8[ns]", "span": "m8[ns]"}
EDGES = (12, 3, 2, 1)  # entries kept at each end of a long sequence, until the text fits


def brief(value: object, limit: int = LIMIT, digits: int = 6) -> str:
    """Show a value in at most `limit` characters: whole if it fits, else its two ends and its shape."""
    text = ""
    for edge in EDGES:
        text = _Printer(edge, digits).text(value, 0) + _note_size(value, edge)
        if len(text) <= limit:
            return text
    return cut(text, limit)


def pair(want: object, got: object, limit: int = LIMIT) -> tuple[str, str]:
    """Show two values side by side, with more digits when six make them look alike."""
    texts = brief(want, limit), brief(got, limit)
    if texts[0] != texts[1]:
        return texts
    return brief(want, limit, digits=12), brief(got, limit, digits=12)


def clean(text: str, limit: int = LIMIT) -> str:
    """Escape whatever a terminal or a reader would not show as it is, and cap the length."""
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text[: limit + 1])
    return cut("".join(shown), limit)


def cut(text: str, limit: int) -> str:
    """Leave out the middle of a text that is too long."""
    if len(text) <= limit:
        return text
    if limit < 8:
        return text[: max(limit, 0)]
    tail = (limit - 3) // 3
    return f"{text[: limit - 3 - tail]} … {text[-tail:]}"


def number(value: object, digits: int = 6) -> str:
    """A number in so many digits; an integer in all of them unless they are very many."""
    if isinstance(value, (int, np.integer)) and not isinstance(value, np.timedelta64):
        whole = int(value)
        if whole.bit_length() > 128:
            return f"an integer of about {int(whole.bit_length() * 0.30103) + 1} digits"
        return int.__repr__(whole)
    if isinstance(value, (complex, np.complexfloating)):
        return f"{float(value.real):.{digits}g}{float(value.imag):+.{digits}g}j"
    if isinstance(value, (float, np.floating)):
        return format(float(value), f".{digits}g")
    return f"a {clean(type(value).__name__, 40)} object"


def name_shape(shape: tuple[int, ...]) -> str:
    """A shape as NumPy writes it, whatever kind of integers it is made of."""
    inner = ", ".join(str(int(length)) for length in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def _note_size(value: object, edge: int) -> str:
    if isinstance(value, np.ndarray) and (max(value.shape, default=0) > 2 * edge or value.size == 0):
        return f" of shape {name_shape(value.shape)}"
    if isinstance(value, (list, tuple)) and len(value) > 2 * edge:
        return f" ({len(value)} entries)"
    return ""


@dataclass(frozen=True, slots=True)
class _Printer:
    edge: int
    digits: int

    def text(self, value: object, depth: int) -> str:
        if depth > DEEPEST:
            return "…"
        if value is None or isinstance(value, (bool, np.bool_)):
            return str(value)
        for kinds, way in _WAYS:
            if isinstance(value, kinds):
                return way(self, value, depth)
        return number(value, self.digits)

    def quoted(self, value: str, _: int) -> str:
        return f'"{clean(value)}"'

    def raw(self, value: bytes, _: int) -> str:
        return f'b"{clean(value[: LIMIT + 1].decode("latin-1"))}"'

    def array(self, value: np.ndarray, depth: int) -> str:
        if value.ndim == 0:
            return self.text(value.item(), depth + 1)
        return f"[{self.ends(value, depth)}]"

    def listed(self, value: list[object], depth: int) -> str:
        return f"[{self.ends(value, depth)}]"

    def tupled(self, value: tuple[object, ...], depth: int) -> str:
        return f"({self.ends(value, depth)}{',' if len(value) == 1 else ''})"

    def ends(self, value: list[object] | tuple[object, ...] | np.ndarray, depth: int) -> str:
        length, edge = len(value), self.edge
        if length <= 2 * edge:
            return ", ".join(self.text(item, depth + 1) for item in value)
        head = [self.text(value[i], depth + 1) for i in range(edge)]
        tail = [self.text(value[i], depth + 1) for i in range(length - edge, length)]
        return ", ".join([*head, "…", *tail])

    def mapped(self, value: dict[object, object], depth: int) -> str:
        if (table := read_table(value)) is not None:
            return self.tabled(table, depth)
        if (raising := read_raising(value)) is not None:
            message = f": {clean(raising.message, 80)}" if raising.message else ""
            return f"an error, {clean(raising.lineage[0], 60)}{message}"
        some = islice(value.items(), 2 * self.edge + 1)
        return self.braces([f"{self.text(k, depth + 1)}: {self.text(v, depth + 1)}" for k, v in some])

    def tabled(self, table: Table, depth: int) -> str:
        """A table by its columns, each as a list; what is missing is None."""
        parts = []
        for column in table.columns[: 2 * self.edge]:
            values = column.values.tolist() if isinstance(column.values, np.ndarray) else column.values
            if column.kind in MOMENTS and isinstance(column.values, np.ndarray):
                values = [str(one) for one in column.values.astype(MOMENTS[column.kind])]
            listed = [
                None if gone else one for one, gone in zip(values, column.missing.tolist(), strict=True)
            ]
            parts.append(f"{self.text(column.name, depth + 1)}: {self.text(listed, depth + 1)}")
        rows = "1 row" if table.rows == 1 else f"{table.rows} rows"
        more = ["…"] if len(table.columns) > len(parts) else []
        return f"a table of {rows}" + (f" ({', '.join([*parts, *more])})" if parts else "")

    def gathered(self, value: set[object] | frozenset[object], depth: int) -> str:
        # the order of a set differs from run to run; the sheet's must not
        return self.braces(sorted(self.text(item, depth + 1) for item in value)) if value else "set()"

    def braces(self, parts: list[str]) -> str:
        shown = parts[: 2 * self.edge]
        return "{" + ", ".join([*shown, "…"] if len(parts) > len(shown) else shown) + "}"

    def sketched(self, value: Sketch, _: int) -> str:
        some = ", ".join(self.text(entry, DEEPEST) for entry in value.entries.reshape(-1)[:3])
        return f"an array of shape {name_shape(value.shape)}, some of its entries: {some}, …"


_WAYS: tuple[tuple[type | tuple[type, ...], Callable[[_Printer, Any, int], str]], ...] = (
    (str, _Printer.quoted),
    (bytes, _Printer.raw),
    (np.ndarray, _Printer.array),
    (list, _Printer.listed),
    (tuple, _Printer.tupled),
    (dict, _Printer.mapped),
    ((set, frozenset), _Printer.gathered),
    (Sketch, _Printer.sketched),
)
