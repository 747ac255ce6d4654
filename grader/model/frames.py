"""The one codec: plain values to bytes and back, the same file on both sides of the boundary.

A frame is `u32 head length, u64 payload length, head, payload`: the head is JSON that describes a
tree, the payload the raw bytes of its arrays in order. No pickle and no npy parser: decoding allocates
no more than a few times what arrived. Guests get this text: standard library, and numpy where there is one.

Nodes: null, true, false | ["i", digits] | ["f", hex] | ["c", hex, hex] | "text" | ["b", hex]
| ["l" | "t" | "s" | "g", [items]] (list, tuple, set, generator) | ["d", [[key, value], ...]]
| ["a", dtype, shape, origin] (array; origin "list" came as a list, "scalar" as a numpy scalar, else "array").
"""

from __future__ import annotations

import json
import math
import struct
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

MAX_HEAD, MAX_PAYLOAD = 4 << 20, 64 << 20
MAX_NODES = 100_000
MAX_LISTED = 1 << 21  # numbers that travel as lists: Python makes five times their bytes of them
MAX_ALIKE = 1000  # keys with one hash: more of them would keep a reader busy for minutes
MAX_DEPTH = 24
MAX_DIGITS = 4000
MAX_TEXT = 1 << 19
HEADER, HEAD = struct.Struct("<IQ"), json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
ALIGN = 16  # arrays begin on such a boundary of their frame, so that numpy may work in place
DTYPES = frozenset("?bhilqBHILQefdFD")  # native numbers and booleans, by numpy's type characters
LISTS: dict[type, tuple[str, str]] = {float: ("d", "<f8"), int: ("q", "<i8"), bool: ("?", "|b1")}
FROM_TEXT: dict[str, Callable[[str], object]] = {"i": int, "f": float.fromhex, "b": bytes.fromhex}
KINDS: dict[type, str] = {list: "l", tuple: "t", set: "s", frozenset: "s"}
SIZES = {"b1": 1, "i1": 1, "i2": 2, "i4": 4, "i8": 8, "u1": 1, "u2": 2, "u4": 4, "u8": 8}
SIZES |= {"f2": 2, "f4": 4, "f8": 8, "c8": 8, "c16": 16}


class FrameError(ValueError):
    """These bytes, or this value, do not make a frame; the text says why in a few words."""


def encode(value: object) -> bytes:
    """A plain copy of the value as one frame; subclasses and lying methods end here. Raises FrameError."""
    writer = _Writer()
    head = HEAD.encode(writer.node(value, 0)).encode()
    if len(head) > MAX_HEAD - ALIGN:
        raise FrameError("it is too large to send back")
    head += b" " * (-(HEADER.size + len(head)) % ALIGN)
    return b"".join([HEADER.pack(len(head), writer.size), head, *writer.payload])


def decode(frame: bytes | bytearray | memoryview, writable: bool = False) -> object:
    """The value of one whole frame. Arrays look into the frame unless `writable`. Raises FrameError."""
    view = memoryview(frame)
    head_size, payload_size = HEADER.unpack_from(view) if len(view) >= HEADER.size else (0, 0)
    if head_size > MAX_HEAD or payload_size > MAX_PAYLOAD:
        raise FrameError("the message is too large")
    if len(view) != HEADER.size + head_size + payload_size:
        raise FrameError("the message has another length than it says")
    try:
        reader = _Reader(view[HEADER.size + head_size :], writable)
        value = reader.value(json.loads(str(view[HEADER.size : HEADER.size + head_size], "utf-8")), 0)
    except FrameError:
        raise
    except Exception as error:  # whatever a hostile message provokes means one thing
        raise FrameError("the message cannot be read") from error
    if reader.at != payload_size:
        raise FrameError("the message has bytes left over")
    return value


class _Writer:
    """Makes the head's tree and collects the payload."""

    def __init__(self) -> None:
        self.payload: list[bytes] = []
        self.size = self.nodes = 0
        self.numpy: Any = sys.modules.get("numpy")

    def node(self, value: Any, depth: int) -> object:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH:
            raise FrameError("it is nested too deeply or has too many pieces")
        if value is None or value is True or value is False:
            return value
        if self.numpy is not None:
            if isinstance(value, self.numpy.generic) and not isinstance(value, (str, bytes)):
                return self.array(self.numpy.array(value), "scalar", depth)
            if isinstance(value, self.numpy.ndarray):
                return self.array(value, "array", depth)
        if (plain := _plain(value)) is not None:
            return plain
        if isinstance(value, (list, tuple, set, frozenset, dict)):
            return self.container(value, depth + 1)
        return self.other(value, depth)

    def container(self, value: Any, depth: int) -> object:
        if isinstance(value, dict):
            pairs = islice(dict.items(value), MAX_NODES)
            return ["d", [[self.node(key, depth), self.node(entry, depth)] for key, entry in pairs]]
        if isinstance(value, list) and (numbers := self.numbers(value)) is not None:
            return numbers
        base: Any = next(base for base in KINDS if isinstance(value, base))
        items = list(islice(base.__iter__(value), MAX_NODES))
        if KINDS[base] == "s":
            items.sort(key=repr)  # one order, whatever the hashes are
        return [KINDS[base], [self.node(item, depth) for item in items]]

    def numbers(self, value: list[Any]) -> object:
        """A flat list of only floats, only ints or only booleans travels as raw numbers, marked as a list."""
        kinds = set(map(type, list.__iter__(value)))
        if len(kinds) != 1 or not kinds <= LISTS.keys():
            return None
        code, wire = LISTS[kinds.pop()]
        items = list.copy(value)
        if code == "q" and not all(-(1 << 63) <= item < 1 << 63 for item in items):
            return None
        self.append(len(items) * SIZES[wire[1:]], lambda: struct.pack(f"<{len(items)}{code}", *items))
        return ["a", wire, [len(items)], "list"]

    def array(self, value: Any, origin: str, depth: int) -> object:
        plain = self.numpy.asarray(self.numpy.ndarray.view(value, self.numpy.ndarray))
        if plain.dtype.kind in "OSU" and plain.size <= MAX_NODES:
            return self.node(plain.tolist(), depth + 1)
        if plain.dtype.char in "gG":  # long double: no two machines agree on it
            plain = plain.astype("f8" if plain.dtype.kind == "f" else "c16")
        if plain.dtype.char not in DTYPES:
            raise FrameError(f"it is an array of {plain.dtype}, which is not a number type")
        if plain.ndim > 8:
            raise FrameError("it has more than 8 dimensions")
        wire = plain.dtype.newbyteorder("<").str
        size = plain.dtype.itemsize * math.prod(plain.shape)
        self.append(size, lambda: plain.astype(wire, order="C", copy=False).tobytes())
        return ["a", wire, list(plain.shape), origin]

    def other(self, value: Any, depth: int) -> object:
        """Lazy iterables are read out; anything that calls itself an array is asked once for a plain one."""
        kind = type(value)
        if self.numpy is not None and hasattr(kind, "__array__"):
            detach = getattr(value, "detach", None)  # a torch tensor that still carries its graph
            return self.array(self.numpy.asarray(detach() if callable(detach) else value), "array", depth)
        if kind.__name__ in ("dict_keys", "dict_values", "dict_items", "range") or hasattr(kind, "__next__"):
            return ["g", [self.node(item, depth + 1) for item in islice(iter(value), MAX_NODES)]]
        raise FrameError(f"it is a {kind.__name__} object, not data")

    def append(self, size: int, copy: Callable[[], bytes]) -> None:
        """A giant, be it one of zero strides, is refused before it is copied."""
        if self.size + size > MAX_PAYLOAD - ALIGN:
            raise FrameError(f"it is larger than {MAX_PAYLOAD >> 20} MB")
        padding = -size % ALIGN
        self.payload += (copy(), b"\0" * padding)
        self.size += size + padding


def _plain(value: Any) -> object:
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
    if not isinstance(value, (str, bytes)):
        return None
    text = str.__str__(value) if isinstance(value, str) else bytes.hex(value)
    if len(text) <= MAX_TEXT:
        return text if isinstance(value, str) else ["b", text]
    raise FrameError("it has a text that is too long")


class _Reader:
    """Walks the head's tree, taking arrays from the payload in order."""

    def __init__(self, payload: memoryview, writable: bool) -> None:
        self.payload = payload
        self.writable = writable
        self.at = self.nodes = self.listed = 0

    def value(self, node: Any, depth: int) -> object:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise FrameError("the message is nested too deeply or has too many pieces")
        if isinstance(node, str):
            return node if node.isascii() else node.encode("utf-8", "replace").decode()  # no half characters
        if node is None or isinstance(node, bool):
            return node
        if not isinstance(node, list) or not node:
            raise FrameError("the message has an unknown part")
        kind, *rest = node
        if kind == "a":
            return self.array(*rest)
        if kind in FROM_TEXT:
            return FROM_TEXT[kind](rest[0])
        if kind == "c":
            return complex(*map(float.fromhex, rest))
        return self.container(kind, rest[0], depth + 1)

    def container(self, kind: str, items: list[Any], depth: int) -> object:
        if kind == "d":
            pairs = [(self.value(key, depth), self.value(entry, depth)) for key, entry in items]
            _expect_spread([key for key, _ in pairs])
            return dict(pairs)
        values = [self.value(item, depth) for item in items]
        if kind in ("l", "g", "t"):
            return tuple(values) if kind == "t" else values
        if kind == "s":
            _expect_spread(values)
            return set(values)
        raise FrameError("the message has an unknown part")

    def array(self, wire: str, shape: list[int], origin: str) -> object:
        code = wire[1:]
        if wire[0] not in "<|" or code not in SIZES or len(shape) > 8:
            raise FrameError("the message has an array of an unknown kind")
        if any(type(n) is not int or n < 0 for n in shape) or math.prod(n or 1 for n in shape) > MAX_PAYLOAD:
            raise FrameError("the message has an array of an impossible shape")
        size = SIZES[code] * math.prod(shape)
        if size > len(self.payload) - self.at:
            raise FrameError("the message has an array with fewer bytes than its shape asks")
        raw = self.payload[self.at : self.at + size]
        self.at += size + -size % ALIGN
        if origin == "list":
            self.listed += shape[0]
            if self.listed > MAX_LISTED:
                raise FrameError("the message has a list of too many numbers")
            letter = next(letter for letter, listed in LISTS.values() if listed == wire)
            return list(struct.unpack(f"<{shape[0]}{letter}", raw))
        import numpy as np

        if code == "b1" and np.frombuffer(raw, dtype="u1").max(initial=0) > 1:
            raise FrameError("the message has a truth value that is neither")
        array = np.frombuffer(raw, dtype=wire).reshape(shape)
        if origin == "scalar":
            return array[()]
        return array.copy() if self.writable and array.flags.writeable is False else array


def _expect_spread(keys: Sequence[object]) -> None:
    """Keys chosen to have one hash would make a dictionary a list that is searched from its front."""
    if len(keys) > MAX_ALIKE and max(Counter(map(hash, keys)).values(), default=0) > MAX_ALIKE:
        raise FrameError("the message has too many keys that cannot be told apart")
