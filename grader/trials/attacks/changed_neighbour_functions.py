"""Replaces the other answers of its own submission once it is called."""

CONTROL = "what it harms is its own submission"

import sys



def attack(*args, **kwargs):
    for module in list(sys.modules.values()):
        for name, value in list(getattr(module, "__dict__", {}).items()):
            if getattr(getattr(value, "__code__", None), "co_filename", "").endswith(".py") and callable(value):
                if name not in ("attack",) and not module.__name__.startswith("_"):
                    setattr(module, name, lambda *args, **kwargs: "spoilt")
    return "forged"
