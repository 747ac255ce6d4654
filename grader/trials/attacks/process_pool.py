"""Shares its work among processes of the standard library's making."""

import multiprocessing


def attack(*args, **kwargs):
    for kind in ("fork", "spawn", "forkserver"):
        try:
            process = multiprocessing.get_context(kind).Process(target=print)
            process.start()
            process.join(1)
            return f"took a process by {kind}"
        except OSError:
            continue
    return "no pool"
