"""Aborts the process in a call."""

import os


def attack(*args, **kwargs):
    os.abort()
