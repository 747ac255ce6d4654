"""Guest: the life of one child, from the fork to its last frame.

Only here, after the fork, is the student's source read. The other guests it names are put into
this module's globals by the boot text.
"""

from __future__ import annotations

import io
import json
import os
import resource
import socket
import sys
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from grader.model import frames, marked
    from grader.sandbox.guests import absent, calling, confining, importing, nearby, probing, spawned


def child(
    prison: confining.Prison | spawned.Cell, descriptor: int, request: dict[str, Any], calls: dict[str, Any]
) -> NoReturn:
    """Confine this process, answer the request over `descriptor`, and end."""
    try:
        try:
            channel = prison.confine(descriptor, request["memory_mb"])
        except BaseException as error:
            where = confining.CHANNEL if prison.moved else descriptor
            os.write(where, frames.encode({"at": "broken", "error": f"{type(error).__name__}: {error}"}))
            os._exit(1)
        channel.sendall(frames.encode({"at": "confined"}))
        if "probe" in request:
            channel.sendall(frames.encode(probing.report(request["probe"])))
        else:
            _answer(channel, calls, prison.data)
    finally:
        os._exit(0)


def _answer(channel: socket.socket, calls: dict[str, Any], data: int) -> None:
    """Read the source, import it, then make the calls asked for, sending each result as it ends."""
    message = json.loads(_receive(channel))
    prints = calling.Prints()
    sys.stdout = sys.stderr = prints
    sys.stdin = io.StringIO()
    importer = importing.Importer(
        message["files"], lambda path: _tell_importing(channel, path), message["seconds"]
    )
    importer.run()
    found = {name: calling.find(importer, calls[name]["names"]) for name in message["memory"]}
    near = _near(importer, calls, found)
    report = {name: _kind(answer, calls[name]["takes"]) for name, (answer, _) in found.items()}
    told = {"at": "imported", "found": report, "near": near, "prints": prints.take(), **importer.report()}
    channel.sendall(frames.encode(told))
    for name, labels in message["plan"]:
        if report[name] != "found":
            continue
        _soft_memory(data, message["memory"][name])
        _group(channel, calls[name], found[name], labels)
        channel.sendall(frames.encode({"at": "done", "prints": prints.take()}))
    exactly(channel, 1)  # our parent ends us, when it has seen what we used


def _near(importer: importing.Importer, calls: dict[str, Any], found: dict[str, Any]) -> dict[str, list[str]]:
    """By question that has no answer, the name and place of what is almost one; it counts if it may."""
    taken = frozenset(one for question in calls.values() for one in question["names"])
    told: dict[str, list[str]] = {}
    for name in [name for name, (answer, _) in found.items() if answer is calling.ABSENT]:
        near = nearby.search(importer, calls[name]["names"], taken, calls[name]["takes"])
        if near is not None:
            told[name] = [near.name, near.where]
            answer = nearby.taken_out(near) if calls[name]["near"] else None
            found[name] = found[name] if answer is None else (answer, near.home)
    return told


def _tell_importing(channel: socket.socket, path: str) -> None:
    """A file that hangs or ends the process is then the only one of which just the definitions count."""
    channel.sendall(frames.encode({"at": "importing", "file": path}))


def _group(channel: socket.socket, question: dict[str, Any], found: Any, labels: list[str]) -> None:
    answer, home = found
    for label in labels:
        packed = question["cases"][label]
        assert isinstance(packed, dict)  # noqa: S101 - our own calls
        given = {**marked.made(packed["given"]), **question["bound"]}
        run = lambda p=packed, g=given: calling.call(answer, home, marked.made(p["arguments"]), g)  # noqa: E731
        going, frame = calling.outcome(label, run, packed["full"], question["goes_on"])
        channel.sendall(frame)
        if not going:
            return  # the rest of this group is not run; it counts as this fault


def _kind(answer: Any, takes_arguments: bool) -> str:
    if answer is calling.ABSENT:
        return "missing"
    if isinstance(answer, absent.Stub):
        return f"not here: {answer._name}"  # noqa: SLF001 - ours
    if takes_arguments and not callable(answer):
        return f"not a function but a {type(answer).__name__[:60]}"
    return "found"


def _soft_memory(data: int, megabytes: int) -> None:
    """A clean MemoryError in the function that asks for too much; the parent's watch stands behind it."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (min(hard, data + (megabytes << 20)), hard))


def _receive(channel: socket.socket) -> bytearray:
    """What our own parent wrote: JSON, as long as the student's files are."""
    return exactly(channel, frames.HEADER.unpack(exactly(channel, frames.HEADER.size))[0])


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
