"""Opens the reference solution where the instructor keeps it."""

import os


def attack(*args, **kwargs):
    for folder, _, names in os.walk(TARGETS["reference"], onerror=lambda error: None):
        for name in names:
            with open(os.path.join(folder, name)) as file:
                return "took " + file.read()[:40]
    with open(TARGETS["reference"] + "/__init__.py") as file:
        return "took " + file.read()[:40]
