"""Sends bytes that are no messages."""

CONTROL = "it speaks the harness's own language"

import os



def attack(*args, **kwargs):
    for size in (1, 7, 12, 100, 65536):
        os.write(3, bytes(range(256)) * size)
    os._exit(0)
