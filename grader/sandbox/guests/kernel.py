"""Guest: the few system calls Python has no name for, with the errors they give.

Numbers are for x86_64 and aarch64; calls above 400 have one number on every machine.
"""

from __future__ import annotations

import ctypes
import os
import platform
from typing import Any

LIBC: Any = ctypes.CDLL(None, use_errno=True)
ARM = platform.machine() in ("aarch64", "arm64")
NUMBERS = {
    "pivot_root": 41 if ARM else 155,
    "capset": 91 if ARM else 126,
    "seccomp": 277 if ARM else 317,
    "mount_setattr": 442,
    "landlock_create_ruleset": 444,
    "landlock_add_rule": 445,
    "landlock_restrict_self": 446,
}
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38


def call(name: str, *arguments: Any) -> int:
    """A system call by name. Raises OSError."""
    plain = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return checked(LIBC.syscall(ctypes.c_long(NUMBERS[name]), *plain), name)


def prctl(option: int, value: int) -> None:
    """Set one property of this process. Raises OSError."""
    words = [ctypes.c_ulong(one) for one in (option, value, 0, 0, 0)]
    checked(LIBC.prctl(*words), f"prctl {option}")


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Mount a file system, or bind a place to another. Raises OSError."""
    texts = [None if text is None else text.encode() for text in (source, target, kind, data)]
    result = LIBC.mount(texts[0], texts[1], texts[2], ctypes.c_ulong(flags), texts[3])
    checked(result, f"mount {target}")


def unshare(flags: int) -> None:
    """Leave namespaces for new ones. Raises OSError."""
    checked(LIBC.unshare(flags), "unshare")


def checked(result: int, what: str) -> int:
    """The result, or the error the C library kept for it."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return int(result)
