"""Writes without end to the descriptors of output, past Python."""

REACH = "one"

import os



def attack(*args, **kwargs):
    while True:
        for number in (1, 2):
            os.write(number, b"x" * 65536)
