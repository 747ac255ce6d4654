"""What a hostile student may leave behind: processes, files, shared memory, a changed file of somebody's."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir

from grader.sandbox.box import Sandbox
from grader.sandbox.zygote import Zygote

__all__ = ["bearing", "changed", "digests", "left_behind", "marked", "segments"]

SHARED = Path("/proc/sysvipc/shm")


def left_behind(box: Sandbox, mark: str, places: Iterable[Path]) -> list[str]:
    """Sentences about what is there now and should not be; nothing when all is as it was."""
    for zygote in box.opened:
        if isinstance(zygote, Zygote):
            zygote.rest()
    found = [f"left the process {pid} running" for pid in _strangers(box)]
    found += [f"wrote {path}" for path in marked(mark, places)]
    return [*found, *(f"left {name} in the scratch folder" for name in _in_scratch(box))]


def digests(*places: Path) -> dict[str, str]:
    """Every file below some places, and a digest of its bytes."""
    files = [path for place in places for path in ([place] if place.is_file() else place.rglob("*"))]
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file() and not path.is_symlink() and "__pycache__" not in path.parts
    }


def segments() -> frozenset[str]:
    """The System V shared memory on this machine, by its identity."""
    with suppress(OSError):
        return frozenset(" ".join(row.split()[:2]) for row in SHARED.read_text().splitlines()[1:])
    return frozenset()


def _strangers(box: Sandbox) -> list[int]:
    """Processes with our folder in their environment that are not the warm ones.

    Those are all below the first and have no filter, which whatever a student's code starts has from it.
    """
    warm = {one for zygote in box.opened for one in _warm(zygote.process.pid)}
    return [pid for pid in bearing(os.fsencode(box.folder)) if pid not in warm]


def _warm(pid: int) -> Iterator[int]:
    yield pid
    parents = {one: _parent(one) for one in _all()}
    waiting = [pid]
    for above in waiting:
        below = [one for one, parent in parents.items() if parent == above and not _is_shut_off(one)]
        yield from below
        waiting += below


def _is_shut_off(pid: int) -> bool:
    with suppress(OSError):
        return "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text()
    return False


def bearing(token: bytes) -> list[int]:
    """Processes in whose environment a text stands: those started with it, and whatever they started."""
    return [pid for pid in _all() if token in _environment(pid)]


def _all() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def _parent(pid: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _environment(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/environ").read_bytes()
    return b""


def marked(mark: str, places: Iterable[Path]) -> Iterator[str]:
    """Files that bear the mark which attacks give what they write."""
    everywhere = [Path(name) for name in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", gettempdir())]  # noqa: S108
    for place in dict.fromkeys([*everywhere, Path.home(), Path.cwd(), *places]):
        with suppress(OSError):
            yield from (entry.path for entry in os.scandir(place) if mark in entry.name)


def _in_scratch(box: Sandbox) -> list[str]:
    """What the next student would find; of a namespace as far as we may look into it."""
    places = [*Path(box.folder).glob("*/work*")]
    for zygote in box.opened:
        places += [Path(f"/proc/{pid}/root/scratch") for pid in _warm(zygote.process.pid)]
    names: list[str] = []
    for place in places:
        with suppress(OSError):
            names += [path.name for path in place.iterdir()]
    return names


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Sentences about files that are not what they were."""
    gone = [f"deleted {path}" for path in before if path not in after]
    return [*gone, *(f"changed {path}" for path in before if path in after and before[path] != after[path])]
