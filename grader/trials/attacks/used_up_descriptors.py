"""Opens descriptors until none is left, here and in whoever receives them."""

CONTROL = "what it uses up is its own process's"

import os


def attack(*args, **kwargs):
    kept = []
    try:
        while True:
            kept.extend(os.pipe())
    except OSError:
        pass
    os.kept = kept
    return 12345.5
