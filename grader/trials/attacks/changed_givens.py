"""Changes the globals that calls are given, and takes the dictionary of its module apart."""

CONTROL = "what it harms is its own process"

import sys



def attack(*args, **kwargs):
    frame = sys._getframe(1)
    while frame is not None:
        for name in ("given", "arguments", "before", "place", "home", "question", "labels", "outcomes"):
            value = frame.f_locals.get(name)
            if isinstance(value, dict):
                value.clear()
        frame = frame.f_back
    return "forged"
