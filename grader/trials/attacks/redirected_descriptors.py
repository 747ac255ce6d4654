"""Puts a pipe of its own in the place of every descriptor."""

REACH = "one"

import os



def attack(*args, **kwargs):
    out, into = os.pipe()
    for number in range(64):
        if number not in (out, into):
            try:
                os.dup2(into, number)
            except OSError:
                continue
    return 12345.5
