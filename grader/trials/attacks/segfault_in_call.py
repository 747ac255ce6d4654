"""Reads from address zero in a call."""

import ctypes


def attack(*args, **kwargs):
    return ctypes.string_at(0)
