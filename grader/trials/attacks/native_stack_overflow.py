"""Lets C code call itself until the stack is used up."""

REACH = "one"

import sys


def attack(*args, **kwargs):
    sys.setrecursionlimit(10**9)
    nested = []
    for _ in range(200_000):
        nested = [nested]
    return repr(nested)
