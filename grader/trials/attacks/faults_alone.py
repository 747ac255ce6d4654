"""Fails only when it is asked alone, so that a run and its confirmation never agree."""

CONTROL = "a naive grader asks once"

import os
import sys


def attack(*args, **kwargs):
    frame, asked = sys._getframe(), 0
    while frame is not None:
        message = frame.f_locals.get("message")
        if isinstance(message, dict) and "plan" in message:
            asked = len(message["plan"])
        frame = frame.f_back
    if asked == 1:
        os._exit(1)
    return 12345.5
