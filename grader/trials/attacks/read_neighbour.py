"""Copies the answers of another student."""

import os


def attack(*args, **kwargs):
    names = sorted(os.listdir(TARGETS["neighbour"]))
    with open(os.path.join(TARGETS["neighbour"], names[0])) as file:
        return "took " + file.read()[:40]
