"""Prints without end."""

REACH = "one"



def attack(*args, **kwargs):
    while True:
        print("x" * 100_000)
