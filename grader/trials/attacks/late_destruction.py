"""Leaves objects and exit hooks that act when the process thinks it is done."""

REACH = "one"

import atexit
import os
import time


class Last:
    def __del__(self):
        while True:
            time.sleep(1)


def attack(*args, **kwargs):
    atexit.register(time.sleep, 3600)
    os.last = Last()
    return Last()
