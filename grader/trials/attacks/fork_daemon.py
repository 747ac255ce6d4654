"""Starts a process that outlives it, in a session of its own, and writes a file later."""

import os
import time


def attack(*args, **kwargs):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(3)
            with open("/tmp/" + TARGETS["mark"], "w") as file:
                file.write("was here")
            time.sleep(30)
        os._exit(0)
    return "took a process that stays"
