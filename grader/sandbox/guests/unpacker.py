"""The unpacker: a process of its own that takes zip archives apart.

Run as `python -I -S -B unpacker.py` with a socket as its standard input. A request is JSON on one line, and
with it comes the open archive as a descriptor; the answer is a run of frames, each
`u32 head length, u64 payload length, head (JSON), payload`. It opens no file and knows no path: members go
out as bytes, and the host decides what they are called.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import struct
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

sys.path.append(__file__.rpartition("/")[0])
import bounding  # type: ignore[import-not-found]

HEADER = struct.Struct("<IQ")
CHUNK = 1 << 18
RATIO = 250  # what honest text packs to at best; beyond it, and beyond FREE bytes, it is a bomb
FREE = 32 << 20
LOCAL = 30  # bytes before a member's data, at least
LONGEST = 4096
BROKEN = (zipfile.BadZipFile, EOFError, ValueError, OSError, struct.error, IndexError, OverflowError)


class RefusedError(Exception):
    """A member, or an archive, that is not taken; the text says why."""


def main() -> None:
    """Answer requests on standard input until it closes."""
    bounding.confine()
    with socket.socket(fileno=os.dup(0)) as line:
        line.sendall(b"ready")
        while True:
            request, handles, _, _ = socket.recv_fds(line, 4096, 1)
            if not request or not handles:
                return
            with os.fdopen(handles[0], "rb") as archive:
                for head, data in unpacked(archive, json.loads(request)):
                    packed = json.dumps(head).encode()
                    line.sendall(HEADER.pack(len(packed), len(data)) + packed)
                    if data:
                        line.sendall(data)


def unpacked(archive: Any, bounds: dict[str, int]) -> Iterator[tuple[dict[str, object], bytes]]:
    """Every member's bytes in pieces, between a frame that names it and one that says it is whole."""
    try:
        with zipfile.ZipFile(archive) as opened:
            yield from _members(opened, os.fstat(archive.fileno()).st_size, bounds)
        yield {"is": "done"}, b""
    except RefusedError as error:
        yield {"is": "error", "why": str(error)}, b""
    except (MemoryError, RecursionError):
        yield {"is": "error", "why": "it lists too much to be taken apart"}, b""
    except NotImplementedError:
        yield {"is": "error", "why": "it is packed in a way that is not known here"}, b""
    except BROKEN:
        yield {"is": "error", "why": "it is no whole zip: cut off, damaged or of another kind"}, b""
    except Exception as error:
        yield {"is": "error", "why": f"taking it apart failed ({type(error).__name__})"}, b""


def _members(
    opened: zipfile.ZipFile, size: int, bounds: dict[str, int]
) -> Iterator[tuple[dict[str, object], bytes]]:
    listed = opened.infolist()
    if len(listed) > bounds["members"]:
        raise RefusedError(f"it lists {len(listed)} files, more than the {bounds['members']} that are taken")
    shared, given = _overlapping(listed), 0
    for info in listed:
        if info.is_dir():
            continue
        name = _name(info)
        try:
            _expect_takeable(info, shared)
            yield {"is": "file", "name": name}, b""
            for piece in _bytes(opened, info, bounds["single"]):
                given += len(piece)
                _expect_room(given, size, bounds["total"])
                yield {"is": "data"}, piece
            yield {"is": "whole"}, b""
        except _TooMuchError:
            raise
        except Exception as error:
            yield {"is": "refused", "name": name, "why": _why(error)}, b""


def _why(error: Exception) -> str:
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, NotImplementedError | RuntimeError):
        return "it is packed in a way that is not known here"
    return "its bytes are damaged"  # zlib, bz2 and lzma each say so in words of their own


class _TooMuchError(RefusedError):
    """The whole archive holds more than it may."""


def _expect_room(given: int, size: int, total: int) -> None:
    """Refuse the archive once it has given more than it may. Raises _TooMuchError."""
    if given > total:
        raise _TooMuchError(f"it packs out to more than {total >> 20} MB")
    if given > FREE and given > RATIO * max(size, 1):
        raise _TooMuchError(f"it packs out to more than {RATIO} times its size")


def _expect_takeable(info: zipfile.ZipInfo, shared: set[int]) -> None:
    """Refuse what is no plain file of its own. Raises RefusedError."""
    if info.header_offset in shared:
        raise RefusedError("it shares its bytes with another file of the archive")
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        raise RefusedError("it is a link")
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise RefusedError("it is a pipe or a device, not a file")
    if info.flag_bits & 0x1:
        raise RefusedError("it needs a password")


def _bytes(opened: zipfile.ZipFile, info: zipfile.ZipInfo, single: int) -> Iterator[bytes]:
    """A member's bytes; a list that lies about sizes is not believed. Raises RefusedError."""
    got = 0
    with opened.open(info) as stream:
        while piece := stream.read(CHUNK):
            got += len(piece)
            if got > single:
                raise RefusedError(f"it has more than {single >> 20} MB")
            if got > FREE and got > RATIO * max(info.compress_size, 1):
                raise RefusedError(f"it packs out to more than {RATIO} times its size")
            yield piece
    if got != info.file_size:
        raise RefusedError("it is cut off")


def _overlapping(listed: list[zipfile.ZipInfo]) -> set[int]:
    """Where members begin whose bytes are another's, too: a small archive so unpacks to a huge one."""
    shared: set[int] = set()
    reach, owner = -1, -1
    for begin, end in sorted(
        (one.header_offset, one.header_offset + LOCAL + one.compress_size) for one in listed
    ):
        if begin < reach:
            shared |= {begin, owner}
        if end > reach:
            reach, owner = end, begin
    return shared


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name: UTF-8 where it is that, whether or not the archive says so, else code page 437."""
    name = info.orig_filename or info.filename
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name[:LONGEST]


if __name__ == "__main__":
    main()
