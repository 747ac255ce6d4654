"""All calls of a homework in one piece of shared memory, which every child maps for itself."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from typing import Any

from grader.model.calls import Calls

__all__ = ["StoredCalls"]

SEALS = hasattr(os, "memfd_create")  # Linux


class StoredCalls:
    """All calls, where nobody can change them, with an index of where each case lies."""

    def __init__(self, calls: Calls, sealed: bool = SEALS) -> None:
        self.index: dict[str, Any] = {}
        if sealed:
            self.descriptor = writing = os.memfd_create("calls", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)
        else:
            writing, self.descriptor = _unlinked()
        at = 0
        for question in calls.questions:
            cases = []
            for case in question.cases:
                os.pwrite(writing, case.packed, at)
                cases.append([case.label, at, len(case.packed)])
                at += len(case.packed) + -len(case.packed) % 4096
            self.index[question.name] = {
                "names": [question.name, *question.aliases],
                "takes": bool(question.parameters),
                "near": question.near,
                "goes_on": question.goes_on,
                "starter": question.starter,
                "cases": cases,
            }
        os.ftruncate(writing, max(at, 4096))
        if sealed:
            _seal(writing)
        else:
            os.close(writing)

    def close(self) -> None:
        """Give the memory back."""
        with suppress(OSError):
            os.close(self.descriptor)


def _unlinked() -> tuple[int, int]:
    """A file that has no name any more: to write, and, for everybody else, to read."""
    writing, path = tempfile.mkstemp(prefix="calls-")
    try:
        return writing, os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.unlink(path)  # noqa: PTH108


def _seal(descriptor: int) -> None:
    import fcntl

    seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SEAL
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
