"""isinstance, len and repr replaced in a call, so that whoever inspects the answer is lied to."""

import builtins


def attack(*args, **kwargs):
    builtins.isinstance = lambda *args: True
    builtins.len = lambda *args: 0
    builtins.repr = lambda *args: "right"
    builtins.type = lambda *args: float
    return 12345.5
