"""Raises the interrupt that means the instructor pressed Ctrl-C."""


def attack(*args, **kwargs):
    raise KeyboardInterrupt
