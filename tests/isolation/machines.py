"""Other machines than this one, as far as a filter can play them: a container's rules, an old kernel."""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import subprocess  # noqa: TID251 - a machine is a process with a filter
import sys
from collections.abc import Sequence
from pathlib import Path

EPERM, ENOSYS = 1, 38
ARM = platform.machine() != "x86_64"
UNSHARE, MOUNT, SECCOMP = (97, 40, 277) if ARM else (272, 165, 317)
LANDLOCK = 444

MACHINES = {  # what is refused there, and with which error
    "a container": {UNSHARE: EPERM, MOUNT: EPERM},
    "an old kernel": {LANDLOCK: ENOSYS},
    "an old kernel in a container": {UNSHARE: EPERM, MOUNT: EPERM, LANDLOCK: ENOSYS},
    "a kernel without filters": {UNSHARE: EPERM, LANDLOCK: ENOSYS, SECCOMP: ENOSYS},
}


def become(machine: str) -> None:
    """From now on this process, and all it starts, lives on that machine."""
    code = [(0x20, 0, 0, 0)]
    for number, error in MACHINES[machine].items():
        code += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050000 | error)]
    code.append((0x06, 0, 0, 0x7FFF0000))
    text = b"".join(struct.pack("=HBBI", *one) for one in code)
    buffer = ctypes.create_string_buffer(text, len(text))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(code), ctypes.addressof(buffer)), 16)
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(38, 1, 0, 0, 0)
    if libc.prctl(22, 2, program, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no filter could be installed")


def on(machine: str, *words: object, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Type `grader …` there."""
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, str(Path(__file__)), machine, *map(str, words)],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def main(words: Sequence[str]) -> None:
    """Become the machine named first, then the grader with the other words."""
    become(words[0])
    os.execv(sys.executable, [sys.executable, "-m", "grader", *words[1:]])  # noqa: S606 - ourselves


if __name__ == "__main__":
    main(sys.argv[1:])
