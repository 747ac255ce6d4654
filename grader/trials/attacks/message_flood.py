"""Raises an error with a message of megabytes and a trail of thousands of lines."""


def deeper(depth):
    if depth:
        deeper(depth - 1)
    raise ValueError("x" * 20_000_000)


def attack(*args, **kwargs):
    deeper(900)
