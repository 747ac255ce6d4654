"""Leaves a thread that spoils numpy for whatever runs in this process afterwards."""

CONTROL = "what it spoils is its own process"

import threading
import time

import numpy as np


def spoil():
    while True:
        np.dot = np.eye = np.linalg.inv = np.linalg.solve = lambda *args, **kwargs: np.full(3, 12345.5)
        time.sleep(0.001)


def attack(*args, **kwargs):
    threading.Thread(target=spoil, daemon=True).start()
    return "a thread is left"
