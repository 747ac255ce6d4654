"""Reads from address zero while the file is loaded."""

import ctypes

ctypes.string_at(0)


def attack(*args, **kwargs):
    return "forged"
