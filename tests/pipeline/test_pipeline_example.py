"""The example class is known to the byte, so that the first command works on any machine."""

import shutil
from pathlib import Path

from grader.pipeline.example import KNOWN, folder_digest, is_example

EXAMPLE = Path(__file__).parents[2] / "submissions_example"


def test_the_example_class_is_known() -> None:
    """After a change to the examples, write `folder_digest(submissions_example)` into example.sha256 anew."""
    assert folder_digest(EXAMPLE) == KNOWN.read_text().strip()
    assert is_example(EXAMPLE)


def test_one_changed_byte_makes_it_another(tmp_path: Path) -> None:
    """A file changed or added by anybody, a student's among them, and it is a folder like all others."""
    copy = tmp_path / "class"
    shutil.copytree(EXAMPLE, copy)
    assert is_example(copy)
    (copy / "lovelac1" / "more.py").write_text("import os\n")
    assert not is_example(copy)


def test_other_folders_are_not_it(tmp_path: Path) -> None:
    """An empty folder, a file or nothing at all is not the example."""
    (tmp_path / "file").write_text("x")
    assert not any(map(is_example, (tmp_path, tmp_path / "file", tmp_path / "nothing")))
