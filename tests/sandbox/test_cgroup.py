"""One control group for all children, where such groups may be made."""

import os
from pathlib import Path

from grader.sandbox.isolation.cgroup import bound


def test_a_group_of_version_two_gets_its_limit(tmp_path: Path) -> None:
    """Under version 2 the new group lies in the group of this process, with memory.max in bytes."""
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids")
    own = next(
        (line[3:] for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::")),
        "/",
    )
    (tmp_path / own.lstrip("/")).mkdir(parents=True, exist_ok=True)
    group = bound(256, tmp_path)
    assert group is not None
    assert group.folder.parent == tmp_path / own.lstrip("/")
    assert (group.folder / "memory.max").read_text() == str(256 << 20)


def test_a_group_of_version_one_gets_its_limit(tmp_path: Path) -> None:
    """Under version 1 the limit has another file, and a process is added by its number."""
    (tmp_path / "memory").mkdir()
    group = bound(64, tmp_path)
    assert group is not None
    assert (group.folder / "memory.limit_in_bytes").read_text() == str(64 << 20)
    group.add(os.getpid())
    assert (group.folder / "cgroup.procs").read_text() == str(os.getpid())


def test_without_groups_there_is_none(tmp_path: Path) -> None:
    """A machine on which nobody may make groups goes on without one."""
    assert bound(64, tmp_path) is None


def test_closing_takes_the_group_away(tmp_path: Path) -> None:
    """Nothing is left of a group once its processes have gone."""
    (tmp_path / "memory").mkdir()
    group = bound(64, tmp_path)
    assert group is not None
    for file in group.folder.iterdir():
        file.unlink()  # the kernel's own files vanish with the group; ordinary ones do not
    group.close()
    assert not group.folder.exists()
    group.close()
