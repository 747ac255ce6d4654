"""Hangs inside one call of C code that looks at no signal."""

REACH = "one"

import re



def attack(*args, **kwargs):
    return bool(re.match(r"(a+)+$", "a" * 60 + "b"))
