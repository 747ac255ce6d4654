"""Guest: a small machine of its own: no network, no other processes, a read-only root of libraries.

As root the namespaces come free; anybody else gets them inside a user namespace.
"""

from __future__ import annotations

import os
import signal
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import kernel

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = (
    0x20000,
    0x4000000,
    0x8000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 0x1000, 0x4000, 0x40000
ATTR_READONLY, ATTR_NOSUID = 1, 2
MNT_DETACH = 2
AT_RECURSIVE = 0x8000
SCRATCH = "/scratch"


def enter(config: dict[str, Any]) -> None:
    """Unshare everything, and go on as the first process of a PID namespace; its parent waits outside."""
    user, group = os.getuid(), os.getgid()
    flags = NEWNS | NEWUTS | NEWIPC | NEWNET | NEWPID
    kernel.unshare(flags if user == 0 else flags | NEWUSER)
    if user != 0:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # again: becoming another's root forgets this
    inside = os.fork()
    if inside:
        _wait_outside(inside)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    _new_root(config["root"], config["binds"])


def fresh_scratch(uid: int) -> None:
    """An empty scratch in memory, over whatever was there."""
    kernel.LIBC.umount2(SCRATCH.encode(), MNT_DETACH)
    data = f"size=32m,nr_inodes=1024,mode=700,uid={uid},gid={uid if os.getuid() == 0 else os.getgid()}"
    kernel.mount("tmpfs", SCRATCH, "tmpfs", MS_NOSUID | MS_NODEV, data)


def _wait_outside(inside: int) -> None:
    """Nothing happens here but waiting: when this process is killed the kernel ends the other."""
    os.closerange(0, 1 << 16)
    os.waitpid(inside, 0)
    os._exit(0)


def _new_root(root: str, binds: list[list[str]]) -> None:
    """Bind what is needed below an empty root, make it read-only, and let go of the old one."""
    kernel.mount(None, "/", None, MS_REC | MS_PRIVATE)
    kernel.mount("tmpfs", root, "tmpfs", MS_NOSUID, "size=1m,mode=755")
    for source, target in binds:
        _bind(source, root + target)
    for folder in ("/dev", "/tmp", SCRATCH):
        os.makedirs(root + folder, exist_ok=True)
    if not os.path.lexists(root + "/dev/shm"):
        os.symlink(SCRATCH, root + "/dev/shm")
    os.chdir(root)
    kernel.call("pivot_root", b".", b".")
    kernel.checked(kernel.LIBC.umount2(b".", MNT_DETACH), "umount")
    os.chdir("/")
    attributes = struct.pack("QQQQ", ATTR_READONLY | ATTR_NOSUID, 0, 0, 0)
    kernel.call("mount_setattr", -100, b"/", AT_RECURSIVE, attributes, 32)


def _bind(source: str, target: str) -> None:
    """A folder, file or link at its own place; an empty source means an empty folder over what is there."""
    if not source:
        if os.path.isdir(target):
            kernel.mount("tmpfs", target, "tmpfs", MS_NOSUID, "size=4k,mode=755")
        return
    if os.path.lexists(target) and not os.path.isdir(target):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(source):
        if not os.path.lexists(target):
            os.symlink(os.readlink(source), target)
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    kernel.mount(source, target, None, MS_BIND | MS_REC)


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    os.write(descriptor, text.encode())
    os.close(descriptor)
