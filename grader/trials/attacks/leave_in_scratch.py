"""Leaves a file for the next student, or the next question, and looks for one that was left."""

CONTROL = "one process alone finds nothing that another left"

import os

for place in (".", os.path.expanduser("~"), os.environ.get("TMPDIR", "."), "/dev/shm"):
    path = os.path.join(place, "left-by-mallory")
    found = os.path.exists(path)
    try:
        with open(path, "w") as file:
            file.write("for whoever comes next")
    except OSError:
        pass
    if found and not os.path.exists("made-by-this-process"):
        LEFT = f"took what was left in {place}"
        break
    with open("made-by-this-process", "w") as file:
        file.write(str(os.getpid()))
else:
    LEFT = "nothing was left"


def attack(*args, **kwargs):
    return globals().get("LEFT", "nothing was left")
