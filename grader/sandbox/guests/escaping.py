"""Guest: attempts at processes and limits.

Each is harmless where it works, and says so by returning True; whatever it raises means blocked.
"""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import resource
import signal
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import kernel, probing

Facts = dict[str, Any]
NEWUSER = 0x10000000
F_SETOWN, F_SETSIG = 8, 10
SEIZE, DETACH = 0x4206, 17


@probing.attempt("signal the grader")
def _signal(facts: Facts) -> bool:
    os.kill(facts["parent"], 0)
    return True


@probing.attempt("signal the grader by a handle")
def _handle(facts: Facts) -> bool:
    os.close(os.pidfd_open(facts["parent"]))
    return True


@probing.attempt("have the kernel signal the grader")
def _owner(facts: Facts) -> bool:
    return _on_a_pipe(F_SETOWN, facts["parent"])


@probing.attempt("choose which signal the kernel sends")
def _which(_: Facts) -> bool:
    return _on_a_pipe(F_SETSIG, signal.SIGURG)


def _on_a_pipe(operation: int, value: int) -> bool:
    read, write = os.pipe()
    try:
        fcntl.fcntl(read, operation, value)
    finally:
        os.close(read)
        os.close(write)
    return True


@probing.attempt("change the grader's limits")
def _limits(facts: Facts) -> bool:
    now = resource.prlimit(facts["parent"], resource.RLIMIT_CORE)
    resource.prlimit(facts["parent"], resource.RLIMIT_CORE, now)
    return True


@probing.attempt("slow the grader down")
def _slow(facts: Facts) -> bool:
    now = os.getpriority(os.PRIO_PROCESS, facts["parent"])
    os.setpriority(os.PRIO_PROCESS, facts["parent"], now)
    return True


@probing.attempt("move the grader to another processor")
def _affinity(facts: Facts) -> bool:
    os.sched_setaffinity(facts["parent"], os.sched_getaffinity(facts["parent"]))
    return True


@probing.attempt("trace the grader")
def _trace(facts: Facts) -> bool:
    if kernel.LIBC.ptrace(SEIZE, facts["parent"], None, None) != 0:  # this does not stop it
        return False
    kernel.LIBC.ptrace(DETACH, facts["parent"], None, None)
    return True


@probing.attempt("start a process")
def _fork(_: Facts) -> bool:
    return _ended(os.fork())


@probing.attempt("leave a process behind")
def _daemon(_: Facts) -> bool:
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.fork()  # both end at once: that it could begin is enough
        os._exit(0)
    return _ended(pid)


@probing.attempt("start a process by clone3")
def _clone3(_: Facts) -> bool:
    arguments = struct.pack("8Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0)
    return _ended(kernel.LIBC.syscall(ctypes.c_long(435), arguments, ctypes.c_long(64)))


@probing.attempt("start a process as vfork does")
def _vfork(_: Facts) -> bool:
    return _ended(_clone(0x4000 | signal.SIGCHLD))


@probing.attempt("start a process with flags the kernel ignores")
def _flags(_: Facts) -> bool:
    return _ended(_clone(0x400000 | signal.SIGCHLD))  # CLONE_DETACHED, long without a meaning


@probing.attempt("have a program started for it")
def _spawn(_: Facts) -> bool:
    return _ended(os.posix_spawn("/bin/true", ["true"], {}))


def _clone(flags: int) -> int:
    number = 220 if kernel.ARM else 56
    return int(kernel.LIBC.syscall(ctypes.c_long(number), ctypes.c_long(flags), *[ctypes.c_long(0)] * 4))


def _ended(pid: int) -> bool:
    if pid == 0:
        os._exit(0)
    if pid > 0:
        os.waitpid(pid, 0)
    return pid > 0


@probing.attempt("raise its own limits")
def _raise(_: Facts) -> bool:
    infinity = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (infinity, infinity))
    return True


@probing.attempt("take a gigabyte of memory")
def _gigabyte(_: Facts) -> bool:
    mmap.mmap(-1, 1 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()  # never touched
    return True


@probing.attempt("become root")
def _root(_: Facts) -> bool:
    if os.getuid() == 0:
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))  # noqa: SIM115
        return int(status["CapEff"], 16) != 0
    os.setuid(0)
    return True


@probing.attempt("make a user namespace")
def _namespace(_: Facts) -> bool:
    return _ended_well(lambda: int(kernel.LIBC.unshare(NEWUSER)) == 0)


def _ended_well(work: Any) -> bool:
    """In a process of its own where that can be had, so that what it changes goes with it."""
    try:
        pid = os.fork()
    except OSError:
        return bool(work())
    if pid == 0:
        os._exit(0 if work() else 1)
    return os.waitpid(pid, 0)[1] == 0


@probing.attempt("run another program", ends=True)
def _exec(_: Facts) -> bool:
    """It does not come back where it works: the parent sees an end instead of an answer."""
    os.execv("/bin/true", ["true"])
    return True
