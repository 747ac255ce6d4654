"""Guest: which files a child may reach, by Landlock (Documentation/userspace-api/landlock.rst).

Landlock does not cover stat, chmod, utime, UDP or sockets with a path: the system call filter does.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.sandbox.guests import kernel

WRITE, READ, READ_DIR = 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE = 1 << 13, 1 << 14
HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}  # by ABI; 5 adds ioctl
FOR_FILES = WRITE | READ | TRUNCATE


def abi() -> int:
    """Landlock's version here; 0 when there is none."""
    try:
        return kernel.call("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def ruleset(readable: list[str], writable: list[str]) -> int:
    """A descriptor of the rule: read below some paths, write below others, no TCP, no signals out."""
    version = abi()
    handled = HANDLED.get(version, (1 << 16) - 1)
    attribute = struct.pack("QQQ", handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    descriptor = kernel.call("landlock_create_ruleset", attribute, size, 0)
    write = WRITE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_FILE
    write |= (TRUNCATE if version >= 3 else 0) | (REFER if version >= 2 else 0)
    for paths, access in ((readable, READ | READ_DIR), (writable, READ | READ_DIR | write)):
        for path in paths:
            _allow(descriptor, path, access & handled)
    return descriptor


def restrict(descriptor: int) -> None:
    """From now on the rule holds for this process and all it starts."""
    kernel.call("landlock_restrict_self", descriptor, 0)


def _allow(descriptor: int, path: str, access: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not os.path.isdir(path):
            access &= FOR_FILES
        kernel.call("landlock_add_rule", descriptor, 1, struct.pack("=Qi", access, place), 0)
    finally:
        os.close(place)
