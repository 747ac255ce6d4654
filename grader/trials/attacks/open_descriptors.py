"""Looks for files, folders and sockets that somebody left open."""

CONTROL = "an unprotected process may well have nothing open either"

import os
import stat


def attack(*args, **kwargs):
    for number in range(4, 1024):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        return f"took descriptor {number} of mode {stat.filemode(mode)}"
    return "nothing is open"
