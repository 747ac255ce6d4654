"""The system call filter, run by a tiny machine of its own: what is allowed, and that nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from filter_machine import PID, answer

from grader.sandbox.isolation import seccomp
from grader.sandbox.isolation.seccomp import THREAD, Program, build
from grader.sandbox.isolation.syscalls import ALWAYS, BY_PATH, MODES, Machine, machine

X86, ARM = "x86_64", "aarch64"
HEADERS = {
    X86: [Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")],
    ARM: [Path("/usr/include/asm-generic/unistd.h")],
}
FORBIDDEN = {  # by name: numbers on x86_64 and aarch64
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "kill": (62, 129),
    "tkill": (200, 130), "ptrace": (101, 117), "socket": (41, 198), "connect": (42, 203), "bind": (49, 200),
    "sendmsg": (46, 211), "recvmsg": (47, 212), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40),
    "truncate": (76, 45), "link": (86, None), "linkat": (265, 37), "symlink": (88, None),
    "symlinkat": (266, 36),
    "open": (2, None), "creat": (85, None), "openat2": (437, 437), "chown": (92, None), "fchownat": (260, 54),
    "utimensat": (280, 88), "setxattr": (188, 5), "memfd_create": (319, 279), "shmget": (29, 194),
    "mq_open": (240, 180), "sched_setaffinity": (203, 122), "setpriority": (141, 140), "setuid": (105, 146),
    "process_vm_readv": (310, 270), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "bpf": (321, 280),
    "io_uring_setup": (425, 425), "userfaultfd": (323, 282), "perf_event_open": (298, 241),
    "keyctl": (250, 219),
    "seccomp": (317, 277), "landlock_restrict_self": (446, 446), "setrlimit": (160, 164), "chroot": (161, 51),
    "pivot_root": (155, 41), "splice": (275, 76), "inotify_init1": (294, 26), "name_to_handle_at": (303, 264),
}  # fmt: skip
O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_CLOEXEC = 0o1, 0o2, 0o100, 0o1000, 0o2000000


@pytest.fixture(params=[X86, ARM])
def known(request: pytest.FixtureRequest) -> Machine:
    """Each kind of processor we have tables for, whichever this is."""
    found = machine(request.param)
    assert found is not None
    return found


def ask(known: Machine, name: str, *arguments: int, program: Program | None = None) -> str:
    """What the whole filter answers to a call of this name."""
    program = program or build(known, modes=True)
    return answer(program, known.numbers[name], arguments, audit=known.audit)


def test_every_listed_call_is_allowed(known: Machine) -> None:
    """What numpy and its friends need is let through, whatever its arguments."""
    for name in {*ALWAYS, *BY_PATH, *MODES} & set(known.numbers):
        assert ask(known, name) == ask(known, name, *[(1 << 64) - 1] * 6) == "allowed", name


def test_the_lists_name_only_calls_that_have_numbers() -> None:
    """A misspelt name would silently be missing on both machines."""
    x86, arm = machine(X86), machine(ARM)
    assert x86 is not None
    assert arm is not None
    listed = {*ALWAYS, *BY_PATH, *MODES, *seccomp._ARGUMENT_RULES, "openat", "clone3"}
    assert listed == set(x86.numbers)
    assert set(arm.numbers) <= listed
    assert machine("riscv64") is None


def test_everything_else_is_refused(known: Machine) -> None:
    """Of all numbers up to 1,000 only the tables' own are ever answered with anything but EPERM."""
    program, own = build(known, modes=True), set(known.numbers.values())
    others = [number for number in range(1000) if number not in own]
    assert {answer(program, number, audit=known.audit) for number in others} == {"EPERM"}
    assert answer(program, 0x3FFFFFFF, audit=known.audit) == "EPERM"


@pytest.mark.parametrize("name", FORBIDDEN)
def test_the_dangerous_ones_are_refused_by_name(name: str) -> None:
    """Calls that leave the process, change files' owners or reach the kernel's corners, on both machines."""
    for kind, number in zip((X86, ARM), FORBIDDEN[name], strict=True):
        known = machine(kind)
        assert known is not None
        assert name not in known.numbers
        if number is not None:
            assert answer(build(known, modes=True), number, audit=known.audit) == "EPERM"


def test_another_architecture_is_the_end(known: Machine) -> None:
    """Numbers mean other calls to another instruction set, so nothing of one is ever answered."""
    program = build(known)
    for audit in (0x40000003, 0xC000003E, 0xC00000B7, 0x40000028, 0):  # i386, x86_64, aarch64, arm
        expected = "allowed" if audit == known.audit else "killed"
        assert answer(program, known.numbers["read"], audit=audit) == expected


def test_calls_of_the_x32_kind_are_the_end() -> None:
    """On x86_64 the same call has a second number; whoever uses it is ended."""
    known = machine(X86)
    assert known is not None
    for number in (0x40000000, 0x40000000 | 39, 0x40000000 | 520, 0x7FFFFFFF, 0xFFFFFFFF):
        assert answer(build(known), number, audit=known.audit) == "killed"


def test_clone3_does_not_exist(known: Machine) -> None:
    """The C library then falls back to clone, whose flags can be looked at."""
    assert ask(known, "clone3") == "ENOSYS"


@pytest.mark.parametrize(
    "flags", [THREAD ^ (1 << bit) for bit in range(32)] + [17, 0x4011, THREAD | 1 << 40, THREAD | 1 << 32]
)
def test_a_clone_is_a_thread_or_nothing(known: Machine, flags: int) -> None:
    """Exactly the flags of a thread: one bit more or less, high or low, is refused."""
    assert ask(known, "clone", THREAD) == "allowed"
    assert ask(known, "clone", flags) == "EPERM"
    assert ask(known, "clone", THREAD, program=build(known, threads=False)) == "EPERM"


def test_a_signal_reaches_only_oneself(known: Machine) -> None:
    """abort() works; anybody else's process is out of reach."""
    assert ask(known, "tgkill", PID, 1, 6) == "allowed"
    assert [ask(known, "tgkill", other, 1, 6) for other in (0, 1, PID + 1, -1)] == ["EPERM"] * 4


def test_limits_are_read_and_of_data_alone_set(known: Machine) -> None:
    """One's own limits may be read, and of them only data's be set; nobody else's are touched."""
    pointer = 0x7F00_0000_1000
    for who in (0, PID):
        assert ask(known, "prlimit64", who, 9, 0, pointer) == "allowed"
        assert ask(known, "prlimit64", who, 2, pointer, 0) == "allowed"
        assert ask(known, "prlimit64", who, 9, pointer, 0) == "EPERM"
        assert ask(known, "prlimit64", who, 9, 1 << 32, 0) == "EPERM"  # a pointer whose low half is zero
    assert ask(known, "prlimit64", 1, 9, 0, pointer) == "EPERM"
    assert ask(known, "prlimit64", 1, 2, pointer, 0) == "EPERM"


def test_descriptors_send_no_signals(known: Machine) -> None:
    """A descriptor's fcntl duplicates, reads flags and locks; it never chooses whom the kernel signals."""
    fine = (0, 1, 2, 3, 5, 6, 7, 1030)
    answers = {command: ask(known, "fcntl", 4, command, 1) for command in (*range(40), *range(1024, 1040))}
    assert {command for command, said in answers.items() if said == "allowed"} == set(fine)


def test_terminals_are_left_alone(known: Machine) -> None:
    """Of ioctl only what Python asks of any file: never TIOCSTI, which types into a terminal."""
    allowed = [request for request in range(0x5400, 0x5500) if ask(known, "ioctl", 0, request) == "allowed"]
    assert allowed == [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451]


def test_sockets_come_in_pairs(known: Machine) -> None:
    """A stream pair for asyncio, and data along it; no other kind, family or protocol, and no address."""
    assert ask(known, "socketpair", 1, 1 | 0x80000 | 0x800, 0, 5) == "allowed"
    assert [
        ask(known, "socketpair", *kind) for kind in ((2, 1, 0), (1, 2, 0), (1, 5, 0), (1, 1, 6), (16, 3, 0))
    ] == (["EPERM"] * 5)
    for call in ("sendto", "recvfrom"):
        assert ask(known, call, 3, 5, 1, 0, 0, 0) == "allowed"
        assert [ask(known, call, 3, 5, 1, 0, at, 16) for at in (1, 1 << 32, 0x7FFF_0000_0000)] == [
            "EPERM"
        ] * 3


def test_prctl_names_things(known: Machine) -> None:
    """Names of threads and of memory; never what a process may do, or who watches it."""
    allowed = [
        option for option in (*range(80), 0x53564D41, 0x59616D61) if ask(known, "prctl", option) == "allowed"
    ]
    assert allowed == [15, 16, 0x53564D41]


def test_no_file_is_emptied_by_reading_it(known: Machine) -> None:
    """Old Landlock lets a readable file be emptied by opening it to read; all else is Landlock's."""
    fine = (
        0,
        O_CLOEXEC,
        O_WRONLY | O_CREAT | O_TRUNC,
        O_RDWR | O_TRUNC,
        O_RDWR,
        O_WRONLY | O_TRUNC | O_CLOEXEC,
    )
    assert {ask(known, "openat", -100, 1, flags) for flags in fine} == {"allowed"}
    assert {
        ask(known, "openat", -100, 1, flags) for flags in (O_TRUNC, O_TRUNC | O_CREAT, O_TRUNC | O_CLOEXEC)
    } == {"EPERM"}


def test_without_paths_no_call_names_a_file(known: Machine) -> None:
    """Where Landlock is missing nothing is left that takes a path, whatever the arguments."""
    program = build(known, paths=False)
    for name in {*BY_PATH, *MODES, "openat"} & set(known.numbers):
        assert ask(known, name, -100, 1, 0, program=program) == "EPERM", name
    assert ask(known, "read", program=program) == "allowed"


def test_modes_are_changed_only_where_nothing_else_is_owned(known: Machine) -> None:
    """A chmod is harmless to a user who owns the scratch folder alone, and refused to anybody else."""
    for name in set(MODES) & set(known.numbers):
        assert ask(known, name, program=build(known)) == "EPERM"


def test_the_program_is_one_the_kernel_takes(known: Machine) -> None:
    """Short enough, jumps stay inside, and the process's own number is patched into comparisons alone."""
    program = build(known, modes=True)
    assert program.length < 4096
    assert program.own
    for at in program.own:
        assert program.code[8 * at] == 0x15


@pytest.mark.parametrize("kind", [X86, ARM])
def test_numbers_are_the_kernels(kind: str) -> None:
    """Held against the kernel's own headers where they are installed."""
    header = next((path for path in HEADERS[kind] if path.exists()), None)
    if header is None:
        pytest.skip(f"the kernel's headers for {kind} are not installed (linux-libc-dev)")
    text = header.read_text()
    theirs = {
        name: int(number) for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)\b", text)
    }
    theirs = {{"fstatat": "newfstatat"}.get(name, name): number for name, number in theirs.items()}
    known = machine(kind)
    assert known is not None
    ours = {name: number for name, number in known.numbers.items() if name in theirs}
    assert len(ours) >= len(known.numbers) - 1
    assert ours == {name: theirs[name] for name in ours}
    column = (X86, ARM).index(kind)
    bad = {
        name: numbers[column]
        for name, numbers in FORBIDDEN.items()
        if numbers[column] not in (None, theirs.get(name))
    }
    assert bad == {}
