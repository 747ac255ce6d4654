"""Guest: shuts a child off from the machine, in the order that leaves no gap.

What the warm process can do once is done once (namespaces, the Landlock rule, the filter's buffer); each
child then drops its user, its capabilities, and at last the system calls it will not need.
"""

from __future__ import annotations

import base64
import ctypes
import os
import resource
import signal
import socket
import stat
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.sandbox.guests import clearing, kernel, landlock, namespaces

CHANNEL = 3
RULE = 4
MEGABYTE = 1 << 20
BOUNDS = {
    "RLIMIT_CORE": 0,
    "RLIMIT_FSIZE": 16 * MEGABYTE,
    "RLIMIT_NOFILE": 256,
    "RLIMIT_MSGQUEUE": 0,
    "RLIMIT_MEMLOCK": 0,
}
CLEARING_SECONDS = 2.0  # for one child's files; what is left then goes at the end of the run


class Prison:
    """What every child of this warm process is confined by."""

    def __init__(self, isolation: dict[str, Any], scratch: str, beside: int = 0) -> None:
        status = own_status()
        if int(status["Threads"]) != 1:
            raise RuntimeError("a package started a thread while it was imported")
        self.data = int(status["VmData"].split()[0]) * 1024
        self.space = int(status["VmSize"].split()[0]) * 1024
        self.isolation, self.scratch = isolation, scratch
        self.beside = beside  # a process of our own that is no child of a student's
        self.uid: int | None = isolation["uid"]
        self.inside = bool(isolation["namespaces"])
        self.rule = -1
        self.moved = False  # in a child: the channel has its number
        if self.inside:
            namespaces.enter(isolation)
            self.scratch = namespaces.SCRATCH
        os.environ.update(HOME=self.scratch, TMPDIR=self.scratch)  # here, since each child would pay for it
        self._fresh_scratch()
        self.filter = _Filter(isolation["filter"]) if isolation["filter"] else None

    def confine(self, descriptor: int, memory_mb: int) -> socket.socket:
        """Leave this process with one channel, one folder to write in, its limits, and nothing else."""
        if os.getsid(0) != os.getpid():  # a process that was started, not forked, leads its session already
            os.setsid()
        self._keep_only(descriptor)
        channel = socket.socket(fileno=CHANNEL)  # asks for its name, which the filter will refuse
        os.chdir(self.scratch)
        if self.uid is not None:
            os.setgroups([])
            os.setresgid(self.uid, self.uid, self.uid)
            os.setresuid(self.uid, self.uid, self.uid)
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # after the user: changing it forgets this
        self._limit(memory_mb)
        if self.filter is None:
            return channel
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        kernel.call("capset", struct.pack("Ii", 0x20080522, 0), b"\0" * 24)
        if self.rule >= 0:
            landlock.restrict(RULE)
            os.close(RULE)
        self.filter.install()
        return channel

    def clean(self) -> None:
        """Nothing survives a child: processes it left behind end here, and its files go."""
        if self.inside:
            _kill_namespace()
        else:
            _kill_children(self.beside)
        try:
            shut = os.lstat(self.scratch).st_mode != stat.S_IFDIR | 0o700
            used = shut or bool(os.listdir(self.scratch))
        except OSError:  # it took its own folder away, or shut it
            used = True
        if used:
            self._fresh_scratch()

    def _fresh_scratch(self) -> None:
        if self.inside:
            namespaces.fresh_scratch(os.getuid() if self.uid is None else self.uid)
        else:
            clearing.set_aside(self.scratch, CLEARING_SECONDS)
            os.makedirs(self.scratch, 0o700, exist_ok=True)
            if self.uid is not None:
                os.chown(self.scratch, self.uid, self.uid)
        if self.rule >= 0:
            os.close(self.rule)
        if self.isolation["landlock"]:
            readable = ["/"] if self.inside else self.isolation["readable"]
            self.rule = landlock.ruleset(readable, [self.scratch, "/dev/null"])

    def _keep_only(self, descriptor: int) -> None:
        """The channel becomes 3, the rule 4, and everything else is closed."""
        renumber([one for one in (descriptor, self.rule) if one >= 0])
        self.moved = True

    def _limit(self, memory_mb: int) -> None:
        limits = {**BOUNDS, **memory(self.data, self.space, memory_mb)}
        if self.isolation["processes"]:
            limits["RLIMIT_NPROC"] = self.isolation["processes"]
        bound(limits)


class _Filter:
    """The system call filter, kept as one buffer; only the process number is written in per child."""

    def __init__(self, program: dict[str, Any]) -> None:
        code = base64.b64decode(program["code"])
        self.own = program["own"]
        self.buffer = ctypes.create_string_buffer(code, len(code))
        header = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(self.buffer))
        self.header = ctypes.create_string_buffer(header, len(header))

    def install(self) -> None:
        """Last of all: from here on only the listed calls are answered."""
        for at in self.own:
            struct.pack_into("I", self.buffer, 8 * at + 4, os.getpid())
        kernel.call("seccomp", 1, 0, self.header)


def renumber(kept: list[int]) -> None:
    """These descriptors become 3, 4 and so on; nothing is open besides."""
    kept = [_above(one) for one in kept]
    null = os.open("/dev/null", os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    for number, one in enumerate(kept, CHANNEL):
        os.dup2(one, number)
    os.closerange(CHANNEL + len(kept), 1 << 16)


def memory(data: int, space: int, memory_mb: int) -> dict[str, int]:
    """Bounds on memory for a process that has so many bytes of data, and of addresses, already."""
    return {
        "RLIMIT_AS": space + (memory_mb + 4096) * MEGABYTE,
        "RLIMIT_DATA": data + memory_mb * MEGABYTE,
    }


def bound(limits: dict[str, int]) -> None:
    """Set limits for good, as far as this system has them."""
    for name, value in limits.items():
        limit = getattr(resource, name, None)
        if limit is None:
            continue
        hard = resource.getrlimit(limit)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (most, most))


def _above(descriptor: int) -> int:
    """The same descriptor under a number that is in nobody's way."""
    import fcntl

    return fcntl.fcntl(descriptor, fcntl.F_DUPFD, 20)


def _kill_namespace() -> None:
    """The first process of a PID namespace may end all others in one call."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return


def _kill_children(spared: int) -> None:
    """As their subreaper: whatever a child left behind is ours now."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            with open("/proc/thread-self/children") as file:
                left = {int(child) for child in file.read().split()} - {spared}
            if not left:
                return
            for child in left:
                os.kill(child, signal.SIGKILL)


def own_status() -> dict[str, str]:
    """What the kernel tells of this process, by name."""
    with open("/proc/self/status") as file:
        return dict(line.split(":", 1) for line in file.read().splitlines() if ":" in line)
