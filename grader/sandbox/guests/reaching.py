"""Guest: attempts at files and sockets that are not a student's.

Each is harmless where it works, and says so by returning True; whatever it raises means blocked.
"""

from __future__ import annotations

import importlib
import os
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import probing

Facts = dict[str, Any]
MEGABYTE = 1 << 20
# families beyond the internet's: the kernel's own, its cryptography, virtual machines, raw frames
FAMILIES = (
    (16, socket.SOCK_RAW),
    (38, socket.SOCK_SEQPACKET),
    (40, socket.SOCK_STREAM),
    (17, socket.SOCK_RAW),
)


@probing.attempt("find a descriptor that was left open")
def _descriptors(_: Facts) -> bool:
    found = []
    for number in range(4, 256):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            continue
    return bool(found)


@probing.attempt("read a file of the instructor's")
def _read(facts: Facts) -> bool:
    with open(facts["secret"], "rb") as file:
        return bool(file.read())


@probing.attempt("list a folder of the instructor's")
def _list(facts: Facts) -> bool:
    return len(os.listdir(facts["folder"])) > 0


@probing.attempt("see that a file of the instructor's exists")
def _look(facts: Facts) -> bool:
    return os.stat(facts["secret"]).st_size > 0


@probing.attempt("overwrite a file of the instructor's")
def _overwrite(facts: Facts) -> bool:
    with open(facts["spare"], "r+b") as file:
        return file.write(b"x") == 1


@probing.attempt("cut a file of the instructor's short")
def _cut(facts: Facts) -> bool:
    os.truncate(facts["spare"], 1)
    return True


@probing.attempt("delete a file of the instructor's")
def _delete(facts: Facts) -> bool:
    os.unlink(facts["doomed"])
    return True


@probing.attempt("move a file of the instructor's")
def _move(facts: Facts) -> bool:
    os.rename(facts["movable"], facts["movable"] + ".moved")
    os.rename(facts["movable"] + ".moved", facts["movable"])
    return True


@probing.attempt("link to a file of the instructor's")
def _link(facts: Facts) -> bool:
    os.link(facts["secret"], facts["secret"] + ".link")
    os.unlink(facts["secret"] + ".link")
    return True


@probing.attempt("change the mode of a file of the instructor's")
def _mode(facts: Facts) -> bool:
    os.chmod(facts["spare"], 0o600)
    return True


@probing.attempt("change the times of a file of the instructor's")
def _times(facts: Facts) -> bool:
    os.utime(facts["spare"])
    return True


@probing.attempt("write a file outside the scratch folder")
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


@probing.attempt("write one file of more than 16 MB")
def _large(_: Facts) -> bool:
    descriptor = os.open("large", os.O_CREAT | os.O_WRONLY)
    try:
        os.ftruncate(descriptor, 17 * MEGABYTE)  # sparse: no disk is filled
    finally:
        os.close(descriptor)
        os.unlink("large")
    return True


@probing.attempt("write more than 32 MB in many files")
def _fill(_: Facts) -> bool:
    names = [f"fill{number}" for number in range(5)]
    try:
        for name in names:
            descriptor = os.open(name, os.O_CREAT | os.O_WRONLY)
            try:
                os.posix_fallocate(descriptor, 0, 8 * MEGABYTE)
            finally:
                os.close(descriptor)
    finally:
        for name in names:
            if os.access(name, os.F_OK):
                os.unlink(name)
    return True


@probing.attempt("list the other processes")
def _processes(_: Facts) -> bool:
    return sum(name.isdigit() for name in os.listdir("/proc")) > 0


@probing.attempt("read the grader's environment")
def _environment(facts: Facts) -> bool:
    with open(f"/proc/{facts['parent']}/environ", "rb") as file:
        return bool(file.read(1))


@probing.attempt("open its own memory for writing")
def _memory(_: Facts) -> bool:
    os.close(os.open("/proc/self/mem", os.O_RDWR))
    return True


@probing.attempt("connect to a port")
def _connect(facts: Facts) -> bool:
    with socket.socket() as client:
        client.settimeout(1)
        client.connect(("127.0.0.1", facts["port"]))
    return True


@probing.attempt("send a datagram")
def _datagram(_: Facts) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        return client.sendto(b"x", ("127.0.0.1", 9)) == 1


@probing.attempt("send from a pair of sockets to another's name")
def _addressed(facts: Facts) -> bool:
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with one, other:
        return one.sendto(b"x", facts["letters"]) == 1


@probing.attempt("connect to a socket file")
def _socket_file(facts: Facts) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(facts["socket"])
    return True


@probing.attempt("connect to an abstract socket")
def _abstract(facts: Facts) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(facts["abstract"])
    return True


@probing.attempt("open a socket of a rarer kind")
def _family(_: Facts) -> bool:
    for family, kind in FAMILIES:
        try:
            socket.socket(family, kind).close()
        except OSError:
            continue
        return True
    return False


@probing.attempt("import the grader")
def _import_grader(_: Facts) -> bool:
    importlib.import_module("grader.errors")
    return True


@probing.attempt("import the reference")
def _import_reference(facts: Facts) -> bool:
    importlib.import_module(facts.get("reference", "reference"))
    return True
