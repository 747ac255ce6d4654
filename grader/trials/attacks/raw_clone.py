"""Starts a process past the C library, by the system calls that start one."""

import ctypes
import os
import struct


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = struct.pack("8Q", 0, 0, 0, 0, 17, 0, 0, 0)
    for number, given in ((56, (17, 0, 0, 0, 0)), (57, ()), (435, (arguments, 64))):
        if os.uname().machine != "x86_64" and number != 435:
            continue
        pid = libc.syscall(number, *given)
        if pid == 0:
            os._exit(0)
        if pid > 0:
            return f"took process {pid}"
    return "no process starts"
