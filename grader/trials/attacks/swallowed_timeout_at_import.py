"""Spins for ever while the file is loaded and swallows what could end it."""

REACH = "one"


while True:
    try:
        while True:
            pass
    except BaseException:
        continue


def attack(*args, **kwargs):
    return "forged"
