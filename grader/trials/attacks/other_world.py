"""Makes namespaces, mounts and a root folder of its own."""

import ctypes
import os


def attack(*args, **kwargs):
    libc = ctypes.CDLL(None, use_errno=True)
    for name, flags in (("user", 0x10000000), ("mount", 0x20000), ("network", 0x40000000)):
        if libc.unshare(flags) == 0:
            return f"took a {name} namespace"
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
        return "took a mount"
    try:
        os.chroot(".")
        return "took a root folder"
    except OSError:
        return "this world only"
