"""The tiers this machine may be capable of, strongest first, as instructions for a warm process."""

from __future__ import annotations

import base64
import os
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader.model.interpreter import Interpreter
from grader.sandbox.isolation import seccomp
from grader.sandbox.isolation.syscalls import Machine, machine

TIERS = ("full", "mid", "no-open", "floor")
STRONG = ("full", "mid")
FIRST_UID = 61_000  # one user a slot; nothing else on a machine has these
THREADS = 32
WAITING = 1  # beside each student's process one waits for the next
LIBRARIES = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/share/zoneinfo",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/urandom",
)
HIDDEN = ("site-packages", "dist-packages")


def weakest(tiers: Iterable[str]) -> str:
    """The least of some tiers; of none, the strongest, for then nothing ran."""
    return max(tiers, key=TIERS.index, default=TIERS[0])


def plan(tier: str, interpreter: Interpreter, slot: int, folder: Path) -> dict[str, Any] | None:
    """What a warm process does for a tier; None where this machine cannot even try it."""
    here = machine(platform.machine())
    if tier != "floor" and here is None:
        return None
    root = os.getuid() == 0
    # whoever cannot reach the interpreter imports nothing more: full binds it elsewhere, no-open never can
    drops = tier in ("full", "no-open") or (tier == "mid" and _reachable(interpreter))
    uid = FIRST_UID + slot if root and drops else None
    owns_scratch_only = tier == "full" or uid is not None
    return {
        "tier": tier,
        "namespaces": tier == "full",
        "landlock": tier in STRONG,
        "filter": call_filter(tier, here, owns_scratch_only),
        "uid": uid,
        "processes": _processes(tier, uid),
        "threads": 1 + THREADS if tier == "mid" and root and uid is None else 0,
        "root": str(folder / f"root-{slot}"),
        "binds": list(_binds(interpreter)),
        "readable": list(_readable(interpreter)),
    }


def call_filter(tier: str, here: Machine | None, owns_scratch_only: bool) -> dict[str, Any] | None:
    """The system call filter of a tier as a guest is told of it; `floor` has none."""
    if tier == "floor" or here is None:
        return None
    program = seccomp.build(here, paths=tier != "no-open", modes=owns_scratch_only)
    return {"code": base64.b64encode(program.code).decode(), "own": list(program.own)}


def _processes(tier: str, uid: int | None) -> int:
    """RLIMIT_NPROC counts a user's tasks (within a user namespace: its own); root's are not counted."""
    if uid is not None:
        return 1 + WAITING + THREADS
    if tier == "full":
        return 2 + THREADS
    if os.getuid() == 0 or tier == "floor":
        return 0
    return _tasks_of(os.getuid()) + THREADS + WAITING * (os.cpu_count() or 1)


def _tasks_of(user: int) -> int:
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.stat().st_uid == user:
                count += len(list((process / "task").iterdir()))
        except OSError:
            continue
    return count


def _stdlib(interpreter: Interpreter) -> list[str]:
    return [path for path in interpreter.path[:-1] if Path(path).exists()]


def _binds(interpreter: Interpreter) -> Iterator[list[str]]:
    """(source, target): libraries at their own places, packages one by one, installed ones hidden.

    A package stands where it is imported from, and where it really is: some keep that path when they load.
    """
    for path in (*LIBRARIES, "/dev/null", *_stdlib(interpreter)):
        if Path(path).exists():
            yield [path, path]
    for path in {*_stdlib(interpreter), "/usr/lib/python3"}:
        for name in HIDDEN:
            if (Path(path) / name).is_dir():
                yield ["", str(Path(path) / name)]
    packages = Path(interpreter.path[-1])
    for entry in sorted(packages.iterdir()):
        place = str(entry.resolve())
        yield [place, place]
        yield [place, str(entry)]


def _readable(interpreter: Interpreter) -> Iterator[str]:
    yield from LIBRARIES
    yield from _stdlib(interpreter)
    packages = Path(interpreter.path[-1])
    yield str(packages)
    for entry in sorted(packages.iterdir()):
        yield str(entry.resolve())


def _reachable(interpreter: Interpreter) -> bool:
    """Whether another user could still import from the interpreter and its packages."""
    places = [*_stdlib(interpreter), interpreter.path[-1]]
    places += [str(entry.resolve()) for entry in Path(interpreter.path[-1]).iterdir()]
    return all(_open_to_all(Path(place)) for place in places)


def _open_to_all(path: Path) -> bool:
    wanted = 0o001
    return all(part.stat().st_mode & wanted for part in [path, *path.parents] if part.is_dir())
