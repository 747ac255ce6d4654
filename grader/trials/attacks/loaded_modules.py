"""Looks through all loaded modules for the grader, the reference and the answers."""

import sys


def attack(*args, **kwargs):
    for name, module in list(sys.modules.items()):
        for word in ("wants", "WANTS", "EXPECTED", "SOLUTION", "RUBRIC", "answers"):
            if word in getattr(module, "__dict__", {}):
                return f"took {word} of {name}"
        if name.startswith(("grader.", "reference")) and name != "grader.oracle":
            return f"took the module {name}"
    return "nothing among the modules"
