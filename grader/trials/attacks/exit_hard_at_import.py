"""Ends the process at once while the file is loaded."""

import os

os._exit(0)


def attack(*args, **kwargs):
    return "forged"
