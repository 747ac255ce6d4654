"""The one codec: plain values to bytes and back, the same file on both sides of the boundary.

A frame is `u32 head length, u64 payload length, head, payload`: the head is JSON that describes a
tree, the payload the raw bytes of its arrays in order. No pickle and no npy parser: what decoding
allocates is bounded by the bytes that arrived. This file imports the standard library (and numpy where
there is one) because its text is sent to guests that have nothing else of ours.

Nodes: null, true, false | ["i", digits] | ["f", hex] | ["c", hex, hex] | "text" | ["b", hex]
| ["l" | "t" | "s" | "g", [items]] (list, tuple, set, generator) | ["d", [[key, value], ...]]
| ["a", dtype, shape, origin] (array; origin "list" came as a list, "scalar" as a numpy scalar, else "array").
"""

from __future__ import annotations

import json
import struct
import sys
from itertools import islice

MAX_HEAD = 4 << 20
MAX_PAYLOAD = 64 << 20
MAX_NODES = 100_000
MAX_DEPTH = 24
MAX_DIGITS = 4000
HEADER = struct.Struct("<IQ")
ALIGN = 16  # arrays begin on such a boundary of their frame, so that numpy may work in place
DTYPES = frozenset("?bhilqBHILQefdFD")  # native numbers and booleans, by numpy's type characters


class FrameError(ValueError):
    """These bytes, or this value, do not make a frame; the text says why in a few words."""


def encode(value: object) -> bytes:
    """A plain copy of the value as one frame; subclasses and lying methods end here. Raises FrameError."""
    payload: list[bytes] = []
    state = _State()
    node = _pack(value, payload, state, 0)
    head = json.dumps(node, ensure_ascii=True, separators=(",", ":")).encode()
    if len(head) > MAX_HEAD - ALIGN:
        raise FrameError("it is too large to send back")
    head += b" " * (-(HEADER.size + len(head)) % ALIGN)
    return b"".join([HEADER.pack(len(head), state.bytes), head, *payload])


def decode(frame: bytes | bytearray | memoryview, writable: bool = False) -> object:
    """The value of one whole frame. Arrays look into the frame unless `writable`. Raises FrameError."""
    view = memoryview(frame)
    if len(view) < HEADER.size:
        raise FrameError("the message is cut short")
    head_size, payload_size = HEADER.unpack_from(view)
    if head_size > MAX_HEAD or payload_size > MAX_PAYLOAD:
        raise FrameError("the message is too large")
    if len(view) != HEADER.size + head_size + payload_size:
        raise FrameError("the message has another length than it says")
    try:
        tree = json.loads(bytes(view[HEADER.size : HEADER.size + head_size]))
        reader = _Reader(view[HEADER.size + head_size :], writable)
        value = reader.value(tree, 0)
    except FrameError:
        raise
    except Exception as error:  # whatever a hostile message provokes means one thing
        raise FrameError("the message cannot be read") from error
    if reader.at != payload_size:
        raise FrameError("the message has bytes left over")
    return value


class _State:
    """Counts what has been packed, so that a giant is refused before it is copied."""

    __slots__ = ("bytes", "nodes")

    def __init__(self) -> None:
        self.nodes = 0
        self.bytes = 0

    def node(self) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise FrameError("it has too many pieces to send back")

    def check(self, size: int) -> None:
        if self.bytes + size > MAX_PAYLOAD - ALIGN:
            raise FrameError(f"it is larger than {MAX_PAYLOAD >> 20} MB")


def _pack(value: object, payload: list[bytes], state: _State, depth: int) -> object:
    state.node()
    if depth > MAX_DEPTH:
        raise FrameError("it is nested too deeply")
    if value is None or value is True or value is False:
        return value
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        if isinstance(value, numpy.generic) and not isinstance(value, (str, bytes)):
            return _pack_array(numpy, numpy.array(value), "scalar", payload, state, depth)
        if isinstance(value, numpy.ndarray):
            return _pack_array(numpy, value, "array", payload, state, depth)
    plain = _pack_plain(value)
    if plain is not None:
        return plain
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return _pack_container(value, payload, state, depth)
    return _pack_other(numpy, value, payload, state, depth)


def _pack_plain(value: object) -> object:
    if isinstance(value, int):
        number = int.__index__(value)
        if number.bit_length() > MAX_DIGITS * 3:
            raise FrameError("it is an integer with too many digits")
        return ["i", int.__repr__(number)]
    if isinstance(value, float):
        return ["f", float.hex(value)]
    if isinstance(value, complex):
        plain = complex.__complex__(value)
        return ["c", plain.real.hex(), plain.imag.hex()]
    if isinstance(value, str):
        if str.__len__(value) > MAX_HEAD // 8:
            raise FrameError("it is a text that is too long")
        return str.__str__(value)
    if isinstance(value, bytes):
        if bytes.__len__(value) > MAX_HEAD // 4:
            raise FrameError("it has too many bytes")
        return ["b", bytes.hex(value)]
    return None


def _pack_container(value: object, payload: list[bytes], state: _State, depth: int) -> object:
    if isinstance(value, dict):
        pairs = islice(dict.items(value), MAX_NODES)
        return [
            "d",
            [[_pack(k, payload, state, depth + 1), _pack(v, payload, state, depth + 1)] for k, v in pairs],
        ]
    if isinstance(value, list):
        packed = _pack_numbers(value, payload, state)
        if packed is not None:
            return packed
        kind, items = "l", list.__iter__(value)
    elif isinstance(value, tuple):
        kind, items = "t", tuple.__iter__(value)
    else:
        kind, items = "s", (set if isinstance(value, set) else frozenset).__iter__(value)  # type: ignore[arg-type]
    return [kind, [_pack(item, payload, state, depth + 1) for item in islice(items, MAX_NODES)]]


def _pack_numbers(value: list, payload: list[bytes], state: _State) -> object:  # type: ignore[type-arg]
    """A flat list of only floats, only ints or only booleans travels as raw numbers, marked as a list."""
    kinds = set(map(type, list.__iter__(value)))
    if kinds == {float}:
        code, size = "d", 8
    elif kinds == {int} and all(-(1 << 63) <= item < 1 << 63 for item in value):
        code, size = "q", 8
    elif kinds == {bool}:
        code, size = "?", 1
    else:
        return None
    count = len(value)
    _append(payload, state, struct.pack(f"<{count}{code}", *value), count * size)
    return ["a", {"d": "<f8", "q": "<i8", "?": "|b1"}[code], [count], "list"]


def _append(payload: list[bytes], state: _State, raw: bytes, size: int) -> None:
    state.check(size)
    padding = -size % ALIGN
    payload += (raw, b"\0" * padding)
    state.bytes += size + padding


def _pack_array(
    numpy: object, value: object, origin: str, payload: list[bytes], state: _State, depth: int
) -> object:
    np: object = numpy
    plain = np.asarray(np.ndarray.view(value, np.ndarray))  # type: ignore[attr-defined]
    kind = plain.dtype.kind
    if kind in "OSU":
        if plain.size > MAX_NODES:
            raise FrameError("it is an array of objects with too many entries")
        return _pack(plain.tolist(), payload, state, depth + 1)
    if plain.dtype.char in "gG":  # long double: no two machines agree on it
        plain = plain.astype("f8" if kind == "f" else "c16")
    if plain.dtype.char not in DTYPES:
        raise FrameError(f"it is an array of {plain.dtype}, which is not a number type")
    if plain.ndim > 8:
        raise FrameError("it has more than 8 dimensions")
    wire = plain.dtype.newbyteorder("<").str
    count = 1
    for length in plain.shape:
        count *= length
    size = count * plain.dtype.itemsize
    state.check(size)  # a zero-stride giant is refused before it is copied
    _append(payload, state, plain.astype(wire, order="C", copy=False).tobytes(), size)
    return ["a", wire, list(plain.shape), origin]


def _pack_other(numpy: object, value: object, payload: list[bytes], state: _State, depth: int) -> object:
    """Lazy iterables are read out; anything that calls itself an array is asked once for a plain one."""
    kind = type(value)
    if numpy is not None and hasattr(kind, "__array__"):
        detach = getattr(value, "detach", None)  # a torch tensor that still carries its graph
        array = numpy.asarray(detach() if callable(detach) else value)  # type: ignore[attr-defined]
        return _pack_array(numpy, array, "array", payload, state, depth)
    if kind.__name__ in ("dict_keys", "dict_values", "dict_items", "range") or hasattr(kind, "__next__"):
        items = list(islice(iter(value), MAX_NODES))  # type: ignore[call-overload]
        return ["g", [_pack(item, payload, state, depth + 1) for item in items]]
    raise FrameError(f"it is a {kind.__name__} object, not data")


class _Reader:
    """Walks the head's tree, taking arrays from the payload in order."""

    __slots__ = ("at", "nodes", "payload", "writable")

    def __init__(self, payload: memoryview, writable: bool) -> None:
        self.payload = payload
        self.writable = writable
        self.at = 0
        self.nodes = 0

    def value(self, node: object, depth: int) -> object:  # noqa: PLR0911 - one return a kind of node
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise FrameError("the message is nested too deeply or has too many pieces")
        if node is None or isinstance(node, (bool, str)):
            return node
        if not isinstance(node, list) or not node:
            raise FrameError("the message has an unknown part")
        kind, *rest = node
        if kind == "a":
            return self.array(*rest)
        if kind == "i":
            if len(rest[0]) > MAX_DIGITS:
                raise FrameError("the message has an integer with too many digits")
            return int(rest[0])
        if kind == "f":
            return float.fromhex(rest[0])
        if kind == "c":
            return complex(float.fromhex(rest[0]), float.fromhex(rest[1]))
        if kind == "b":
            return bytes.fromhex(rest[0])
        return self.container(kind, rest[0], depth + 1)

    def container(self, kind: str, items: list, depth: int) -> object:  # type: ignore[type-arg]
        if kind == "d":
            return {self.value(k, depth): self.value(v, depth) for k, v in items}
        values = [self.value(item, depth) for item in items]
        if kind in ("l", "g"):
            return values
        if kind == "t":
            return tuple(values)
        if kind == "s":
            return set(values)
        raise FrameError("the message has an unknown part")

    def array(self, wire: str, shape: list, origin: str) -> object:  # type: ignore[type-arg]
        code = wire[1:]
        if wire[0] not in "<|" or code not in _SIZES or len(shape) > 8:
            raise FrameError("the message has an array of an unknown kind")
        size = _SIZES[code]
        for length in shape:
            if type(length) is not int or length < 0 or length > MAX_PAYLOAD:
                raise FrameError("the message has an array of an impossible shape")
            size *= length
        if size > len(self.payload) - self.at:
            raise FrameError("the message has an array with fewer bytes than its shape asks")
        raw = self.payload[self.at : self.at + size]
        self.at += size + -size % ALIGN
        if origin == "list":
            return list(struct.unpack(f"<{shape[0]}{_CODES[code]}", raw))
        import numpy as np

        array = np.frombuffer(raw, dtype=wire).reshape(shape)
        if origin == "scalar":
            return array[()]
        return array.copy() if self.writable and array.flags.writeable is False else array


_SIZES = {"b1": 1, "i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1, "u2": 2, "u4": 4, "u8": 8}
_SIZES |= {"f2": 2, "f4": 4, "f8": 8, "c8": 8, "c16": 16}
_CODES = {"f8": "d", "i8": "q", "b1": "?"}
