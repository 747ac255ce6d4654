"""A file is whole or not there, and what went wrong is said in the instructor's words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.model import files


def test_a_file_is_written_whole_with_its_folders(tmp_path: Path) -> None:
    """Text goes out as UTF-8, bytes as they are, folders are made, and nothing else is left beside."""
    files.write(tmp_path / "a" / "b" / "text.csv", "Zoë\n")
    files.write(tmp_path / "a" / "b" / "bytes", b"\0\1")
    assert (tmp_path / "a" / "b" / "text.csv").read_bytes() == "Zoë\n".encode()
    assert sorted(path.name for path in (tmp_path / "a" / "b").iterdir()) == ["bytes", "text.csv"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_failure_leaves_the_old_file_and_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """When the disk is full the old file stands, no piece lies beside it, and the reason is said."""
    path = tmp_path / "gradebook.csv"
    files.write(path, "old")

    def full(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(GraderError, match=words) as caught:
        files.write(path, "new")
    assert str(path) in str(caught.value)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the middle of writing goes on as Ctrl-C, with no piece of a file left."""

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "page.html", "new")
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_as_the_piece_is_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where it strikes between the making of the file and the next step."""
    make, made = os.open, []

    def interrupted(place: Path, flags: int, mode: int) -> None:
        made.append(place)
        os.close(make(place, flags, mode))
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "open", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path / "page.html", "new")
    assert len(made) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    """An output folder that is a file gives one sentence with a remedy."""
    (tmp_path / "grades").write_text("not a folder")
    with pytest.raises(GraderError, match="-o"):
        files.write(tmp_path / "grades" / "gradebook.csv", "x")


def test_a_folder_in_the_way_of_a_file_is_said(tmp_path: Path) -> None:
    """A folder of the file's name is not replaced, and the attempt leaves nothing beside it."""
    (tmp_path / "page").mkdir()
    with pytest.raises(GraderError, match="page"):
        files.write(tmp_path / "page", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def test_a_folder_one_may_not_write_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else's folder gives the remedy -o."""

    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(GraderError, match=r"may not write there.*-o"):
        files.write(tmp_path / "x", "x")
