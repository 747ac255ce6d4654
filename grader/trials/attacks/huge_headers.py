"""Announces messages of all sizes that it never sends."""

CONTROL = "it speaks the harness's own language"

import os
import struct



def attack(*args, **kwargs):
    sizes = [(0xFFFFFFFF, 0), (4 << 20, 64 << 20), (0, 1 << 63), (0, 0), (2, 0)]
    os.write(3, struct.pack("<IQ", *sizes[len(args) % len(sizes)]))
    os._exit(0)
