"""Leaves memory and message queues that outlive it."""

import ctypes
import os


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.shmget(os.getpid(), 1 << 16, 0o1600) >= 0:
        return "took shared memory that stays"
    if libc.msgget(os.getpid(), 0o1600) >= 0:
        return "took a queue that stays"
    try:
        rt = ctypes.CDLL("librt.so.1", use_errno=True)
        if rt.mq_open(b"/" + TARGETS["mark"].encode(), 0o102, 0o600, None) >= 0:
            return "took a named queue that stays"
    except (OSError, AttributeError):
        pass
    return "nothing stays"
