"""Ends the program politely while the file is loaded, which some read as success."""

import sys

sys.exit(0)


def attack(*args, **kwargs):
    return "not reached"
