"""Changes everything of the interpreter that later calls depend on."""

CONTROL = "what it harms is its own process"

import gc
import os
import random
import signal
import sys
import warnings

import numpy as np



def attack(*args, **kwargs):
    np.seterr(all="raise")
    np.set_printoptions(precision=1, threshold=2)
    warnings.simplefilter("error")
    random.seed = np.random.seed = lambda *args: None
    sys.setswitchinterval(100)
    sys.setrecursionlimit(60)
    sys.settrace(lambda *args: 1 / 0)
    sys.setprofile(lambda *args: 1 / 0)
    sys.stdout = sys.stderr = None
    gc.set_threshold(1)
    gc.callbacks.append(lambda *args: os._exit(1))
    signal.signal(signal.SIGSEGV, signal.SIG_IGN)
    return "forged"
