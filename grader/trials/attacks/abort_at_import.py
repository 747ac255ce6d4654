"""Aborts the process while the file is loaded."""

import os

os.abort()


def attack(*args, **kwargs):
    return "forged"
