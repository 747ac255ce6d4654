"""Follows its arguments into the memory of all other cases and zeroes it."""

CONTROL = "it aims at the harness's own store of arguments"

import ctypes
import gc



def attack(*args, **kwargs):
    for thing in gc.get_objects():
        if type(thing) is dict and "cases" in thing and isinstance(thing["cases"], dict):
            for view in thing["cases"].values():
                if isinstance(view, memoryview) and not view.readonly:
                    view[:] = bytes(len(view))
    return "forged"
