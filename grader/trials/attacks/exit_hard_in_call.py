"""Ends the process at once in a call, with the number that means success."""

import os


def attack(*args, **kwargs):
    os._exit(0)
