"""One run at a time in a grades folder: the lock dies with its process, however that ends."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from pathlib import Path

from grader.errors import GraderError
from grader.model.files import reason

NAME = ".lock"

_held: set[int] = set()


def take(folder: Path) -> int:
    """Lock the folder for this process, or say in one sentence who works there."""
    path = folder / NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise GraderError(f"{path} could not be written: {reason(error)}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        said = _sentence(folder, handle, error)
        os.close(handle)
        raise GraderError(said) from error
    _held.add(handle)
    with contextlib.suppress(OSError):  # a full disk: the lock holds, only our number is missing
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def release(handle: int) -> None:
    """Let the next run in."""
    _held.discard(handle)
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
    os.close(handle)


def _sentence(folder: Path, handle: int, error: OSError) -> str:
    if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
        number = os.pread(handle, 20, 0).strip().decode("ascii", "replace")
        who = f" (process {number})" if number.isdigit() else ""
        return f"Another `grader` is working in {folder}/{who}; wait for it or choose another folder with -o."
    return (
        f"{folder}/ lies on a disk that cannot lock files, so two runs could spoil each other's grades; "
        "choose a folder on this machine's own disk with -o."
    )


def _let_go() -> None:
    """A forked child must not hold the lock longer than the run itself lives."""
    for handle in _held:
        with contextlib.suppress(OSError):
            os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
