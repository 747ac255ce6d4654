"""Stored frames of plain arrays: a class returns the same few shapes, so each head is read once."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import Any

import numpy as np

from grader.model import frames

__all__ = ["unpack"]

LONGEST = 512  # bytes of a head that is remembered
WIRE, SIZE = "<f8", 8

Array = tuple[int, int, tuple[int, ...]]  # where it begins and ends in the payload, and its shape


def unpack(frame: memoryview) -> object:
    """What `frames.decode` gives; raises FrameError as that does."""
    if len(frame) >= frames.HEADER.size:
        head, payload = frames.HEADER.unpack_from(frame)
        begin = frames.HEADER.size + head
        if head <= LONGEST and len(frame) == begin + payload:
            layout = _layout(bytes(frame[frames.HEADER.size : begin]), payload)
            if isinstance(layout, tuple):
                return _array(frame, begin, layout)
            if layout is not None:
                return {key: _array(frame, begin, one) for key, one in layout}
    return frames.decode(frame)


def _array(frame: memoryview, begin: int, one: Array) -> object:
    return np.frombuffer(frame[begin + one[0] : begin + one[1]], dtype=WIRE).reshape(one[2])


@lru_cache(maxsize=1024)
def _layout(head: bytes, payload: int) -> Array | list[tuple[str, Array]] | None:
    """Of one array, or of a dict of arrays by name; of anything else nothing."""
    try:
        node = json.loads(head)
        if node[0] != "d":
            one = _found(node, 0)
            return one if one is not None and _padded(one[1]) == payload else None
        found, at = [], 0
        for key, entry in node[1]:
            one = _found(entry, at) if isinstance(key, str) and key.isascii() else None
            if one is None:
                return None
            found.append((key, one))
            at = _padded(one[1])
    except (ValueError, TypeError, IndexError, KeyError):
        return None  # whoever reads it in full says what is wrong with it
    return found if found and at == payload else None


def _found(node: list[Any], at: int) -> Array | None:
    kind, wire, shape, origin = node
    if (kind, wire, origin) != ("a", WIRE, "array") or len(shape) > 8:
        return None
    if not all(type(length) is int and length > 0 for length in shape):
        return None
    return at, at + SIZE * math.prod(shape), tuple(shape)


def _padded(size: int) -> int:
    return size + -size % frames.ALIGN
