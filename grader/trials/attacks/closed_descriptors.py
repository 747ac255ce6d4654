"""Closes every descriptor there is, so that no answer can be sent."""

import os


def attack(*args, **kwargs):
    os.closerange(0, 1024)
    return 12345.5
