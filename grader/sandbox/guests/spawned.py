"""Guest: a student's process that was started afresh, where none may be forked from a warm one (macOS).

It gets warm as the process that forks does, waits, and then is the child itself; the channel it was started
over becomes the child's. All that confines it are limits.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from grader.sandbox.guests import answering, confining, runner

LOOK_SECONDS = 1.0


def main(channel: socket.socket, config: dict[str, Any]) -> NoReturn:
    """Get warm, say so, wait for a request, answer it and end."""
    parent = os.getppid()
    try:
        os.makedirs(config["scratch"], 0o700, exist_ok=True)
        os.environ.update(HOME=config["scratch"], TMPDIR=config["scratch"])
        calls = runner.load(config)
        cell = Cell(config["scratch"], parent)
    except Exception as error:
        runner.tell(channel, {"error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    runner.tell(channel, {"ready": True})
    request = runner.hear(channel)[0]
    if request is None:
        os._exit(0)
    answering.child(cell, channel.detach(), request, calls)


class Cell:
    """As much of a confining.Prison as there is anywhere."""

    def __init__(self, scratch: str, parent: int) -> None:
        self.scratch, self.parent = scratch, parent
        self.moved = False
        self.data = self.space = 0
        threading.Thread(target=self._end_with_parent, daemon=True).start()
        if os.path.exists("/proc/self/status"):
            status = confining.own_status()
            self.data, self.space = (int(status[name].split()[0]) * 1024 for name in ("VmData", "VmSize"))

    def confine(self, descriptor: int, memory_mb: int) -> socket.socket:
        """Leave this process with one channel, a folder to write in, and its limits."""
        confining.renumber([descriptor])
        self.moved = True
        os.chdir(self.scratch)
        memory = confining.memory(self.data, self.space, memory_mb) if self.data else {}
        confining.bound({**confining.BOUNDS, **memory})
        return socket.socket(fileno=confining.CHANNEL)

    def _end_with_parent(self) -> None:
        """Nobody else would end us, were the grader killed while a student's loop runs."""
        while os.getppid() == self.parent:
            time.sleep(LOOK_SECONDS)
        os._exit(1)
