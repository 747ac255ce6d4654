"""What goes into a frame comes out of it, plain."""

from __future__ import annotations

import subprocess  # noqa: TID251 - a Python without numpy is another process
import sys
from collections import OrderedDict, namedtuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from grader.model import frames

TYPES = "? b h i q B H I Q e f d F D".split()

numbers = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 3500).map(lambda digits: -(10**digits))
    | st.floats()
    | st.complex_numbers()
)
words = st.text(st.characters(exclude_categories=["Cs"])) | st.binary()
keys = st.text(st.characters(exclude_categories=["Cs"])) | st.integers() | st.booleans() | st.none()
number_arrays = st.sampled_from(TYPES).flatmap(
    lambda code: arrays(np.dtype(code), array_shapes(min_dims=0, max_dims=5, min_side=0, max_side=4))
)
scalars = st.sampled_from(TYPES).flatmap(lambda code: arrays(np.dtype(code), ())).map(lambda array: array[()])
plain = st.recursive(
    numbers | words | number_arrays | scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(st.integers() | st.text(st.characters(exclude_categories=["Cs"])), max_size=4)
        | st.lists(st.floats(), max_size=9)
        | st.lists(st.integers(), max_size=9)
        | st.lists(st.booleans(), max_size=9)
    ),
    max_leaves=12,
)


def same(one: object, other: object) -> bool:
    """Equal in kind and value, NaN being itself."""
    for kind in (np.ndarray, np.generic):
        if isinstance(one, kind) and isinstance(other, kind):
            return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        pairs = zip(one.items(), other.items(), strict=True)
        return len(one) == len(other) and all(same(a, c) and same(b, d) for (a, b), (c, d) in pairs)
    if isinstance(one, float | complex):
        return np.asarray(one).tobytes() == np.asarray(other).tobytes() or np.isnan([one, other]).all()
    return one == other


@given(plain)
def test_plain_values_come_back_as_they_were(value: object) -> None:
    """Every supported kind, however nested, has the same type, shape and bits on the other side."""
    assert same(frames.decode(frames.encode(value)), value)


@given(plain)
def test_a_frame_has_one_form(value: object) -> None:
    """Encoding what was decoded gives the same bytes, so that a digest of evidence is one of its value."""
    frame = frames.encode(value)
    assert frames.encode(frames.decode(frame)) == frame


@given(number_arrays, st.sampled_from(["<", ">"]), st.booleans())
def test_byte_order_and_strides_are_nobodys_business(array: np.ndarray, order: str, turned: bool) -> None:
    """A big-endian, transposed or reversed array arrives with the same numbers in the same places."""
    odd = array.astype(array.dtype.newbyteorder(order))
    odd = (odd.T if turned else odd)[::-1] if odd.ndim else odd
    back = frames.decode(frames.encode(odd))
    assert back.shape == odd.shape
    assert back.tobytes() == odd.astype(array.dtype).tobytes()


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (np.longdouble(1.5), np.float64(1.5)),
        (range(3), [0, 1, 2]),
        ({"a": 1, "b": 2}.keys(), ["a", "b"]),
        (map(str, [1, 2]), ["1", "2"]),
        (np.array(["ab", "c"]), ["ab", "c"]),
        (np.array([1, "x", None], dtype=object), [1, "x", None]),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (namedtuple("Point", "x y")(1, 2.0), (1, 2.0)),
        (frozenset({3}), {3}),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), np.array([1.0, 2.0])),
        (np.str_("word"), "word"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_nearly_plain_becomes_plain(value: object, wanted: object) -> None:
    """Lazy, text-like and derived containers arrive as the plain kind they stand for."""
    assert same(frames.decode(frames.encode(value)), wanted)


def test_arrays_are_aligned_in_their_frame() -> None:
    """Numpy may work on arguments in place: every array begins at a multiple of 16 bytes of its frame."""
    frame = frames.encode(["x", np.arange(3.0), np.array([True]), np.arange(5.0)])
    back = frames.decode(frame)
    assert all(array.flags.aligned for array in back[1:])
    begin = np.frombuffer(frame, "u1").__array_interface__["data"][0]
    assert {(a.__array_interface__["data"][0] - begin) % frames.ALIGN for a in back[1:]} == {0}


def test_a_decoded_array_is_read_only_unless_asked() -> None:
    """Evidence is never changed by a check; a worker that asks gets a copy it may write to."""
    frame = frames.encode(np.zeros(2))
    assert not frames.decode(frame).flags.writeable
    assert frames.decode(frame, writable=True).flags.writeable


@settings(max_examples=20)
@given(st.sets(st.text("abcdefgh", max_size=3), max_size=30), st.randoms())
def test_a_set_has_one_frame_whatever_order_it_was_filled_in(value: set[str], random: object) -> None:
    """Two runs of the same code give the same bytes, even where their sets are laid out differently."""
    members = list(value)
    random.shuffle(members)
    assert frames.encode(set(members)) == frames.encode(frozenset(value))


def test_frames_need_no_numpy() -> None:
    """An interpreter without numpy reads and writes frames of everything but arrays."""
    script = (
        "import sys; sys.modules['numpy'] = None; sys.path.insert(0, sys.argv[1]); import frames; "
        "value = {'a': [1.5, 2.5], 'b': (1, True, None, 2j, {3}), 'c': b'x'}; "
        "assert frames.decode(frames.encode(value)) == value; print('same')"
    )
    folder = str(Path(frames.__file__).parent)
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-I", "-S", "-c", script, folder], capture_output=True, text=True, check=False
    )
    assert done.stdout == "same\n", done.stderr
