"""All loaded modules thrown out in a call, so that the next import is the student's."""

import sys


def attack(*args, **kwargs):
    sys.modules.clear()
    sys.path[:] = ["."]
    sys.meta_path.clear()
    return 12345.5
