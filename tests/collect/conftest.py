"""Folders of submissions, written and collected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from plain_files import ASKED, Collect, Make, Rule, read

from grader.collect import Collected, Layout, collect


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write files below a folder called `class`; a name that ends in / is an empty folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "class"
        root.mkdir(exist_ok=True)
        for name, text in files.items():
            place = root / name
            if name.endswith("/"):
                place.mkdir(parents=True)
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode() if isinstance(text, str) else text)
        return root

    return write


@pytest.fixture
def gather(make: Make) -> Collect:
    """Write files and collect them."""

    def run(files: Mapping[str, str | bytes], layout: Layout = "auto", below: str = "") -> Collected:
        return collect(make(files) / below, Rule(), ASKED, read, layout)

    return run
