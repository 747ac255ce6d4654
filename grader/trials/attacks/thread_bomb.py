"""Starts threads without bound, and lets them all compute."""

CONTROL = "unprotected it would use up the machine's threads"
REACH = "one"

import threading



def spin():
    while True:
        pass


def attack(*args, **kwargs):
    for started in range(10_000):
        try:
            threading.Thread(target=spin, daemon=True).start()
        except RuntimeError:
            break
    if started > 200:
        return f"took {started} threads"
    spin()
