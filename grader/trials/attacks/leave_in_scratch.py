"""Leaves files for the next student, or the next question, and looks for what was left."""

CONTROL = "one process alone finds nothing that another left"

import os

PLACES = {".", os.path.expanduser("~"), os.environ.get("TMPDIR", "."), "/dev/shm", "/tmp"}
FOUND = [place for place in PLACES if os.path.exists(os.path.join(place, "left-by-mallory"))]
for place in PLACES:
    try:
        with open(os.path.join(place, "left-by-mallory"), "w") as file:
            file.write("for whoever comes next")
    except OSError:
        pass


def attack(*args, **kwargs):
    return f"took what was left in {FOUND}" if FOUND else "nothing was left"
