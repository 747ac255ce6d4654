"""Ends the program politely in a call."""

import sys


def attack(*args, **kwargs):
    sys.exit(0)
