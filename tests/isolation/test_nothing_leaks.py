"""A child has one channel and nothing of ours: no descriptor, secret or harness, and it leaves nothing."""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess  # noqa: TID251 - a virtual environment with a .pth line of its own
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from grading import ROOT
from handed_in import LIMITS, Bench, bench, handed_in, question

from grader.model.calls import Calls
from grader.model.evidence import Evidence, Raised
from grader.sandbox.box import Sandbox
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.examine import examine

MARK = bytes(byte ^ 0x55 for byte in b"PLANTED-IN-THE-HEAD:")
SCAN = """
import ctypes, hashlib, os, sys

MARK = bytes(byte ^ 0x55 for byte in {mark!r})
LIBC = ctypes.CDLL(None, use_errno=True)
PAGE, GAP, MOST = 4096, 64, 60_000

def pages(anchor):
    read, write = os.pipe()
    for step in (PAGE, -PAGE):
        at, missed, count = anchor // PAGE * PAGE, 0, 0
        while missed < GAP and count < MOST and at > 0:
            got = LIBC.write(write, ctypes.c_void_p(at), ctypes.c_size_t(PAGE))
            if got > 0:
                missed = 0
                yield os.read(read, PAGE)
            else:
                missed += 1
            at, count = at + step, count + 1

def f(digest, extra):
    small, large = ctypes.create_string_buffer(16), bytearray(1 << 20)
    anchors = [id(sys), id(f), id([]), ctypes.addressof(small), id(os.environ), id(large),
               ctypes.addressof(ctypes.c_char.from_buffer(large))]
    seen, tail = 0, b""
    for anchor in anchors:
        for page in pages(anchor):
            seen += 1
            text, tail = tail + page, page[-64:]
            at = text.find(MARK)
            while at >= 0:
                if hashlib.sha256(text[at + len(MARK): at + len(MARK) + 32]).hexdigest() == digest:
                    return ["found", float(seen)]
                at = text.find(MARK, at + 1)
    return ["not found", float(seen)]
"""
PLANTED = secrets.token_hex(16)
SECRET = MARK.translate(bytes(byte ^ 0x55 for byte in range(256))).decode() + PLANTED
DIGEST = hashlib.sha256(PLANTED.encode()).hexdigest()


@pytest.fixture(params=["full", "mid", "floor"])
def tier(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Each form of isolation that this machine has."""
    name = str(request.param)
    one = examine(name, probe(None, [], tmp_path / "look"))
    if one.probed is None:
        pytest.skip(f"this machine has no such isolation: {one.reason}")
    return name


@pytest.fixture
def box(tmp_path: Path, tier: str) -> Iterator[Bench]:
    """A sandbox of that form."""
    with bench(tmp_path, question("h", {"x": 1.0}), require=tier) as one:
        yield one


@pytest.mark.optional
@pytest.mark.parametrize("extra", [SECRET, "nothing"], ids=["control", "the head's"])
def test_no_secret_of_the_head_is_in_a_childs_memory(
    tmp_path: Path, tier: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that scans its memory finds what it was given, and nothing that only our own memory holds."""
    monkeypatch.setenv("GRADER_SECRET", SECRET)
    roomy = LIMITS.model_copy(update={"seconds": 20.0})
    asked = question("f", {"digest": DIGEST, "extra": extra})
    with bench(tmp_path, asked, require=tier, f=roomy) as one:
        value = one.value(SCAN.format(mark=MARK), "f")
    assert isinstance(value, list)
    word, pages = value
    assert word == ("found" if extra == SECRET else "not found")
    assert word == "found" or pages > 1000


@pytest.mark.optional
def test_a_child_has_its_channel_and_nothing_else(box: Bench) -> None:
    """Descriptors 0, 1 and 2 lead nowhere, 3 is its channel, and no other is open."""
    source = (
        "import os\ndef is_open(n):\n    try: os.fstat(n)\n    except OSError: return False\n"
        "    return True\n"
        "def h(x): return [n for n in range(5000) if is_open(n)] + [os.fstat(n).st_rdev for n in range(3)]"
    )
    null = Path(os.devnull).stat().st_rdev
    value = box.value(source, "h")
    assert [int(number) for number in list(value)] == [0, 1, 2, 3, null, null, null]  # type: ignore[call-overload]


@pytest.mark.optional
def test_the_environment_is_our_own_making(box: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the instructor's reaches a child, least of all a token."""
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    names = box.value("import os\ndef h(x): return sorted(os.environ)", "h")
    assert isinstance(names, list)
    assert not {*names} & (
        {*os.environ} - {"PATH", "HOME", "LANG", "TMPDIR", "LC_CTYPE", *zygote_variables()}
    )
    assert "GITHUB_TOKEN" not in names


def zygote_variables() -> set[str]:
    """What every child gets."""
    from grader.sandbox.zygote import ENVIRONMENT

    return {*ENVIRONMENT, "MPLCONFIGDIR"}


KEEPERS = {
    "shared memory": "import ctypes\n    if ctypes.CDLL(None).shmget(0, 4096, 0o1600) < 0: raise OSError(1)",
    "a semaphore": "import ctypes\n    if ctypes.CDLL(None).semget(0, 1, 0o1600) < 0: raise OSError(1)",
    "a queue": "import ctypes\n    if ctypes.CDLL(None).msgget(0, 0o1600) < 0: raise OSError(1)",
    "a file in memory": "open('/dev/shm/left-by-a-child', 'x').close()",
    "a temporary file": "open('/tmp/left-by-a-child', 'x').close()",
}


@pytest.mark.optional
@pytest.mark.parametrize("keep", KEEPERS.values(), ids=KEEPERS)
def test_nothing_outlives_a_child(tmp_path: Path, keep: str) -> None:
    """What the kernel keeps for nobody in particular is refused, or goes with the child's small machine."""
    with bench(tmp_path, question("h", {"x": 1.0}), require="strong") as one:
        before = kept()
        outcome = one.outcome(f"def h(x):\n    {keep}\n    return 1.0", "h")
        assert kept() == before
        assert isinstance(outcome, Raised) or "shm" in keep
        assert one.value("def h(x): return 2.0", "h") == 2.0


def kept() -> list[object]:
    """What lies about on this machine that a child might have left."""
    tables = [Path(f"/proc/sysvipc/{name}").read_text().count("\n1") for name in ("shm", "sem", "msg")]
    left = [place for place in (Path("/dev/shm"), Path("/tmp")) if (place / "left-by-a-child").exists()]  # noqa: S108
    return [*tables, *left]


@pytest.mark.optional
def test_an_editable_install_is_not_importable_inside(tmp_path: Path) -> None:
    """A .pth line that leads to this tree makes `grader` importable, but never where students' code runs."""
    home = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)  # noqa: S603 - a fixed command
    (site,) = home.glob("lib/python*/site-packages")
    (site / "editable.pth").write_text(f"{ROOT}\n")
    python = str(home / "bin" / "python")
    control = subprocess.run([python, "-c", "import grader.errors"], cwd="/", check=False)  # noqa: S603
    assert control.returncode == 0
    source = (
        "import importlib\ndef h(x):\n    found = []\n"
        "    for name in ('grader.errors', 'grader.model.wants', 'reference', 'reference.hw2'):\n"
        "        try: importlib.import_module(name)\n        except ImportError: continue\n"
        "        found.append(name)\n    return found"
    )
    calls = Calls((question("h", {"x": 1.0}),))
    for require in ("trust", "floor"):
        interpreter = probe(python, [], tmp_path / require)
        with Sandbox(interpreter, calls, {"": LIMITS, "h": LIMITS}, 1, require) as box:
            got = box.run(handed_in(("hw.py", source)), ["h"], box.budget())["h"]
            assert isinstance(got, Evidence)
            (outcome,) = got.outcomes.values()
            assert getattr(outcome, "value", outcome) == []


def descriptors() -> list[str]:
    """What this process has open."""
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def test_looking_leaves_nothing_open(tmp_path: Path) -> None:
    """Neither the probe nor a warm process that was tried leaves a descriptor or a process behind."""
    interpreter = probe(None, [], tmp_path / "packages")
    examine("floor", interpreter)
    before = descriptors()
    for name in ("full", "mid", "no-open", "floor"):
        examine(name, interpreter)
    assert descriptors() == before
