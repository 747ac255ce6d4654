"""Guest: tries, from inside a confined child that is thrown away, what no student's code may do.

Each attempt is harmless where it works, and says so by returning True; whatever it raises, or anything
else it returns, means blocked. `facts` names what the parent has put in the way: a secret file in a folder
of its own, sockets, a port, and the parent's process number.
"""

from __future__ import annotations

import ctypes
import errno
import importlib
import os
import resource
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import kernel

Facts = dict[str, Any]
ATTEMPTS: dict[str, Callable[[Facts], bool]] = {}
NEWUSER = 0x10000000


def report(facts: Facts) -> dict[str, Any]:
    """What must work and does not, and by name whether each attempt worked. Raises nothing."""
    lacks = _lacks(facts["writes"])
    return {
        "at": "probed",
        "lacks": lacks,
        "works": {name: _works(one, facts) for name, one in ATTEMPTS.items()},
    }


def _lacks(writes: bool) -> list[str]:
    """What students' code must be able to do and cannot here: a probe that sees only refusals is blind."""
    missing = []
    try:
        with open("probe.txt", "w" if writes else "r") as file:
            file.write("written")
        os.unlink("probe.txt")
    except OSError:
        missing += ["write a file in the scratch folder"] if writes else []
    try:
        done: list[int] = []
        thread = threading.Thread(target=done.append, args=[1])
        thread.start()
        thread.join()
    except RuntimeError:
        missing.append("start a thread")
    return missing


def _works(attempt: Callable[[Facts], bool], facts: Facts) -> bool:
    try:
        return attempt(facts) is True
    except BaseException:
        return False


def _attempt(name: str) -> Callable[[Callable[[Facts], bool]], Callable[[Facts], bool]]:
    def declare(function: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
        ATTEMPTS[name] = function
        return function

    return declare


@_attempt("find a descriptor that was left open")
def _descriptors(_: Facts) -> bool:
    found = []
    for number in range(4, 256):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            continue
    return bool(found)


@_attempt("read a file of the instructor's")
def _read(facts: Facts) -> bool:
    with open(facts["secret"], "rb") as file:
        return bool(file.read())


@_attempt("list a folder of the instructor's")
def _list(facts: Facts) -> bool:
    return len(os.listdir(facts["folder"])) > 0


@_attempt("overwrite a file of the instructor's")
def _overwrite(facts: Facts) -> bool:
    with open(facts["spare"], "r+b") as file:
        return file.write(b"x") == 1


@_attempt("delete a file of the instructor's")
def _delete(facts: Facts) -> bool:
    os.unlink(facts["doomed"])
    return True


@_attempt("write a file outside the scratch folder")
def _write(_: Facts) -> bool:
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/"):
        if os.path.realpath(folder) == os.path.realpath("."):
            continue
        path = f"{folder}/grader-probe-{os.getpid()}"
        try:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL))
        except OSError:
            continue
        os.unlink(path)
        if os.stat(folder).st_ino != os.stat(".").st_ino:
            return True
    return False


@_attempt("change the mode of a file of the instructor's")
def _mode(facts: Facts) -> bool:
    os.chmod(facts["spare"], 0o600)
    return True


@_attempt("read the grader's environment")
def _environment(facts: Facts) -> bool:
    with open(f"/proc/{facts['parent']}/environ", "rb") as file:
        return bool(file.read(1))


@_attempt("open its own memory for writing")
def _memory(_: Facts) -> bool:
    os.close(os.open("/proc/self/mem", os.O_RDWR))
    return True


@_attempt("connect to a port")
def _connect(facts: Facts) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        client.connect(("127.0.0.1", facts["port"]))
    return True


@_attempt("send a datagram")
def _datagram(_: Facts) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        return client.sendto(b"x", ("127.0.0.1", 9)) == 1


@_attempt("connect to a socket file")
def _socket_file(facts: Facts) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(facts["socket"])
    return True


@_attempt("connect to an abstract socket")
def _abstract(facts: Facts) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(facts["abstract"])
    return True


@_attempt("signal the grader")
def _signal(facts: Facts) -> bool:
    os.kill(facts["parent"], 0)
    return True


@_attempt("have the kernel signal the grader")
def _owner(facts: Facts) -> bool:
    import fcntl

    read, write = os.pipe()
    try:
        fcntl.fcntl(read, 8, facts["parent"])  # F_SETOWN
    finally:
        os.close(read)
        os.close(write)
    return True


@_attempt("change the grader's limits")
def _limits(facts: Facts) -> bool:
    now = resource.prlimit(facts["parent"], resource.RLIMIT_CORE)
    resource.prlimit(facts["parent"], resource.RLIMIT_CORE, now)
    return True


@_attempt("move the grader to another processor")
def _affinity(facts: Facts) -> bool:
    os.sched_setaffinity(facts["parent"], os.sched_getaffinity(facts["parent"]))
    return True


@_attempt("trace the grader")
def _trace(facts: Facts) -> bool:
    if kernel.LIBC.ptrace(0x4206, facts["parent"], None, None) != 0:  # PTRACE_SEIZE does not stop it
        return False
    kernel.LIBC.ptrace(17, facts["parent"], None, None)  # PTRACE_DETACH
    return True


@_attempt("start a process")
def _fork(_: Facts) -> bool:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True


@_attempt("start a process by another door")
def _clone3(_: Facts) -> bool:
    import struct

    pid = kernel.LIBC.syscall(
        ctypes.c_long(435), struct.pack("8Q", 0, 0, 0, 0, 17, 0, 0, 0), ctypes.c_long(64)
    )
    if pid == 0:
        os._exit(0)
    return int(pid) > 0


@_attempt("raise its own limits")
def _raise(_: Facts) -> bool:
    infinity = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (infinity, infinity))
    return True


@_attempt("become root")
def _root(_: Facts) -> bool:
    if os.getuid() == 0:
        os.chroot(".")
        return True
    os.setuid(0)
    return True


@_attempt("make a user namespace")
def _namespace(_: Facts) -> bool:
    return int(kernel.LIBC.unshare(NEWUSER)) == 0


@_attempt("keep memory beyond its death")
def _shared(_: Facts) -> bool:
    identity = kernel.LIBC.shmget(0, 4096, 0o1600)
    if identity < 0:
        return False
    kernel.LIBC.shmctl(identity, 0, None)
    return True


@_attempt("make an anonymous file")
def _memfd(_: Facts) -> bool:
    os.close(os.memfd_create("probe"))
    return True


@_attempt("reach the kernel's less travelled calls")
def _rare(_: Facts) -> bool:
    for number in (425, 428, 430, 442, 438):  # io_uring_setup, open_tree, fsopen, mount_setattr, pidfd_getfd
        nothing = [ctypes.c_long(0)] * 5
        if kernel.LIBC.syscall(ctypes.c_long(number), *nothing) >= 0:
            return True
        if ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
            return True  # it was let through, and only our arguments were wrong
    return False


@_attempt("import the grader")
def _import_grader(_: Facts) -> bool:
    importlib.import_module("grader.model.wants")
    return True


@_attempt("import the reference")
def _import_reference(_: Facts) -> bool:
    importlib.import_module("reference")
    return True


@_attempt("run another program")
def _exec(_: Facts) -> bool:
    """Last, since it does not come back where it works: the parent sees a death instead of an answer."""
    os.execv("/bin/true", ["true"])
    return True
