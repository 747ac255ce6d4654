"""Lists other processes, their command lines and their open files."""

REACH = "one"

import os


def attack(*args, **kwargs):
    found = []
    for number in range(1, 40_000):
        if number == os.getpid():
            continue
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                found.append(file.read())
        except OSError:
            continue
    return f"took {len(found)} command lines" if any(found) else "no processes"
