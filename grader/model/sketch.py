"""A large result in a few hundred bytes: digest, type, shape, norm, and 64 seeded entries of it all."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np

ENTRIES = 64
PIECE = 1 << 20
NUMBERS = (int, float, complex, np.number, np.bool_)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of an array under `keep="sketch"`; want and got are compared on just this."""

    dtype: str
    shape: tuple[int, ...]
    digest: str
    norm: float
    finite: bool
    entries: np.ndarray  # 64 entries at positions that depend on shape and label alone


def sketch(value: object, label: str) -> object:
    """Sketch an array, or lists of numbers, of more than 64 entries; leave anything else as it is."""
    array = _as_array(value)
    if not isinstance(array, np.ndarray) or array.size <= ENTRIES or array.dtype.kind not in "biufc":
        return value
    flat = np.ascontiguousarray(array).reshape(-1)
    norm = _norm(flat)
    return Sketch(
        dtype=flat.dtype.str,
        shape=tuple(array.shape),
        digest=hashlib.sha256(flat.data).hexdigest()[:32],
        norm=norm,
        finite=bool(np.isfinite(norm)) or bool(np.isfinite(flat).all()),
        entries=flat[positions(flat.size, label)].copy(),
    )


def positions(size: int, label: str) -> np.ndarray:
    """The entries a sketch keeps: without repetition, the same for want and got of equal size."""
    digest = hashlib.sha256(f"{label}\0{size}".encode()).digest()
    words = [int.from_bytes(digest[at : at + 4], "little") for at in range(0, 32, 4)]
    return np.sort(np.random.default_rng(words).choice(size, size=min(ENTRIES, size), replace=False))


def _norm(flat: np.ndarray) -> float:
    """The length of a vector, by pieces: a large array of small numbers is not made a larger one."""
    wide = np.complex128 if flat.dtype.kind == "c" else np.float64
    total = 0.0
    with np.errstate(all="ignore"):
        for at in range(0, flat.size, PIECE):
            piece = flat[at : at + PIECE].astype(wide, copy=False)
            total += float(np.einsum("i,i->", piece, piece.conj()).real)  # unlike vdot, in one thread
    return math.sqrt(total)


def _as_array(value: object) -> object:
    if not isinstance(value, (list, tuple)) or not _all_numbers(value):
        return value
    try:
        return np.asarray(value)
    except (ValueError, TypeError, OverflowError):  # ragged
        return value


def _all_numbers(value: list[object] | tuple[object, ...]) -> bool:
    """Whether there are only numbers: an array of texts is as wide as its longest, and fills the memory."""
    waiting: list[object] = [value]
    for items in waiting:
        if isinstance(items, (list, tuple)):
            kinds = set(map(type, items))
            if not all(issubclass(kind, (*NUMBERS, list, tuple, np.ndarray)) for kind in kinds):
                return False
            if not kinds.isdisjoint((list, tuple)):
                waiting += items
    return True
