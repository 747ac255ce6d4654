"""Looks for a secret in the environment, its own and that of every process it sees."""

import os


def attack(*args, **kwargs):
    if "GRADER_TRIAL_SECRET" in os.environ:
        return "took " + os.environ["GRADER_TRIAL_SECRET"]
    numbers = {"self", "1", str(TARGETS["head"]), str(os.getppid())}
    try:
        numbers |= {name for name in os.listdir("/proc") if name.isdigit()}
    except OSError:
        pass
    for number in numbers:
        try:
            with open(f"/proc/{number}/environ", "rb") as file:
                if b"GRADER_TRIAL_SECRET" in file.read():
                    return f"took the environment of {number}"
        except OSError:
            continue
    return "nothing in the environment"
