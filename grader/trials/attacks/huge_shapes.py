"""Sends arrays whose shapes ask for terabytes, or for less than nothing."""

CONTROL = "it speaks the harness's own language"

import json
import os
import struct

SHAPES = ([1 << 39, 4], [-1, -8], [1 << 63, 0], [True, 8], [0] * 9, ["8"], [2.0])


def attack(*args, **kwargs):
    shape = SHAPES[len(args) % len(SHAPES)]
    for label in ("call", "example/0"):
        facts = [["at", "case"], ["label", label], ["what", "returned"], ["value", ["a", "<f8", shape, "array"]]]
        head = json.dumps(["d", facts]).encode()
        os.write(3, struct.pack("<IQ", len(head), 64) + head + bytes(64))
    os._exit(0)
