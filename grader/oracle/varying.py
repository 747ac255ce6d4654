"""The arguments of a case in other clothes: a right method gives the same answer but for rounding.

The worker reads this file by its path: standard library alone, and numpy as the worker found it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

LONG = 10_000  # no library is fast in long double


def vary(arguments: dict[str, Any], way: str, names: list[str], seed: int, numpy: Any) -> dict[str, Any]:
    """The arguments in one of the WAYS, or with their rows in another order; ValueError if nothing does."""
    if not way:
        return arguments
    rng = random.Random(seed)  # noqa: S311 - no secret
    if way == "rows":
        return _rows(arguments, names, rng, numpy)
    changes = 0

    def change(value: Any) -> Any:
        nonlocal changes
        new = WAYS[way](value, rng, numpy)
        changes += new is not value
        return new

    made = {key: _walk(value, change) for key, value in arguments.items()}
    if not changes:
        raise ValueError("nothing to vary")
    return made


def _walk(value: Any, change: Callable[[Any], Any]) -> Any:
    """Every number and array inside, lists and dicts kept as they are."""
    if isinstance(value, dict):
        return {key: _walk(item, change) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_walk(item, change) for item in value)
    return change(value)


def _nudged(value: Any, rng: random.Random, numpy: Any) -> Any:
    """Every number one step up or down, which no method can be blamed for."""
    if type(value) is float and value and math.isfinite(value):
        return math.nextafter(value, rng.choice((-math.inf, math.inf)))
    if not _is_double(value, numpy):
        return value
    signs = numpy.array([rng.choice((-1.0, 1.0)) for _ in range(min(value.size, 4096))] or [1.0])
    toward = numpy.resize(signs, value.shape) * numpy.inf
    return numpy.where(value == 0, value, numpy.nextafter(value, toward))


def _single(value: Any, _: random.Random, numpy: Any) -> Any:
    return value.astype(numpy.float32) if _is_double(value, numpy) else value


def _extended(value: Any, _: random.Random, numpy: Any) -> Any:
    if not _is_double(value, numpy) or value.size > LONG:
        return value
    return value.astype(numpy.longdouble) if numpy.finfo(numpy.longdouble).eps < 2**-52 else value


def _layout(value: Any, _: random.Random, numpy: Any) -> Any:
    """The same numbers in another order in memory, so that sums run another way."""
    if not _is_double(value, numpy) or value.size < 2:
        return value
    if value.ndim > 1:
        return numpy.asfortranarray(value)
    return numpy.repeat(value, 2)[::2]


def _rows(arguments: dict[str, Any], names: list[str], rng: random.Random, numpy: Any) -> dict[str, Any]:
    """The rows of these arguments in one other order."""
    count = len(arguments[names[0]])
    if count < 2:
        raise ValueError("one row has no order")
    order = list(range(count))
    while order == list(range(count)):
        rng.shuffle(order)
    shuffled = {name: numpy.ascontiguousarray(arguments[name][order]) for name in names}
    return {**arguments, **shuffled}


def _is_double(value: Any, numpy: Any) -> bool:
    return numpy is not None and isinstance(value, numpy.ndarray) and value.dtype == numpy.float64


WAYS: dict[str, Callable[[Any, random.Random, Any], Any]] = {
    "nudged": _nudged,
    "single": _single,
    "extended": _extended,
    "layout": _layout,
}
