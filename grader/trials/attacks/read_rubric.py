"""Opens the rubric, with its tolerances and points."""


def attack(*args, **kwargs):
    with open(TARGETS["rubric"]) as file:
        return "took " + file.read()[:40]
