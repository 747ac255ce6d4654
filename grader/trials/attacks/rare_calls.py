"""Tries the kernel's less travelled calls, where holes are found."""

import ctypes
import errno
import os

NUMBERS = {"io_uring_setup": 425, "open_tree": 428, "fsopen": 430, "pidfd_getfd": 438, "mount_setattr": 442}
NUMBERS |= {"bpf": 321, "userfaultfd": 323, "keyctl": 250, "perf_event_open": 298, "add_key": 248}


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None, use_errno=True)
    for name, number in NUMBERS.items():
        if number < 400 and os.uname().machine != "x86_64":
            continue
        ctypes.set_errno(0)
        result = libc.syscall(number, *[ctypes.c_long(-1)] * 5)
        if result >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            return f"took {name}, which answered {errno.errorcode.get(ctypes.get_errno(), result)}"
    return "all are shut"
