"""The other half of every attack's proof: what it does to a grader without protection.

The naive grader is a throw-away process in a folder of decoys, with limits, and, where we are root, a user
of its own; what could harm more than that says so in its file and is never tried here.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import secrets
import shutil
import socket
import sqlite3
import subprocess  # noqa: TID251 - the unprotected grader is a process of its own
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grader.trials import traces
from grader.trials.attack import Attack
from grader.trials.findings import LOOT
from grader.trials.hostile import put_files

__all__ = ["Control", "UnavailableError", "control"]

SECONDS = 4.0
FLOOD = 1 << 20
USERS = 62_000  # nothing else on a machine has these
NAIVE = Path(__file__).with_name("naive.py")


@dataclass(frozen=True, slots=True)
class Control:
    """What an attack did without protection; nothing, when it did not work."""

    harm: tuple[str, ...]

    @property
    def worked(self) -> bool:
        """Whether the naive grader was fooled, robbed, ended, flooded or left with a surprise."""
        return bool(self.harm)


def control(attack: Attack) -> Control:
    """Try a safe attack on the naive grader. Raises ValueError for one that is not safe to try."""
    if not attack.is_safe:
        raise ValueError(attack.control)
    with (
        tempfile.TemporaryDirectory(prefix="grader-control-") as name,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        place, mark = Path(name), f"mark-{secrets.token_hex(8)}"
        targets = _lay_out(place, attack, mark, server.getsockname()[1])
        user = USERS + os.getpid() % 1000 if os.getuid() == 0 else None
        if user is not None:
            _give(place, user)
        decoys = (place / "class", place / "sheet.csv", place / "grades")
        before, shared = traces.digests(*decoys), traces.segments()
        process = _start(place, user)
        try:
            overran = _wait(process)
            left = [pid for pid in traces.bearing(os.fsencode(place)) if pid != process.pid]
        finally:
            _end(process, place)
        harm = [
            *(["did not end"] if overran else []),
            *([f"left {len(left)} processes"] if left and not overran else []),
            *_told(place),
            *traces.changed(before, traces.digests(*decoys)),
            *[f"wrote {path}" for path in traces.marked(mark, [place, place / "class"])],
            *([] if traces.segments() <= shared else ["left shared memory"]),
        ]
        _clear(mark, targets, traces.segments() - shared)
    return Control(tuple(harm))


def _lay_out(place: Path, attack: Attack, mark: str, port: int) -> dict[str, Any]:
    """Decoys of everything that an attack may be after."""
    for folder in ("class/anna", "class/mallory", "grades", "reference"):
        (place / folder).mkdir(parents=True)
    (place / "class" / "anna" / "hw.py").write_text("def f(x):\n    return x\n")
    (place / "sheet.csv").write_text("student,total\nanna,10\n")
    (place / "reference" / "solution.py").write_text("ANSWER = 1.25\n")
    (place / "rubric.yaml").write_text("points: 10\n")
    with sqlite3.connect(place / "grades" / "ledger.sqlite") as store:
        store.execute("CREATE TABLE grade (student, points)")
    store.close()
    targets: dict[str, Any] = {
        "reference": str(place / "reference"),
        "rubric": str(place / "rubric.yaml"),
        "grades": str(place / "grades"),
        "sheet": str(place / "sheet.csv"),
        "neighbour": str(place / "class" / "anna"),
        "class": str(place / "class"),
        "port": port,
        "mark": mark,
        "secret": ["grader-", "secret-"],
    }
    put_files(place / "class" / "mallory", attack, targets)
    (place / "attack.py").write_text(attack.source, encoding="utf-8")
    (place / "targets.json").write_text(json.dumps(targets), encoding="utf-8")
    shutil.copy(NAIVE, place / "naive.py")
    return targets


def _give(place: Path, user: int) -> None:
    for path in (place, *place.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


@cache
def _python(user: int | None) -> tuple[str, str]:
    """A Python that this user may start, and where it finds numpy. Raises UnavailableError."""
    import numpy as np

    installed = str(Path(np.__file__).parents[1])
    candidates = [sys.executable, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"]
    for python in candidates:
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(  # noqa: S603 - only to see whether it starts
                [python, "-c", "import numpy, json, sqlite3, ctypes, multiprocessing"],
                env={"PYTHONPATH": installed, "OPENBLAS_NUM_THREADS": "1"},
                user=user,
                cwd="/",
                check=True,
                capture_output=True,
                timeout=60,
            )
            return python, installed
    raise UnavailableError("no Python with numpy can be started by another user on this machine")


class UnavailableError(RuntimeError):
    """A control cannot be tried here."""


def _start(place: Path, user: int | None) -> subprocess.Popen[bytes]:
    python, installed = _python(user)
    own = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(place),
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    folder = str(place / "class" / "mallory")
    with (place / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - our own text, as a user of its own
            [python, str(place / "naive.py"), str(place)],
            cwd=folder,
            env={**own, "PYTHONPATH": f"{folder}:{installed}", "GRADER_TRIAL_SECRET": "held-back"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            preexec_fn=_limit,  # noqa: PLW1509 - nothing else runs beside it
        )


def _limit() -> None:
    limits = {
        resource.RLIMIT_AS: 2 << 30,
        resource.RLIMIT_CPU: 10,
        resource.RLIMIT_FSIZE: 16 << 20,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def _wait(process: subprocess.Popen[bytes]) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS)
        return False
    return True


def _end(process: subprocess.Popen[bytes], place: Path) -> None:
    """The naive grader and whatever bears its folder in its environment: nothing else does."""
    for _ in range(20):
        left = traces.bearing(os.fsencode(place))
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        process.poll()
        if not left:
            break
        time.sleep(0.05)
    process.wait()


def _told(place: Path) -> Iterator[str]:
    """What the naive grader believed, and what stands in its papers."""
    log = (place / "log").read_bytes()
    if len(log) > FLOOD:
        yield "flooded the log"
    results = place / "results.json"
    told: object = None
    with suppress(OSError, ValueError):
        if results.stat().st_size > FLOOD:
            yield "flooded the results"
        told = json.loads(results.read_bytes())
    if not isinstance(told, dict) or "score" not in told:
        yield "ended the grader without a verdict"
        return
    if told["score"]:
        yield "got full marks"
    got, text = str(told.get("got", "")), log.decode("utf-8", "replace")
    if got.startswith(LOOT):
        yield got[:100]
    for fact, said in (("changed", "changed its arguments"), ("differs", "answered differently each time")):
        if told.get(fact):
            yield said
    formulas = any(line.startswith(("=", "+", "@")) for line in [got, *text.splitlines()])
    if formulas or any(sign in got + text for sign in ("\x1b", "<script", "followed ", "final")):
        yield "got its own text into the papers"


def _clear(mark: str, targets: dict[str, Any], segments: frozenset[str]) -> None:
    """Take away what it left outside of its folder."""
    for path in traces.marked(mark, [Path(targets["class"])]):
        with suppress(OSError):
            Path(path).unlink()
    for segment in segments:
        ctypes.CDLL(None).shmctl(int(segment.split()[1]), 0, None)
