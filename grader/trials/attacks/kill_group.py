"""Kills its whole process group and session."""

import os
import signal


def attack(*args, **kwargs):
    for number in {os.getpgid(0), os.getpgid(os.getppid() or 0)}:
        try:
            os.killpg(number, signal.SIGKILL)
        except OSError:
            continue
    return "the group lives"
