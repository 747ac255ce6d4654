"""What a student's code keeps on the disk, and its threads, are bounded where the kernel does not do it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from handed_in import LIMITS, Bench, bench, question

from grader.errors import IsolationError
from grader.model.evidence import Raised, Refused, Returned
from grader.sandbox import disk
from grader.sandbox.isolation import plan

FLOODS = {
    "large files": "    for n in range(200):\n        open(f'{n}', 'wb').write(bytes(8 << 20))",
    "many files": "    for n in range(200_000):\n        open(f'{n}', 'wb').close()",
    "many folders": "    for n in range(200_000):\n        os.makedirs(f'{n % 20}/{n}')",
    "deleted files": (
        "    kept = []\n    for n in range(200):\n        kept.append(open('same', 'wb'))\n"
        "        kept[-1].write(bytes(8 << 20))\n        os.unlink('same')"
    ),
}


@pytest.fixture(scope="module", params=["mid", "floor"])
def box(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The two forms whose scratch folder lies on the disk."""
    questions = [question(name, {"x": 1.0}) for name in "fg"]
    folder = tmp_path_factory.mktemp("disk")
    with bench(folder, *questions, require=request.param) as one:
        one.box.limits = dict.fromkeys(one.box.limits, LIMITS.model_copy(update={"seconds": 10}))
        try:
            assert one.value("def f(x): return 1.0", "f") == 1.0
        except IsolationError as error:
            pytest.skip(str(error))
        yield one


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_ended(box: Bench, flood: str) -> None:
    """It gets a reason that a student understands; the next question finds an empty folder."""
    source = (
        f"import os\ndef f(x):\n{FLOODS[flood]}\n    return 'written'\n"
        "def g(x): return float(len(os.listdir()))"
    )
    got = box.evidence(source, "f", "g")
    assert got["f"].outcomes == {"case/0": Refused(disk.FULL)}
    assert got["g"].outcomes == {"case/0": Returned(0.0)}


def test_what_an_honest_student_keeps_is_let_be(box: Bench) -> None:
    """A few megabytes in a hundred files, written and read again."""
    source = (
        "import os, time\ndef f(x):\n    for n in range(100):\n"
        "        open(f'{n}', 'wb').write(bytes(1 << 17))\n"
        "    time.sleep(0.2)\n    return float(sum(os.path.getsize(n) for n in os.listdir()))"
    )
    assert box.value(source, "f") == 100.0 * (1 << 17)


def test_one_large_file_is_the_kernels_to_refuse(box: Bench) -> None:
    """More than 16 MB in one file is an error where it is written."""
    outcome = box.outcome("def f(x): open('one', 'wb').write(bytes(20 << 20))", "f")
    assert isinstance(outcome, Raised)


def test_only_what_is_there_counts(tmp_path: Path) -> None:
    """A folder that is gone, a link to something large, and a sparse file hold nothing."""
    (tmp_path / "link").symlink_to("/usr")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1 << 30)
    assert not disk.overfull(str(tmp_path), os.getpid())
    assert not disk.overfull(str(tmp_path / "gone"), os.getpid())


THREADS = """
import threading, time
threading.stack_size(1 << 16)
def f(x):
    for _ in range({count}):
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
    time.sleep(0.5)
    return 1.0
def g(x): return 2.0
"""


def test_threads_are_bounded_where_roots_are_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In mid, whether the user changes, or cannot, or is a plain one: some threads work, hundreds do not."""
    monkeypatch.setattr(plan, "_reachable", lambda _: False)
    with bench(tmp_path, *[question(name, {"x": 1.0}) for name in "fg"], require="mid") as one:
        one.box.limits = dict.fromkeys(one.box.limits, LIMITS.model_copy(update={"seconds": 5}))
        try:
            assert one.value(THREADS.format(count=8), "f") == 1.0
        except IsolationError as error:
            pytest.skip(str(error))
        got = one.evidence(THREADS.format(count=300), "f", "g")
    assert isinstance(got["f"].outcomes["case/0"], Refused | Raised)
    assert got["g"].outcomes == {"case/0": Returned(2.0)}
    if os.getuid() == 0:
        assert got["f"].outcomes == {"case/0": Refused("it kept more than 33 threads running")}
