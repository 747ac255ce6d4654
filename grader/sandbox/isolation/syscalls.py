"""System call numbers by name, for the two machines we know, and which of them students' code may make.

Numbers: Linux's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (aarch64).
The allowlist is what numpy, scipy, pandas, matplotlib, scikit-learn, sympy, torch, numba, tqdm and joblib
need after they are imported, found with strace; everything else is answered with EPERM.
"""

from __future__ import annotations

from dataclasses import dataclass

# name, x86_64, aarch64 (None: the machine has no such call)
_TABLE = """
read 0 63|write 1 64|close 3 57|fstat 5 80|lseek 8 62|mmap 9 222|mprotect 10 226|munmap 11 215|brk 12 214
rt_sigaction 13 134|rt_sigprocmask 14 135|rt_sigreturn 15 139|ioctl 16 29|pread64 17 67|pwrite64 18 68
readv 19 65|writev 20 66|access 21 -|sched_yield 24 124|mremap 25 216|madvise 28 233|dup 32 23|dup2 33 -
dup3 292 24|nanosleep 35 101|getitimer 36 102|alarm 37 -|setitimer 38 103|getpid 39 172|sendfile 40 71
sendto 44 206|recvfrom 45 207|socketpair 53 199|clone 56 220|exit 60 93|uname 63 160|fcntl 72 25|fsync 74 82
fdatasync 75 83|ftruncate 77 46|getcwd 79 17|chdir 80 49|fchdir 81 50|rename 82 -|mkdir 83 -
rmdir 84 -|unlink 87 -|readlink 89 -|chmod 90 -|fchmod 91 52|umask 95 166|gettimeofday 96 169
getrlimit 97 163|getrusage 98 165|sysinfo 99 179|times 100 153|getuid 102 174|getgid 104 176
geteuid 107 175|getegid 108 177|getppid 110 173|sigaltstack 131 132|statfs 137 43|fstatfs 138 44
prctl 157 167|gettid 186 178|time 201 -|futex 202 98|sched_getaffinity 204 123|getdents64 217 61
set_tid_address 218 96|restart_syscall 219 128|clock_gettime 228 113|clock_getres 229 114
clock_nanosleep 230 115|exit_group 231 94|epoll_wait 232 -|epoll_ctl 233 21|tgkill 234 131
get_mempolicy 239 236|openat 257 56|mkdirat 258 34|newfstatat 262 79|unlinkat 263 35|renameat 264 38
readlinkat 267 78|fchmodat 268 53|pselect6 270 72|ppoll 271 73|set_robust_list 273 99|epoll_pwait 281 22
fallocate 285 47|epoll_create1 291 20|pipe2 293 59|preadv 295 69|prlimit64 302 261|renameat2 316 276
getrandom 318 278|membarrier 324 283|statx 332 291|rseq 334 293|clone3 435 435|faccessat2 439 439
stat 4 -|lstat 6 -|poll 7 -
"""

ALWAYS = """
read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn
pread64 pwrite64 readv writev sched_yield mremap madvise dup dup2 dup3 nanosleep getitimer alarm
setitimer getpid sendfile exit uname fsync fdatasync ftruncate umask gettimeofday getrlimit
getrusage sysinfo times getuid getgid geteuid getegid getppid sigaltstack fstatfs gettid time futex
sched_getaffinity getdents64 set_tid_address restart_syscall clock_gettime clock_getres
clock_nanosleep exit_group epoll_wait epoll_ctl get_mempolicy pselect6 ppoll set_robust_list
epoll_pwait fallocate epoll_create1 pipe2 preadv getrandom membarrier rseq poll
""".split()

# what names a file: Landlock bounds these, and the tier without Landlock leaves them out;
# openat has a rule of its own, and truncate is left out, since Landlock bounds it only from its version 3
BY_PATH = """
access getcwd chdir fchdir rename mkdir rmdir unlink readlink mkdirat newfstatat unlinkat
renameat renameat2 readlinkat statfs statx faccessat2 stat lstat
""".split()
MODES = ["chmod", "fchmod", "fchmodat"]  # only where a child owns nothing but its scratch


@dataclass(frozen=True, slots=True)
class Machine:
    """One kind of processor: its audit number, its call numbers, and whether x32 calls must be refused."""

    name: str
    audit: int
    numbers: dict[str, int]
    refuses_above: int | None = None


def machine(name: str) -> Machine | None:
    """The tables of `platform.machine()`; None for one we do not know."""
    if name == "x86_64":
        return Machine(name, 0xC000003E, _numbers(1), refuses_above=0x40000000)
    if name in ("aarch64", "arm64"):
        return Machine("aarch64", 0xC00000B7, _numbers(2))
    return None


def _numbers(column: int) -> dict[str, int]:
    rows = [row.split() for line in _TABLE.split("\n") for row in line.split("|") if row]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}
