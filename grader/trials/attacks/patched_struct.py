"""struct replaced, so that lengths and numbers on the wire are the student's own."""

import struct


def attack(*args, **kwargs):
    struct.pack = lambda *args: b"\x00" * 12
    struct.unpack = lambda *args: (0, 0)
    struct.calcsize = lambda *args: 0
    try:
        struct.Struct = type("Struct", (), {"pack": struct.pack, "size": 0})
    except TypeError:
        pass
    return [12345.5, 2.5]
