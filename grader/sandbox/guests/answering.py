"""Guest: the life of one child, from the fork to its last frame.

Only here, after the fork, is the student's source read. `frames`, `importing` and `calling` are put into
this module's globals by the boot text.
"""

from __future__ import annotations

import mmap
import os
import resource
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from grader.model import frames
    from grader.sandbox.guests import calling, importing

PR_SET_PDEATHSIG = 1


def child(
    libc: Any, descriptor: int, scratch: str, request: dict[str, Any], calls: dict[str, Any], data: int
) -> NoReturn:
    """Confine this process, answer over `descriptor`, and end; `data` is the warm VmData in bytes."""
    try:
        _confine(libc, descriptor, scratch, request, data)
        channel = socket.socket(fileno=3)
        _answer(channel, calls, request, data)
    finally:
        os._exit(0)


def _confine(libc: Any, descriptor: int, scratch: str, request: dict[str, Any], data: int) -> None:
    os.setsid()
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    keep = os.dup(descriptor) if descriptor < 3 else descriptor
    null = os.open("/dev/null", os.O_RDWR)
    os.dup2(keep, 3)
    for number in (0, 1, 2):
        os.dup2(null, number)
    os.closerange(4, 1 << 16)
    os.chdir(scratch)
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    megabyte = 1 << 20
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 16 * megabyte),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_AS, _address_space() + (request["memory_mb"] + 4096) * megabyte),
        (resource.RLIMIT_DATA, data + request["memory_mb"] * megabyte),
    ):
        resource.setrlimit(limit, (value, value))


def _answer(channel: socket.socket, calls: dict[str, Any], request: dict[str, Any], data: int) -> None:
    """Read the source, import it, then make the calls asked for, sending each result as it ends."""
    message = frames.decode(_receive(channel))
    assert isinstance(message, dict)  # noqa: S101 - our own parent wrote it
    prints = calling.Prints()
    sys.stdout = sys.stderr = prints
    sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123 - stays open as long as the child
    importer = importing.Importer(message["files"], message["definitions_only"])
    importer.run()
    found = {name: calling.find(importer, calls[name]["names"]) for name in message["questions"]}
    report = {name: _kind(answer, calls[name]["takes"]) for name, (answer, _) in found.items()}
    channel.sendall(
        frames.encode(
            {"at": "imported", "found": report, "failures": importer.failures[:50], "prints": prints.take()}
        )
    )
    for name, labels in message["plan"]:
        if report[name] != "found":
            continue
        _soft_memory(data, request["memory"].get(name, request["memory_mb"]))
        _group(channel, calls[name], found[name], labels)
        channel.sendall(frames.encode({"at": "done", "prints": prints.take()}))


def _group(channel: socket.socket, question: dict[str, Any], found: Any, labels: list[str]) -> None:
    answer, home = found
    for label in labels:
        packed = frames.decode(question["cases"][label])
        assert isinstance(packed, dict)  # noqa: S101 - our own calls
        given = {**packed["given"], **question["bound"]}
        returned, frame = calling.outcome(
            label, lambda p=packed, g=given: calling.call(answer, home, p["arguments"], g)
        )
        channel.sendall(frame)
        if not returned:
            return  # the rest of this group is not run; it counts as this fault


def _kind(answer: Any, takes_arguments: bool) -> str:
    if answer is calling.ABSENT:
        return "missing"
    if takes_arguments and not callable(answer):
        return f"not a function but a {type(answer).__name__[:60]}"
    return "found"


def _soft_memory(data: int, megabytes: int) -> None:
    """A clean MemoryError in the function that asks for too much; the parent's watch stands behind it."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (min(hard, data + (megabytes << 20)), hard))


def _receive(channel: socket.socket) -> bytearray:
    header = exactly(channel, frames.HEADER.size)
    head, payload = frames.HEADER.unpack(header)
    return header + exactly(channel, head + payload)


def exactly(channel: socket.socket, size: int) -> bytearray:
    """Read that many bytes, or end when the other side has gone."""
    buffer = bytearray(size)
    view, at = memoryview(buffer), 0
    while at < size:
        count = channel.recv_into(view[at:])
        if not count:
            os._exit(0)
        at += count
    return buffer


def _address_space() -> int:
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * mmap.PAGESIZE
