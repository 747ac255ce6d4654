"""What a process that takes files apart may use at most; it says so itself, before it sees a byte."""

from __future__ import annotations

import contextlib
import resource


def confine() -> None:
    """Bounds for this process before it sees a byte: memory, no files, no processes, no core dumps."""
    for kind, limit in (
        ("RLIMIT_AS", 1 << 30),
        ("RLIMIT_DATA", 1 << 30),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NOFILE", 16),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):  # not every system has every limit
            resource.setrlimit(getattr(resource, kind), (limit, limit))
