"""Answers differently each time it is called with the same arguments."""

CALLS = []


def attack(*args, **kwargs):
    CALLS.append(args)
    return 12345.5 + len(CALLS)
