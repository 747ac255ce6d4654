"""Where a folder lies decides how carefully grades are written there."""

import errno
import fcntl
import sqlite3
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.ledger import opening
from grader.ledger.memo import Ledger
from grader.ledger.place import Place, filesystem, place

TABLE = r"""22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /home rw - nfs4 server:/home rw
31 30 8:2 / /home/ada/disk rw shared:7 - xfs /dev/sdb1 rw
32 22 0:41 / /mnt/my\040share rw - cifs //server/share rw
33 22 0:42 / /mnt/cloud rw - fuse.rclone remote: rw
34 22 0:43 / /over rw - ext4 /dev/sdc rw
35 34 0:44 / /over rw - 9p host rw
a line that says nothing
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/grades", "ext4"),
        ("/home/ada/grades", "nfs4"),
        ("/home/ada/disk/grades", "xfs"),
        ("/home/ada/diskette", "nfs4"),
        ("/homework", "ext4"),
        ("/mnt/my share/grades", "cifs"),
        ("/over/grades", "9p"),
    ],
)
def test_the_innermost_and_latest_mount_holds_a_path(path: str, kind: str) -> None:
    """Of all mounts above a path the deepest counts, of two on one point the later; names may have spaces."""
    assert filesystem(TABLE, Path(path)) == kind


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/srv/grades", Place("local", "ext4")),
        ("/home/ada/grades", Place("network", "nfs4")),
        ("/mnt/my share/x", Place("network", "cifs")),
        ("/mnt/cloud/x", Place("network", "fuse.rclone")),
        ("/srv/Dropbox/hw2", Place("synced", "Dropbox")),
        ("/srv/Dropbox (Team)/hw2", Place("synced", "Dropbox")),
        ("/srv/OneDrive - State University/hw2", Place("synced", "OneDrive")),
        ("/srv/GoogleDrive-ada@example.edu/My Drive/hw2", Place("synced", "Google Drive")),
        ("/srv/Mobile Documents/com~apple~CloudDocs/hw2", Place("synced", "iCloud")),
        ("/srv/dropbox-importer/hw2", Place("local", "ext4")),
    ],
)
def test_network_and_synchronised_folders_are_known(tmp_path: Path, path: str, expected: Place) -> None:
    """The mount's type or the folder's name gives it away; a name that merely begins like one does not."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(TABLE)
    assert place(Path(path), mounts) == expected


def test_without_a_table_of_mounts_a_disk_is_local(tmp_path: Path) -> None:
    """A system that does not say is taken for one with an ordinary disk."""
    assert place(tmp_path, tmp_path / "nothing") == Place("local", "")


def test_a_link_into_a_synchronised_folder_is_followed(tmp_path: Path) -> None:
    """Where the bytes lie counts, not what the path is called."""
    (tmp_path / "Nextcloud").mkdir()
    (tmp_path / "grades").symlink_to(tmp_path / "Nextcloud")
    assert place(tmp_path / "grades" / "hw2").name == "Nextcloud"


def modes(ledger: Ledger) -> tuple[str, int]:
    """How the open file is written."""
    ask = ledger._connection.execute
    return ask("PRAGMA journal_mode").fetchone()[0], ask("PRAGMA synchronous").fetchone()[0]


def test_a_local_disk_is_written_fast(tmp_path: Path) -> None:
    """On a local disk: write-ahead log, synchronous NORMAL, nothing to tell."""
    with Ledger.open(tmp_path / "grades") as ledger:
        assert modes(ledger) == ("wal", 1)
        assert ledger.notes == ()


def test_a_synchronised_folder_is_written_with_care_and_says_so(tmp_path: Path) -> None:
    """No write-ahead log where a program copies files one by one; the note says why."""
    folder = tmp_path / "Dropbox" / "grades"
    with Ledger.open(folder) as ledger:
        ledger.put_many([("homework", "k", b"1")])
        assert modes(ledger) == ("delete", 2)
        assert not (folder / "ledger.sqlite-wal").exists()
    (note,) = ledger.notes
    assert note.startswith(f"{folder}/ lies in a folder that Dropbox synchronises: ")
    assert "ledger" not in note


def test_a_folder_that_moved_to_a_network_disk_changes_its_ways(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file written with a write-ahead log is turned back, whole, where that would corrupt it."""
    folder = tmp_path / "grades"
    with Ledger.open(folder) as ledger:
        ledger.put_many([("homework", "k", b"1")])
    monkeypatch.setattr(opening, "place", lambda _: Place("network", "nfs4"))
    with Ledger.open(folder) as ledger:
        assert modes(ledger) == ("delete", 2)
        assert ledger.get("homework", "k") == b"1"
        assert "network or shared disk (nfs4)" in ledger.notes[0]


def test_a_disk_that_cannot_lock_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without locks two runs could spoil each other's grades: one sentence, and nothing is written."""

    def refuse(_handle: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(GraderError, match=r"a disk that cannot lock files, .* -o\.$"):
        Ledger.open(tmp_path / "grades")
    assert not (tmp_path / "grades" / "ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_IOERR_LOCK", "cannot lock files"),
        ("SQLITE_PROTOCOL", "cannot lock files"),
        ("SQLITE_BUSY_SNAPSHOT", "Another program has"),
        ("SQLITE_FULL", "the disk is full"),
        ("SQLITE_CORRUPT_INDEX", "is damaged"),
        ("SQLITE_IOERR_READ", "could not be written"),
        ("SQLITE_TOOBIG", "could not be read or written"),
    ],
)
def test_what_the_database_says_becomes_a_sentence(tmp_path: Path, name: str, words: str) -> None:
    """Every failure of the file is one sentence that names it, and an unlocked folder for the next try."""
    folder = tmp_path / "grades"
    with Ledger.open(folder) as ledger:
        error = sqlite3.OperationalError("what it said")
        error.sqlite_errorname = name
        with pytest.raises(GraderError, match=words) as caught, ledger.transaction():
            raise error
        assert str(folder) in str(caught.value)
        ledger.put_many([("homework", "k", b"1")])
