"""Stored bytes that are damaged or of another version, told in one sentence."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager

from grader.errors import GraderError

__all__ = ["readable"]


@contextmanager
def readable(data: bytes, mark: bytes) -> Iterator[int]:
    """Whatever is wrong with the bytes, it is one sentence and never a value."""
    try:
        yield data.index(mark, 0, len(mark)) + len(mark)  # where the rest begins; ValueError for another mark
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        ArithmeticError,
        RecursionError,
        struct.error,
    ) as error:
        raise GraderError(
            "A stored result is damaged or was made by another version of grader; "
            "move the grades folder away and run again."
        ) from error
