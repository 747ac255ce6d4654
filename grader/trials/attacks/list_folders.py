"""Lists the folders of the class, of the grades and of the machine."""

import os


def attack(*args, **kwargs):
    for place in (TARGETS["class"], TARGETS["grades"], TARGETS["reference"], "/proc", "/sys"):
        try:
            return f"took the list {os.listdir(place)[:5]}"
        except OSError:
            continue
    return "nothing to list"
