"""A full, read-only or failing disk costs one sentence and nothing that was kept before."""

import os
import random
import subprocess  # noqa: TID251 -- mounts a small disk
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

import grader
from grader.errors import GraderError
from grader.ledger.memo import Ledger

STRANGER = """
import os
from pathlib import Path
from grader.errors import GraderError
from grader.ledger.memo import Ledger
if os.geteuid() == 0:  # root may write everywhere, so become somebody else
    os.setgroups([])
    os.setuid(65534)
for folder in ("grades", "grades/new"):
    try:
        Ledger.open(Path(folder))
    except GraderError as error:
        print(error)
"""


def mount(*words: str) -> bool:
    """Whether the system did what was asked."""
    try:
        return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0  # noqa: S603, S607
    except OSError:
        return False


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with half a megabyte."""
    point = tmp_path / "disk"
    point.mkdir()
    if os.geteuid() != 0 or not mount("-t", "tmpfs", "-o", "size=512k", "none", str(point)):
        pytest.skip("only root can mount a small disk, and not in every container")
    yield point
    subprocess.run(["umount", "-l", str(point)], check=True)  # noqa: S603, S607


def fill(disk: Path) -> None:
    """Take all the room there is."""
    with (disk / "filler").open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(4096))
        except OSError:
            return


def put_until_it_raises(ledger: Ledger, batches: Iterator[int]) -> None:
    """Keep one numbered batch after the other."""
    for i in batches:
        ledger.put_many([("evidence", f"{i}.{j}", bytes([j]) * 5000) for j in range(4)])


@pytest.mark.parametrize("name", ["grades", "Dropbox"])
def test_a_disk_that_fills_up_keeps_what_was_kept(small_disk: Path, name: str) -> None:
    """The batch that does not fit is said and not kept; every earlier one stays, and with room it goes on."""
    spare = small_disk / "spare"
    spare.write_bytes(bytes(100_000))
    batches = count()
    with Ledger.open(small_disk / name) as ledger:
        with pytest.raises(GraderError, match="the disk is full; free some room and run") as caught:
            put_until_it_raises(ledger, batches)
        kept = next(batches) - 1
        assert "ledger.sqlite could not" in str(caught.value)
        keys = [f"{i}.{j}" for i in range(kept + 1) for j in range(4)]
        assert kept > 3
        assert len(ledger.get_many("evidence", keys)) == 4 * kept
        spare.unlink()
        ledger.put_many([("evidence", "more", b"1")])
    with Ledger.open(small_disk / name) as ledger:
        assert len(ledger.get_many("evidence", [*keys, "more"])) == 4 * kept + 1
        assert ledger._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_full_disk_is_said_before_anything_begins(small_disk: Path) -> None:
    """No room for the first page: one sentence, no half-made file; with room the same command works."""
    folder = small_disk / "grades"
    folder.mkdir()
    (folder / ".gitignore").write_text("*\n")
    fill(small_disk)
    with pytest.raises(GraderError, match="the disk is full"):
        Ledger.open(folder)
    assert {path.name for path in folder.iterdir()} <= {".gitignore", ".lock"}
    (small_disk / "filler").unlink()
    Ledger.open(folder).close()


def test_a_full_disk_without_the_folder_leaves_no_half_written_file(small_disk: Path) -> None:
    """The very first file that does not fit is said and taken away again."""
    fill(small_disk)
    with pytest.raises(GraderError, match="the disk is full"):
        Ledger.open(small_disk / "grades")
    assert [path for path in small_disk.rglob("*") if path.is_file() and path.name != "filler"] == []


def test_a_read_only_disk_is_said(small_disk: Path) -> None:
    """Grades on a read-only disk: the sentence says so and offers another folder."""
    Ledger.open(small_disk / "grades").close()
    assert mount("-o", "remount,ro", str(small_disk))
    for folder in (small_disk / "grades", small_disk / "others"):
        with pytest.raises(GraderError, match="that disk is read-only; choose another folder with -o"):
            Ledger.open(folder)


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    """No right to write: the sentence says so and offers another folder."""
    tmp_path.chmod(0o755)
    (tmp_path / "grades").mkdir(mode=0o555)
    environment = os.environ | {"PYTHONPATH": str(Path(grader.__file__).parents[1])}
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STRANGER],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == [
        "grades/.gitignore could not be written: you may not write there; choose another folder with -o.",
        "grades/new/ could not be made: you may not write there; choose another folder with -o.",
    ]


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    """A file where the folder should be is named, and not replaced."""
    (tmp_path / "grades").write_text("mine")
    with pytest.raises(GraderError, match=r"grades/ could not be made: a file of that name is in the way"):
        Ledger.open(tmp_path / "grades")
    with pytest.raises(GraderError, match="could not be made: a part of that path is a file"):
        Ledger.open(tmp_path / "grades" / "inner")
    assert (tmp_path / "grades").read_text() == "mine"


@pytest.mark.parametrize("text", [b"these are not grades at all" * 100, b"SQLite format 3\0" + b"\7" * 5000])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, text: bytes) -> None:
    """Foreign or destroyed bytes: one sentence with the remedy, the file untouched, the folder unlocked."""
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(text)
    for _ in range(2):
        with pytest.raises(GraderError) as caught:
            Ledger.open(tmp_path)
        assert str(caught.value) == (
            f"{path} does not hold grades or is damaged; take the folder from a backup "
            "(points given by hand are in it), or grade anew into another with -o."
        )
    assert path.read_bytes() == text


def test_damage_anywhere_gives_no_wrong_value(tmp_path: Path) -> None:
    """With bytes of the file destroyed at random, a row is right, absent or a sentence."""
    rows = {str(i): bytes([i]) * (50 + 37 * i) for i in range(60)}
    with Ledger.open(tmp_path) as ledger:
        ledger.put_many(("comparison", key, data) for key, data in rows.items())
    path = tmp_path / "ledger.sqlite"
    sound = path.read_bytes()
    dice = random.Random(0)  # noqa: S311
    said = 0
    for _ in range(60):
        torn = bytearray(sound)
        at = dice.randrange(len(torn))
        torn[at : at + 16] = dice.randbytes(len(torn[at : at + 16]))
        path.write_bytes(torn)
        try:
            with Ledger.open(tmp_path) as ledger:
                found = ledger.get_many("comparison", rows)
        except GraderError as error:
            said += 1
            assert str(path) in str(error)  # noqa: PT017 -- destroyed bytes may also lie where nothing is
        else:
            assert found.items() <= rows.items()
    assert said > 20
