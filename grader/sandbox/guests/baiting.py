"""Guest: puts in the way what an attempt may find where nothing else holds it back.

Used by the grader itself, too; in a container by whoever stands beside the warm process there.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BAITS = ("secret", "spare", "doomed", "movable")


@contextmanager
def bait(user: int | None, *, owned: bool = False) -> Iterator[dict[str, Any]]:
    """Files, sockets, our own number, as facts for the attempts.

    A user other than ours may read and write them all: plain permissions would hide that the isolation has
    a hole. Only changing modes takes an owner, and a child's user owns nothing but its scratch.
    """
    with (
        tempfile.TemporaryDirectory(prefix="bait-") as name,
        socket.socket() as server,
        socket.socket(socket.AF_UNIX) as local,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as letters,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        folder = Path(name)
        for file in BAITS:
            (folder / file).write_text(file)
        server.bind(("127.0.0.1", 0))
        server.listen()
        local.bind(str(folder / "socket"))
        local.listen()
        letters.bind(str(folder / "letters"))
        abstract.bind(f"\0{folder.name}")
        abstract.listen()
        if user is not None:
            for path in (*folder.iterdir(), folder):
                os.chown(path, user if owned else -1, user)
                path.chmod(0o770 if path == folder else 0o660)
        yield {
            "folder": name,
            **{file: str(folder / file) for file in (*BAITS, "socket", "letters")},
            "abstract": f"\0{folder.name}",
            "port": server.getsockname()[1],
            "parent": os.getpid(),
        }
