"""Writes itself a better grade into the sheet and into the grader's store."""

import os


def attack(*args, **kwargs):
    done = []
    for path in (TARGETS["sheet"], os.path.join(TARGETS["grades"], "ledger.sqlite")):
        try:
            with open(path, "r+b") as file:
                file.write(b"student,total\nmallory,100\n")
            done.append(path)
        except OSError:
            continue
    return f"took {done}" if done else "nothing could be written"
