"""Writes files wherever others would find them."""

import os
import sys


def attack(*args, **kwargs):
    places = ["/tmp", "/var/tmp", "/dev/shm", "/", "/run", TARGETS["class"], TARGETS["grades"], "..", "../.."]
    for place in [*places, *sys.path, os.path.expanduser("~/..")]:
        try:
            with open(os.path.join(place, TARGETS["mark"]), "w") as file:
                file.write("was here")
        except OSError:
            continue
        if os.path.realpath(place) != os.path.realpath("."):
            here = os.path.join(os.getcwd(), TARGETS["mark"])
            if not os.path.exists(here):
                return f"took a place in {place}"
    return "nowhere to write"
