"""Read a decoded value as numbers, or say in a sentence why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.checks.show import name_shape
from grader.errors import OracleError
from grader.model.sketch import Sketch
from grader.model.tabular import Table, read_table

DEEPEST = 8
COARSE = frozenset("efF")  # float16, float32, complex64
REMEMBERED, MOST = 4096, 512  # wants, and the entries of one that is kept

Values = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)  # without slots, so that what is asked of them often is worked out once
class Numbers:
    """Numbers as float64 or complex128; `coarse` when some came in a type of fewer digits.

    Of a sketched array, `values` are its kept entries and `norm` is the whole array's.
    """

    values: Values
    shape: tuple[int, ...]
    coarse: bool = False
    sketched: bool = False
    norm: float = 0.0
    finite: bool = True

    @cached_property
    def size(self) -> float:
        """The largest of the values in size."""
        return largest(self.values)

    @cached_property
    def ordinary(self) -> bool:
        """Whether no square of them overflows or vanishes."""
        return not self.size or 1e-100 < self.size < 1e100

    @cached_property
    def reach(self) -> float:
        """The Euclidean norm of the values, where no square overflows or vanishes."""
        return float(np.linalg.norm(self.values.reshape(-1)))


@dataclass(frozen=True, slots=True)
class Taken:
    """What came, and what it is as numbers or the sentence why it is none."""

    value: object
    numbers: Numbers | str


_WORDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (type(None), "None"),
    (str, "text"),
    (bytes, "bytes"),
    (dict, "a dictionary"),
    ((set, frozenset), "a set, which has no order,"),
    ((list, tuple), "a list"),
    ((np.ndarray, Sketch), "an array"),
    ((int, float, complex, np.number), "a number"),
    (object, "something else"),
)


_wanted: dict[int, tuple[object, Numbers]] = {}


class _NotNumbersError(ValueError):
    """Carries the sentence."""


def read_numbers(value: object) -> Numbers | str:
    """Numbers in whatever dress they come (scalars, arrays, nested lists, sketches), else the sentence."""
    if type(value) is np.ndarray and value.dtype.char == "d":  # most of what comes
        return Numbers(value, value.shape, finite=_all_finite(value))
    try:
        if isinstance(value, Sketch):
            return _from_sketch(value)
        values, coarse = _read(value, 0)
    except _NotNumbersError as refusal:
        return str(refusal)
    return Numbers(values, values.shape, coarse, finite=_all_finite(values))


def wanted_numbers(want: object) -> Numbers:
    """The same of a want, where anything but finite numbers is the reference's fault.

    A want is read once for a whole class. Nothing ever writes to one, and each that is remembered is held,
    so that its identity is its own.
    """
    known = _wanted.get(id(want))
    if known is not None and known[0] is want:
        return known[1]
    numbers = _wanted_numbers(want)
    if len(_wanted) >= REMEMBERED:
        _wanted.clear()
    if numbers.values.size <= MOST:
        _wanted[id(want)] = (want, numbers)
    return numbers


def _wanted_numbers(want: object) -> Numbers:
    numbers = read_numbers(want)
    if isinstance(numbers, str):
        raise OracleError(
            "The reference's result cannot be compared as numbers "
            f"({numbers}) Return an array or a number, or choose another kind of check."
        )
    if not numbers.finite:
        raise OracleError("The reference's result is not finite. Change the case or the reference.")
    return numbers


def say_kind(value: object, expected: str = "numbers were", inside: bool = False) -> str:
    """Say what came instead of what was expected."""
    if value is None and not inside:
        return "Your function returned nothing (None); is a return missing?"
    word = next(word for kinds, word in _WORDS if isinstance(value, kinds))
    return f"Your answer {'holds' if inside else 'is'} {word} where {expected} expected."


def say_not_finite(values: Values) -> str:
    """Name the first entry that is nan or infinite."""
    bad = np.argwhere(~np.isfinite(values))
    if len(bad) == 0:
        return "Your answer holds nan or an infinite number."
    at = tuple(int(i) for i in bad[0])
    word = "nan (not a number)" if np.isnan(values[at]) else "infinite"
    return f"Entry {name_entry(at)} is {word}." if at else f"Your number is {word}."


def say_shape(got: tuple[int, ...], want: tuple[int, ...]) -> str:
    """Name both shapes."""
    yours = f"has shape {name_shape(got)}" if got else "is a single number"
    return f"Your answer {yours}; expected {'shape ' + name_shape(want) if want else 'a single number'}."


def name_entry(at: tuple[int, ...]) -> str:
    """An entry's place as one would index it."""
    return "[" + ", ".join(map(str, at)) + "]"


def largest(values: Values) -> float:
    """The largest real or imaginary part in size, 0 of none."""
    if not values.size:
        return 0.0
    if values.dtype.kind != "c":
        return float(np.abs(values).max())
    return float(max(np.abs(values.real).max(), np.abs(values.imag).max()))


def length(values: Values) -> float:
    """The Euclidean norm of finite numbers of any size."""
    size = largest(values)
    return size * float(np.linalg.norm((values / size).reshape(-1))) if size else 0.0


def _all_finite(values: Values) -> bool:
    return int(np.count_nonzero(np.isfinite(values))) == values.size


def _read(value: object, depth: int) -> tuple[Values, bool]:
    if isinstance(value, (np.ndarray, np.generic)):
        return _read_array(np.asarray(value), depth)
    if isinstance(value, dict) and (table := read_table(value)) is not None:
        return _read_table(table, depth)
    if isinstance(value, (bool, type(None), str, bytes, dict, set, frozenset)):
        raise _NotNumbersError(say_kind(value, inside=depth > 0))
    if type(value) is float:
        return np.asarray(value), False
    if isinstance(value, (int, float)):
        return _read_list([value], depth)[0].reshape(()), False
    if isinstance(value, complex):
        return np.asarray(complex(value)), False
    if isinstance(value, (list, tuple)):
        return _read_list(value, depth)
    raise _NotNumbersError("Your answer is not made of numbers.")


def _read_table(table: Table, depth: int) -> tuple[Values, bool]:
    """A table of numbers is an array with a column for each of its own."""
    for column in table.columns:
        if column.kind != "number" or not isinstance(column.values, np.ndarray):
            kind = True if column.kind == "truth" else "text" if column.kind == "text" else object()
            raise _NotNumbersError(say_kind(kind, inside=True))
    parts = [np.asarray(column.values) for column in table.columns]
    values, _ = _read_array(np.column_stack(parts) if parts else np.zeros((table.rows, 0)), depth)
    holes = [column.missing for column in table.columns if column.missing.any()]
    if holes:
        values = np.where(np.column_stack([column.missing for column in table.columns]), np.nan, values)
    return values, any(column.coarse for column in table.columns)


def _read_array(array: Values, depth: int) -> tuple[Values, bool]:
    if array.dtype.kind == "b":
        raise _NotNumbersError(say_kind(True, inside=depth > 0))
    if array.dtype.kind in "OSU" and depth < DEEPEST:
        return _read(array.tolist(), depth + 1)
    if array.dtype.kind not in "iufc":
        raise _NotNumbersError("Your answer is not made of numbers.")
    if array.dtype.char in "dD":
        return array, False
    with np.errstate(all="ignore"):
        wide = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    return wide, array.dtype.char in COARSE


def _read_list(value: list[object] | tuple[object, ...], depth: int) -> tuple[Values, bool]:
    if depth >= DEEPEST:
        raise _NotNumbersError("Your answer is a list that is nested too deeply.")
    if {*map(type, value)} <= {int, float}:
        try:
            return np.array([float(item) for item in value]), False  # type: ignore[arg-type]
        except OverflowError:
            raise _NotNumbersError("Your answer holds an integer that is too large to be compared.") from None
    parts = [_read(item, depth + 1) for item in value]
    if any(part.ndim > DEEPEST for part, _ in parts):
        raise _NotNumbersError("Your answer is a list that is nested too deeply.")
    if len({part.shape for part, _ in parts}) > 1:
        raise _NotNumbersError("Your answer is a list whose rows differ in length.")
    return np.stack([part for part, _ in parts]), any(coarse for _, coarse in parts)


def _from_sketch(value: Sketch) -> Numbers:
    if np.dtype(value.dtype).kind == "b":
        raise _NotNumbersError(say_kind(True))
    entries, _ = _read(value.entries, 0)
    return Numbers(
        entries.reshape(-1),
        tuple(value.shape),
        np.dtype(value.dtype).char in COARSE,
        sketched=True,
        norm=float(value.norm),
        finite=value.finite and bool(np.isfinite(entries).all()),
    )
