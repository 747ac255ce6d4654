"""Calls itself without bound, with the interpreter's own limit taken away."""

REACH = "one"

import sys


def attack(*args, **kwargs):
    sys.setrecursionlimit(10**9)
    return attack(*args, **kwargs)
