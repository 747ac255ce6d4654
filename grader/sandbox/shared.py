"""Memory shared with a guest that may only read it: where large files are handed over without being sent."""

from __future__ import annotations

import os
import tempfile

__all__ = ["SharedBytes"]


class SharedBytes:
    """Room for one file at a time, empty but for what was put there last."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._file = tempfile.TemporaryFile() if not hasattr(os, "memfd_create") else None  # noqa: SIM115
        self._descriptor = self._file.fileno() if self._file else os.memfd_create("file", os.MFD_CLOEXEC)
        os.ftruncate(self._descriptor, room)

    def put(self, data: bytes) -> None:
        """Replace what is there. Raises OSError."""
        os.ftruncate(self._descriptor, 0)  # gives back the last file's pages
        os.ftruncate(self._descriptor, self.room)
        rest, at = memoryview(data), 0
        while at < len(data):
            at += os.pwrite(self._descriptor, rest[at : at + (64 << 20)], at)

    def reader(self) -> int:
        """A descriptor that can be read and not written; the caller closes it. Raises OSError."""
        place = "/proc/self/fd" if self._file is None else "/dev/fd"
        return os.open(f"{place}/{self._descriptor}", os.O_RDONLY | os.O_CLOEXEC)

    def close(self) -> None:
        """Give the memory back."""
        if self._file is not None:
            self._file.close()
        else:
            os.close(self._descriptor)
