"""Builds the system call filter: an allowlist whose every other call is answered with EPERM.

Classic BPF over `struct seccomp_data` (nr, arch, ip, six 64-bit arguments); see seccomp(2) and
Documentation/userspace-api/seccomp_filter.rst. The program is built here and installed by the guest,
which patches its own process number in where a call may name only itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from grader.sandbox.isolation.syscalls import ALWAYS, BY_PATH, MODES, Machine

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 1, 38
LOAD, EQUAL, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
NR, ARCH = 0, 4

SELF = "self"  # stands for the child's own process number
THREAD = 0x003D0F00  # exactly the flags with which the C library starts a thread
RLIMIT_DATA = 2
ACCESS_MODE, TRUNCATE = 0o3, 0o1000  # of openat's flags
AF_UNIX, SOCK_STREAM, CLOEXEC, NONBLOCK = 1, 1, 0x80000, 0x800

Test = tuple[int, int | str]  # offset of 32 bits, the value it must have
Instruction = tuple[int, int, int, int | str]


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions as bytes, and the indices of those whose constant is the child's process number."""

    code: bytes
    own: tuple[int, ...]

    @property
    def length(self) -> int:
        """How many instructions."""
        return len(self.code) // 8


def build(machine: Machine, *, paths: bool = True, modes: bool = False, threads: bool = True) -> Program:
    """The filter for a machine; without `paths` no call that names a file is left."""
    instructions: list[Instruction] = [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 1, 0, machine.audit),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NR),
    ]
    if machine.refuses_above is not None:
        instructions += [(AT_LEAST, 0, 1, machine.refuses_above), (RETURN, 0, 0, KILL)]
    numbers = machine.numbers
    instructions += [(EQUAL, 0, 1, numbers["clone3"]), (RETURN, 0, 0, _error(ENOSYS))]
    for name, alternatives in _ARGUMENT_RULES.items():
        if name in numbers and (threads or name != "clone"):
            instructions += _rule(numbers[name], alternatives)
    if paths:
        instructions += _opening(numbers["openat"])
    allowed = [*ALWAYS, *(BY_PATH if paths else ()), *(MODES if modes and paths else ())]
    for number in sorted(numbers[name] for name in allowed if name in numbers):
        instructions += [(EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)]
    instructions.append((RETURN, 0, 0, _error(EPERM)))
    return _assemble(instructions)


def _low(argument: int) -> int:
    return 16 + 8 * argument


def _high(argument: int) -> int:
    return 20 + 8 * argument


def _one_of(argument: int, values: Iterable[int]) -> list[list[Test]]:
    return [[(_low(argument), value)] for value in values]


# Calls that are harmless only with some arguments: any of the alternatives, all tests of one.
_ARGUMENT_RULES: dict[str, list[list[Test]]] = {
    "tgkill": [[(_low(0), SELF)]],
    "prlimit64": [  # reading one's own limits; of what to set, only how much data a question may use
        *([(_low(0), who), (_low(2), 0), (_high(2), 0)] for who in (0, SELF)),
        *([(_low(0), who), (_low(1), RLIMIT_DATA)] for who in (0, SELF)),
    ],
    "fcntl": _one_of(1, (0, 1, 2, 3, 5, 6, 7, 1030)),  # never F_SETOWN, F_SETSIG, F_SETFL: signals by I/O
    "ioctl": _one_of(1, (0x5401, 0x5450, 0x5451, 0x541B, 0x5421, 0x5413)),
    "socketpair": [
        [(_low(0), AF_UNIX), (_low(1), SOCK_STREAM | flags), (_low(2), 0)]
        for flags in (0, CLOEXEC, NONBLOCK, CLOEXEC | NONBLOCK)
    ],
    "sendto": [[(_low(4), 0), (_high(4), 0)]],  # no address: only along a pair
    "recvfrom": [[(_low(4), 0), (_high(4), 0)]],
    "clone": [[(_low(0), THREAD), (_high(0), 0)]],
    "prctl": _one_of(0, (15, 16, 0x53564D41)),  # names of threads and of memory
}


def _rule(number: int, alternatives: list[list[Test]]) -> list[Instruction]:
    body: list[Instruction] = []
    for tests in alternatives:
        for at, (offset, value) in enumerate(tests):
            past = 2 * (len(tests) - at - 1) + 1  # over the rest of this alternative
            body += [(LOAD, 0, 0, offset), (EQUAL, 0, past, value)]
        body.append((RETURN, 0, 0, ALLOW))
    body.append((RETURN, 0, 0, _error(EPERM)))
    return [(EQUAL, 0, len(body), number), *body]


def _opening(number: int) -> list[Instruction]:
    """Any file, but never to read it and empty it by that: Landlock before version 3 lets that pass."""
    return [
        (EQUAL, 0, 5, number),
        (LOAD, 0, 0, _low(2)),
        (AND, 0, 0, ACCESS_MODE | TRUNCATE),
        (EQUAL, 0, 1, TRUNCATE),
        (RETURN, 0, 0, _error(EPERM)),
        (RETURN, 0, 0, ALLOW),
    ]


def _error(number: int) -> int:
    return 0x00050000 | number


def _assemble(instructions: list[Instruction]) -> Program:
    own = tuple(at for at, one in enumerate(instructions) if one[3] == SELF)
    code = b"".join(
        struct.pack("=HBBI", operation, yes, no, 0 if value == SELF else value)
        for operation, yes, no, value in instructions
    )
    return Program(code, own)
