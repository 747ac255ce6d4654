"""Becomes, or starts, another program by every call that does so."""

import os
import subprocess


def attack(*args, **kwargs):
    for start in (
        lambda: subprocess.run(["/bin/sh", "-c", "exit 0"], check=True, timeout=5),
        lambda: os.posix_spawn("/bin/true", ["true"], {}),
        lambda: os.system("exit 0") == 0 or 1 / 0,
        lambda: os.popen("echo took").read().index("took"),
    ):
        try:
            start()
            return "took a shell"
        except (OSError, ZeroDivisionError, ValueError, subprocess.SubprocessError):
            continue
    os.execv("/bin/true", ["true"])
