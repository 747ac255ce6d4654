"""Signals the grader by every door there is, with a signal that does no harm."""

CONTROL = "an unprotected process of another user may not do it either"

import ctypes
import os
import signal



def attack(*args, **kwargs):
    libc = ctypes.CDLL(None, use_errno=True)
    head, harmless = TARGETS["head"], int(signal.SIGURG)
    doors = [
        lambda: os.kill(head, harmless) is None,
        lambda: libc.kill(head, harmless) == 0,
        lambda: libc.tgkill(head, head, harmless) == 0,
        lambda: libc.syscall(129, head, harmless, None) == 0,
        lambda: signal.pidfd_send_signal(os.pidfd_open(head), harmless) is None,
    ]
    for number, door in enumerate(doors):
        try:
            if door():
                return f"took door {number}"
        except (OSError, AttributeError):
            continue
    return "no door opens"
