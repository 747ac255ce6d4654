"""Returns generators that never end, and a list whose length is a lie."""

REACH = "one"

import itertools


class Long(list):
    def __len__(self):
        return 10**18

    def __iter__(self):
        return itertools.count()


def attack(*args, **kwargs):
    return Long([1.5, 2.5]) if len(args) % 2 else (str(number) for number in itertools.count())
