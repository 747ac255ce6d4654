"""Guest: the attempts with nothing in their way, so that one sees what each is worth.

Never as root: it goes on as a user who owns nothing but the bait. The grader's part is taken by a process of
its own that only sleeps, and each attempt is made in a fork that ends with it.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

    from grader.model import frames
    from grader.sandbox.guests import kernel, probing

PR_SET_DUMPABLE = 4
SECONDS = 3  # for one attempt


def main(channel: socket.socket, config: dict[str, Any]) -> None:
    """Drop what root may, start the stand-in, make every attempt, report."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    if config["uid"] is not None:
        os.setgroups([])
        os.setresgid(config["uid"], config["uid"], config["uid"])
        os.setresuid(config["uid"], config["uid"], config["uid"])
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # after the user: changing it forgets this
    kernel.prctl(PR_SET_DUMPABLE, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory(dir=config["facts"]["folder"]) as scratch:
        os.chdir(scratch)
        decoy = _decoy()
        facts = {**config["facts"], "parent": decoy}
        sys.path[:] = config["open_path"]
        works = {name: _apart(name, facts) for name in probing.ATTEMPTS}
        os.kill(decoy, signal.SIGKILL)
        os.waitpid(decoy, 0)
        os.chdir("/")
    channel.sendall(frames.encode({"at": "probed", "works": works}))


def _decoy() -> int:
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGIO, signal.SIG_IGN)
        signal.alarm(60)
        while True:
            signal.pause()
    return pid


def _apart(name: str, facts: dict[str, Any]) -> bool:
    """One attempt in a fork; ending as another program that ends well counts as having worked."""
    pid = os.fork()
    if pid == 0:
        signal.alarm(SECONDS)
        os._exit(0 if probing.works(name, facts) else 1)
    return os.waitpid(pid, 0)[1] == 0
