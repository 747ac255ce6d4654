"""Frames whose heads are remembered, against the one codec."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.ledger import layouts
from grader.model import frames

NUMBERS = st.one_of(st.floats(), st.integers(), st.booleans(), st.text(max_size=3), st.none())
ARRAYS = st.builds(
    lambda shape, dtype: np.arange(np.prod(shape), dtype=float).reshape(shape).astype(dtype),
    st.lists(st.integers(0, 4), max_size=3),
    st.sampled_from(["f8", "f4", "i8", "?", "c16", ">f8"]),
)
PIECES = st.one_of(NUMBERS, ARRAYS, ARRAYS.map(lambda array: array.reshape(-1).tolist()))
VALUES = st.one_of(PIECES, st.lists(PIECES, max_size=3), st.dictionaries(st.text(max_size=2), PIECES))


def _told(value: object) -> object:
    """A value with its types, its shapes and its bytes, nan or not."""
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes(), value.flags.writeable
    if isinstance(value, dict):
        return [(key, _told(one)) for key, one in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [_told(one) for one in value]
    return type(value), repr(value)


@given(value=VALUES)
def test_a_frame_whose_head_is_remembered_gives_what_the_codec_gives(value: object) -> None:
    """Every value is the same, of the same type, shape and bytes, the first time and the second."""
    frame = memoryview(frames.encode(value))
    whole = _told(frames.decode(frame))
    assert _told(layouts.unpack(frame)) == whole
    assert _told(layouts.unpack(frame)) == whole


@given(array=ARRAYS, at=st.integers(0, 200), to=st.integers(0, 255))
def test_a_damaged_frame_gives_what_the_codec_gives(array: np.ndarray, at: int, to: int) -> None:
    """One byte changed anywhere is refused where the codec refuses it, and read as it reads it elsewhere."""
    frame = bytearray(frames.encode(array))
    frame[at % len(frame)] = to
    try:
        whole = _told(frames.decode(bytes(frame)))
    except frames.FrameError:
        with pytest.raises(frames.FrameError):
            layouts.unpack(memoryview(bytes(frame)))
    else:
        assert _told(layouts.unpack(memoryview(bytes(frame)))) == whole


def test_a_shape_is_held_to_its_own_bytes() -> None:
    """A head that was read before does not vouch for another payload."""
    frame = frames.encode(np.zeros(6))
    layouts.unpack(memoryview(frame))
    with pytest.raises(frames.FrameError):
        layouts.unpack(memoryview(frame[:-16]))
