"""Guest: attempts at the kernel's less travelled doors.

Most are knocked on with arguments that cannot mean anything: an answer about the arguments says that the
call was let through to the kernel, a refusal that it was not. What gets in is closed again at once.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import kernel, probing

Facts = dict[str, Any]
NOWHERE = 1  # an address that holds nothing
ALL = 0x7FFFFFFF  # more flags than there are
THREAD_IN_NEW_USER = 0x003D0F00 | 0x10000000  # never granted: the kernel says EINVAL, the filter EPERM
SHUT = (errno.EPERM, errno.EACCES, errno.ENOSYS)

DOORS = {  # name: number on x86_64, on aarch64, arguments
    "reach io_uring": (425, 425, (0, NOWHERE)),
    "reach bpf": (321, 280, (ALL, NOWHERE, 0)),
    "reach userfaultfd": (323, 282, (1,)),
    "reach the performance counters": (298, 241, (NOWHERE, 0, -1, -1, 0)),
    "reach the kernel's keys": (250, 219, (0, -3, 0)),
    "take a descriptor of another process": (438, 438, (-1, 0, 0)),
    "mount a file system": (165, 40, (NOWHERE, NOWHERE, NOWHERE, 0, 0)),
    "pick up a mount": (428, 428, (-1, NOWHERE, ALL)),
    "open a file system": (430, 430, (NOWHERE, ALL)),
    "change a mount": (442, 442, (-1, NOWHERE, ALL, NOWHERE, 0)),
    "make a thread in a new namespace": (56, 220, (THREAD_IN_NEW_USER, 0, 0, 0, 0)),
    "move data inside the kernel": (275, 76, (-1, 0, -1, 0, 0, ALL)),
    "have its own system calls diverted": (157, 167, (59, ALL, 0, 0, 0)),
}


def _knock(x86: int, arm: int, arguments: tuple[int, ...]) -> bool:
    answer = _call(x86, arm, *arguments)
    if answer > 2:
        os.close(answer)  # a descriptor; a key's number is closed for nothing
    return answer >= 0 or ctypes.get_errno() not in SHUT


def _call(x86: int, arm: int, *arguments: Any) -> int:
    words = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return int(kernel.LIBC.syscall(ctypes.c_long(arm if kernel.ARM else x86), *words))


def _door(x86: int, arm: int, arguments: tuple[int, ...]) -> Callable[[Facts], bool]:
    return lambda _: _knock(x86, arm, arguments)


for _name, _numbers in DOORS.items():
    probing.attempt(_name)(_door(*_numbers))


@probing.attempt("read the grader's memory")
def _read_memory(facts: Facts) -> bool:
    into = ctypes.create_string_buffer(8)
    ours = struct.pack("QQ", ctypes.addressof(into), 8)
    theirs = struct.pack("QQ", NOWHERE, 8)
    answer = _call(310, 270, facts["parent"], ours, 1, theirs, 1, 0)
    return answer >= 0 or ctypes.get_errno() == errno.EFAULT  # the address was looked up


@probing.attempt("signal a thread of the grader's")
def _thread_signal(facts: Facts) -> bool:
    return _call(234, 131, facts["parent"], facts["parent"], 0) == 0


@probing.attempt("keep memory beyond its death")
def _shared(_: Facts) -> bool:
    identity = kernel.LIBC.shmget(0, 4096, 0o1600)
    if identity < 0:
        return False
    kernel.LIBC.shmctl(identity, 0, None)
    return True


@probing.attempt("keep a queue of messages beyond its death")
def _queue(_: Facts) -> bool:
    name = f"grader-probe-{os.getpid()}".encode()
    descriptor = _call(240, 180, name, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600, 0)
    if descriptor < 0:
        return False
    os.close(descriptor)
    _call(241, 181, name)
    return True


@probing.attempt("make an anonymous file")
def _memfd(_: Facts) -> bool:
    os.close(os.memfd_create("probe"))
    return True


@probing.attempt("make a call of the 32-bit kind", ends=True)
def _x32(_: Facts) -> bool:
    """Where such calls exist this is getpid(); the filter ends whoever tries."""
    return not kernel.ARM and _call(0x40000000 | 39, 0) > 0
