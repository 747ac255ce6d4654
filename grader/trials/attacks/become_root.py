"""Becomes another user, root if it can."""

CONTROL = "an unprotected user may not become another either"

import os


def attack(*args, **kwargs):
    for number in (0, 1000, 61000, 61001, 65534):
        if number in (os.getuid(), os.geteuid()):
            continue
        for change in (os.setuid, os.setgid, os.seteuid):
            try:
                change(number)
                return f"took user {number} by {change.__name__}"
            except OSError:
                continue
    return "it stays who it is"
