"""Returns an object whose methods never come back when somebody looks at it."""

REACH = "one"

import time



class Slow(dict):
    def items(self):
        time.sleep(3600)

    __iter__ = keys = values = __len__ = __repr__ = __eq__ = __bool__ = items
    __hash__ = None


class SlowArray:
    def __array__(self, *args, **kwargs):
        while True:
            pass


def attack(*args, **kwargs):
    return SlowArray()
