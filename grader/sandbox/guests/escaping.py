"""Guest: attempts at processes, limits and the kernel.

Each is harmless where it works, and says so by returning True; whatever it raises means blocked.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import kernel, probing

Facts = dict[str, Any]
NEWUSER = 0x10000000


@probing.attempt("signal the grader")
def _signal(facts: Facts) -> bool:
    os.kill(facts["parent"], 0)
    return True


@probing.attempt("have the kernel signal the grader")
def _owner(facts: Facts) -> bool:
    import fcntl

    read, write = os.pipe()
    try:
        fcntl.fcntl(read, 8, facts["parent"])  # F_SETOWN
    finally:
        os.close(read)
        os.close(write)
    return True


@probing.attempt("change the grader's limits")
def _limits(facts: Facts) -> bool:
    now = resource.prlimit(facts["parent"], resource.RLIMIT_CORE)
    resource.prlimit(facts["parent"], resource.RLIMIT_CORE, now)
    return True


@probing.attempt("move the grader to another processor")
def _affinity(facts: Facts) -> bool:
    os.sched_setaffinity(facts["parent"], os.sched_getaffinity(facts["parent"]))
    return True


@probing.attempt("trace the grader")
def _trace(facts: Facts) -> bool:
    if kernel.LIBC.ptrace(0x4206, facts["parent"], None, None) != 0:  # PTRACE_SEIZE does not stop it
        return False
    kernel.LIBC.ptrace(17, facts["parent"], None, None)  # PTRACE_DETACH
    return True


@probing.attempt("start a process")
def _fork(_: Facts) -> bool:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


@probing.attempt("start a process by another door")
def _clone3(_: Facts) -> bool:
    import struct

    pid = kernel.LIBC.syscall(
        ctypes.c_long(435), struct.pack("8Q", 0, 0, 0, 0, 17, 0, 0, 0), ctypes.c_long(64)
    )
    if pid == 0:
        os._exit(0)
    return int(pid) > 0


@probing.attempt("raise its own limits")
def _raise(_: Facts) -> bool:
    infinity = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (infinity, infinity))
    return True


@probing.attempt("become root")
def _root(_: Facts) -> bool:
    if os.getuid() == 0:
        os.chroot(".")
        return True
    os.setuid(0)
    return True


@probing.attempt("make a user namespace")
def _namespace(_: Facts) -> bool:
    return int(kernel.LIBC.unshare(NEWUSER)) == 0


@probing.attempt("keep memory beyond its death")
def _shared(_: Facts) -> bool:
    identity = kernel.LIBC.shmget(0, 4096, 0o1600)
    if identity < 0:
        return False
    kernel.LIBC.shmctl(identity, 0, None)
    return True


@probing.attempt("make an anonymous file")
def _memfd(_: Facts) -> bool:
    os.close(os.memfd_create("probe"))
    return True


@probing.attempt("reach the kernel's less travelled calls")
def _rare(_: Facts) -> bool:
    for number in (425, 428, 430, 442, 438):  # io_uring_setup, open_tree, fsopen, mount_setattr, pidfd_getfd
        nothing = [ctypes.c_long(0)] * 5
        if kernel.LIBC.syscall(ctypes.c_long(number), *nothing) >= 0:
            return True
        if ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            return True  # it was let through, and only our arguments were wrong
    return False


@probing.attempt("run another program")
def _exec(_: Facts) -> bool:
    """Last, since it does not come back where it works: the parent sees a death instead of an answer."""
    os.execv("/bin/true", ["true"])
    return True
