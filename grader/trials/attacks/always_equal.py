"""An object that says it equals everything."""


class Equal:
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __hash__(self):
        return 0

    __le__ = __ge__ = __eq__


def attack(*args, **kwargs):
    return Equal()
