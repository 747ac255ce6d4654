"""Dies in a different way each time, as if the machine were at fault."""

CONTROL = "which way it takes is chance"

import os
import signal
import time


def attack(*args, **kwargs):
    way = time.monotonic_ns() // 1000 % 4
    if way == 0:
        os._exit(137)
    if way == 1:
        os.abort()
    if way == 2:
        signal.raise_signal(signal.SIGKILL)
    raise OSError(28, "No space left on device")
