"""Any bytes give a value or a FrameError, at a price that what arrived can pay; no value lies its way in."""

from __future__ import annotations

import itertools
import json
import time
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import frames
from grader.model.frames import FrameError

ONE_HASH = (1 << 61) - 1  # every multiple of it hashes to 0


def forged(node: object, payload: bytes = b"", claims: int | None = None) -> bytes:
    """A frame nobody's encoder made."""
    head = node if isinstance(node, bytes) else json.dumps(node).encode()
    return frames.HEADER.pack(len(head), len(payload) if claims is None else claims) + head + payload


def peak_of_refusing(frame: bytes) -> int:
    """The bytes that were allocated at most while the frame was refused."""
    tracemalloc.start()
    try:
        with pytest.raises(FrameError):
            frames.decode(frame)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read(frame: bytes) -> None:
    """Decode, and let nothing but a FrameError happen; what came out must go in again."""
    try:
        value = frames.decode(frame)
    except FrameError:
        return
    assert frames.encode(value)


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    """Random bytes never do anything but FrameError."""
    read(noise)


nodes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(st.sampled_from("aifcbltsgd"), st.lists(inner, max_size=3)).map(list)
        | st.tuples(
            st.just("a"),
            st.sampled_from(["<f8", "|b1", "<c16", "|O", ">f8", "<i3", "", "<f8x"]) | inner,
            st.lists(st.integers(-1, 5), max_size=3) | inner,
            st.sampled_from(["list", "scalar", "array"]) | inner,
        ).map(list)
        | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=15,
)


@given(nodes, st.binary(max_size=160))
@settings(max_examples=300)
def test_forged_trees_are_refused_or_plain(node: object, payload: bytes) -> None:
    """Whatever JSON stands in the head, with whatever payload, ends in a plain value or a FrameError."""
    read(forged(node, payload))


@given(st.data())
@settings(max_examples=300)
def test_a_spoilt_frame_is_refused_or_plain(data: st.DataObject) -> None:
    """Bytes changed, cut, doubled or inserted anywhere in a good frame never do anything else."""
    good = frames.encode({"at": "case", "value": [np.arange(4.0), (1, 2.5, "x"), {"k": [True, False]}]})
    frame = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(frame)))
        piece = data.draw(st.binary(max_size=6))
        frame[at : at + data.draw(st.integers(0, 12))] = piece
    read(bytes(frame))
    head = data.draw(st.integers(0, 1 << 32 - 1))
    read(frames.HEADER.pack(head, len(frame)) + bytes(frame))


@pytest.mark.parametrize(
    "frame",
    [
        frames.HEADER.pack(frames.MAX_HEAD + 1, 0),
        frames.HEADER.pack(20, frames.MAX_PAYLOAD + 1) + b"x" * 20,
        forged(["a", "<f8", [8 << 20], "array"], b"", claims=64 << 20),
        forged(["a", "<f8", [8 << 20], "array"], b"12345678"),
        forged(["a", "|b1", [64 << 20], "list"], b"12345678"),
        forged(["a", "<f8", [1 << 20] * 8, "array"]),
        forged(["a", "<f8", [0, *[1 << 26] * 7], "array"]),
        forged(["a", "<f8", [1 << 62, 4], "array"]),
        forged(["a", "<f8", [True], "array"], b"12345678"),
        forged(["a", "<f8", [1] * 9, "array"], b"12345678"),
    ],
    ids=range(10),
)
def test_a_size_that_is_only_claimed_is_never_allocated(frame: bytes) -> None:
    """A few bytes that speak of 64 MB, of 2^160 entries or of none at all cost a few kilobytes."""
    frames.encode(np.zeros(1))  # numpy is imported outside of the measurement
    assert peak_of_refusing(frame) < 100_000


@pytest.mark.parametrize(
    "head",
    [
        b"[" * 200_000,
        b'["l",[' * 5000 + b"null" + b"]]" * 5000,
        b"9" * 100_000,
        b'["i","' + b"9" * 100_000 + b'"]',
        json.dumps(["l", [None] * (frames.MAX_NODES + 1)]).encode(),
        b"\xff\xfe",
        b"NaN",
        b'{"l": 1}',
        b'["i", 1e400]',
    ],
    ids=range(9),
)
def test_deep_wide_and_odd_heads_are_refused(head: bytes) -> None:
    """Depth, width, endless digits and other JSON than ours end as a FrameError."""
    with pytest.raises(FrameError):
        frames.decode(forged(head))


def test_a_list_of_numbers_costs_a_few_times_what_arrived() -> None:
    """64 MB of truth values as a list would be a gigabyte of Python: such lists have a cap of their own."""
    payload = bytes(frames.MAX_LISTED + 16)
    peak = peak_of_refusing(forged(["a", "|b1", [len(payload)], "list"], payload))
    assert peak < 2 * len(payload)
    half = frames.MAX_LISTED // 2 + 16
    two = ["l", [["a", "|b1", [half], "list"], ["a", "|b1", [half], "list"]]]
    with pytest.raises(FrameError, match="too many numbers"):
        frames.decode(forged(two, bytes(2 * half)))
    assert len(frames.decode(frames.encode([0.0] * 1_000_000))) == 1_000_000


@pytest.mark.parametrize("kind", ["s", "d"])
def test_keys_of_one_hash_do_not_keep_the_reader_busy(kind: str) -> None:
    """Ninety thousand keys with one hash would take a dictionary a minute; they are refused at once."""
    keys = [["i", str(number * ONE_HASH)] for number in range(1, 40_000)]
    node = [kind, keys if kind == "s" else [[key, None] for key in keys]]
    began = time.process_time()
    with pytest.raises(FrameError):
        frames.decode(forged(node))
    assert time.process_time() - began < 2


def test_half_characters_are_replaced() -> None:
    """A lone surrogate can be written to no file: it never comes further than the codec."""
    assert frames.decode(frames.encode(["\ud800x", "\U0001d4db"])) == ["?x", "\U0001d4db"]


def test_a_truth_value_is_one_or_the_other() -> None:
    """A boolean array of other bytes than 0 and 1 would equal whatever it is compared with."""
    with pytest.raises(FrameError):
        frames.decode(forged(["a", "|b1", [2], "array"], b"\x01\x02"))


@pytest.mark.parametrize(
    "value",
    [
        object(),
        lambda: 0,
        type,
        Fraction(1, 3),
        np.array(["2020-01-01"], dtype="M8[D]"),
        np.zeros(2, dtype=[("x", "f8")]),
        "x" * (1 << 20),
        b"x" * (1 << 20),
        1 << 20_000,
        [None] * (frames.MAX_NODES + 1),
        np.broadcast_to(np.float64(1), (1 << 20, 1 << 20)),
        np.broadcast_to(np.array(None, dtype=object), (1 << 30,)),
        itertools.count(),
        np.zeros((1,) * 9),
        ["x" * (1 << 19)] * 9,
    ],
    ids=range(15),
)
def test_what_is_no_plain_data_is_refused(value: object) -> None:
    """Objects, giants of zero strides, endless iterators and long texts are refused in a few words."""
    with pytest.raises(FrameError) as caught:
        frames.encode(value)
    assert len(str(caught.value)) < 100


def test_containers_without_a_bottom_are_refused() -> None:
    """A list that holds itself, a dict that does and a tower of lists all end at the same depth."""
    loop: list[object] = []
    loop.append(loop)
    ring: dict[str, object] = {}
    ring["ring"] = ring
    tower: object = 1
    for _ in range(10_000):
        tower = [tower, None]
    for value in (loop, ring, tower):
        with pytest.raises(FrameError):
            frames.encode(value)


class Liar:
    """Claims to equal, contain and iterate over whatever is convenient."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __iter__(self):
        return iter([42.0])

    def __len__(self) -> int:
        return 42

    def __str__(self) -> str:
        return "42"

    __repr__ = __str__


class LyingList(Liar, list):
    """A list whose methods tell of other items."""

    __hash__ = Liar.__hash__


class LyingDict(Liar, dict):
    """A dict whose methods tell of other items."""

    __hash__ = Liar.__hash__

    def items(self):  # noqa: D102
        return [("lie", 42.0)]


class LyingText(Liar, str):
    """A text that prints as another."""

    __slots__ = ()
    __hash__ = Liar.__hash__


class LyingNumber(Liar, float):
    """A number that equals everything."""

    __hash__ = Liar.__hash__

    def hex(self) -> str:  # noqa: D102
        return "0x1.5p+5"

    def __float__(self) -> float:
        return 42.0


class LyingWhole(int):
    """A whole number that says it is another."""

    def __index__(self) -> int:
        return 42

    __int__ = __index__


class LyingArray(np.ndarray):
    """An array that equals everything, and hands out another when asked."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def __array__(self, *_: object, **__: object) -> np.ndarray:
        return np.full(3, 42.0)

    def __array_finalize__(self, other: object) -> None:
        pass

    def tobytes(self, *_: object) -> bytes:  # noqa: D102
        return b"\0" * 24

    def astype(self, *_: object, **__: object) -> np.ndarray:  # noqa: D102
        return np.full(3, 42.0)


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        (LyingList([1.0, 2.0]), [1.0, 2.0]),
        (LyingList([1.0, "x"]), [1.0, "x"]),
        (LyingDict(true=1), {"true": 1}),
        (LyingText("true"), "true"),
        (LyingNumber(1.0), 1.0),
        (LyingWhole(1), 1),
        (np.arange(3.0).view(LyingArray), np.arange(3.0)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_lying_methods_end_here(value: object, truth: object) -> None:
    """A subclass travels as what it is made of, whatever its methods say."""
    back = frames.decode(frames.encode(value))
    assert type(back) is type(truth)
    assert np.array_equal(back, truth) if isinstance(truth, np.ndarray) else back == truth


@pytest.mark.parametrize("kind", [list, dict, int, float, str, np.ndarray, np.float64])
def test_a_lie_about_the_class_opens_nothing(kind: type) -> None:
    """An object that says it is a list, a number or an array still has none of their insides."""

    class Impostor:
        @property
        def __class__(self) -> type:
            return kind

    with pytest.raises((FrameError, TypeError)):
        frames.encode(Impostor())
