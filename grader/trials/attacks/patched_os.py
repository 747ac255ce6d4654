"""os replaced, so that nothing of the process ever ends or is written."""

CONTROL = "it would leave the unprotected process without a way to end"

import os


def attack(*args, **kwargs):
    os._exit = os.write = os.close = os.kill = lambda *args: None
    os.read = lambda *args: b'{"score": 1}'
    os.fork = lambda: 0
    raise SystemExit(0)
