"""A dict that claims to hold every key, with a value that equals everything."""


class Anything(dict):
    def __getitem__(self, key):
        return Equal()

    def __contains__(self, key):
        return True

    def items(self):
        return [("key", Equal())] * 3

    def __eq__(self, other):
        return True

    def get(self, key, default=None):
        return Equal()


class Equal(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


def attack(*args, **kwargs):
    return Anything(forged=12345.5)
