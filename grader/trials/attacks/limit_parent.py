"""Takes its parent's limits down, and its own up."""

import os
import resource


def attack(*args, **kwargs):
    for number in {os.getppid(), TARGETS["head"]} - {0}:
        try:
            now = resource.prlimit(number, resource.RLIMIT_CORE)
            resource.prlimit(number, resource.RLIMIT_CORE, now)
            return f"took the limits of {number}"
        except OSError:
            continue
    for limit in (resource.RLIMIT_DATA, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE):
        soft, hard = resource.getrlimit(limit)
        try:
            resource.setrlimit(limit, (hard + (1 << 30), hard + (1 << 30)))
        except (OSError, ValueError, OverflowError):
            continue
        if hard != resource.RLIM_INFINITY:
            return "took its own limits away"
    return "limits stand"
