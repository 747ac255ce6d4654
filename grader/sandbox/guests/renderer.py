"""Guest: a process of its own that opens one PDF at a time, and is shut off before the first reaches it.

The document lies in memory shared with its host, which alone can write there. Messages, both ways:
`u32 head length, u64 payload length, head (JSON), payload`.
"""

from __future__ import annotations

import ctypes
import fcntl  # noqa: F401 - confining needs it when no file can be opened any more
import json
import os
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import confining, drawing, kernel

HEADER = struct.Struct("<IQ")
PROT_READ, MAP_SHARED = 1, 1


def main(channel: socket.socket, config: dict[str, Any]) -> None:
    """Load pdfium, leave everything else behind, and answer until the channel closes."""
    drawing.begin()
    address = _mapped(config["shared"], config["room"])
    line = _shut_off(channel, config)
    _tell(line, {"ready": True})
    incoming = line.makefile("rb")
    document: Any = None
    while True:
        header = incoming.read(HEADER.size)
        if len(header) < HEADER.size:
            return
        asked = json.loads(incoming.read(HEADER.unpack(header)[0]))
        try:
            if asked["do"] == "open":
                if document is not None:
                    document.close()
                    document = None
                document = drawing.Document(address, asked["size"])
                _tell(line, document.facts())
            else:
                _tell(line, *_answer(document, asked))
        except drawing.UnreadableError as trouble:
            _tell(line, {"trouble": str(trouble)})


def _answer(document: Any, asked: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    if asked["do"] == "look":
        return document.look(asked["page"]), b""
    if asked["do"] == "words":
        return document.words(asked["page"]), b""
    head, rgb = document.draw(asked["page"], asked["width"], asked["turns"])
    return head, rgb


def _mapped(descriptor: int, room: int) -> int:
    """Where the shared memory begins for us; we may only read there."""
    kernel.LIBC.mmap.restype = ctypes.c_void_p
    words = (
        ctypes.c_void_p(None),
        ctypes.c_size_t(room),
        PROT_READ,
        MAP_SHARED,
        descriptor,
        ctypes.c_long(0),
    )
    address = kernel.LIBC.mmap(*words)
    if address in (None, ctypes.c_void_p(-1).value):
        raise OSError(ctypes.get_errno(), "mmap")
    os.close(descriptor)
    return int(address)


def _shut_off(channel: socket.socket, config: dict[str, Any]) -> socket.socket:
    """No files, no network, no other process, bounded memory: as much of it as this machine offers."""
    megabytes = config["memory_mb"]
    if sys.platform == "linux":
        prison = confining.Prison(config["isolation"], config["scratch"])
        return prison.confine(channel.fileno(), megabytes)
    confining.bound({**confining.BOUNDS, "RLIMIT_NPROC": 0, "RLIMIT_FSIZE": 0})
    return channel


def _tell(line: socket.socket, head: dict[str, Any], payload: bytes = b"") -> None:
    text = json.dumps(head).encode("ascii")
    line.sendall(HEADER.pack(len(text), len(payload)) + text)
    if payload:
        line.sendall(payload)
