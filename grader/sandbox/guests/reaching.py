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


@probing.attempt("overwrite a file of the instructor's")
def _overwrite(facts: Facts) -> bool:
    with open(facts["spare"], "r+b") as file:
        return file.write(b"x") == 1


@probing.attempt("delete a file of the instructor's")
def _delete(facts: Facts) -> bool:
    os.unlink(facts["doomed"])
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


@probing.attempt("change the mode of a file of the instructor's")
def _mode(facts: Facts) -> bool:
    os.chmod(facts["spare"], 0o600)
    return True


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


@probing.attempt("import the grader")
def _import_grader(_: Facts) -> bool:
    importlib.import_module("grader.model.wants")
    return True


@probing.attempt("import the reference")
def _import_reference(_: Facts) -> bool:
    importlib.import_module("reference")
    return True
