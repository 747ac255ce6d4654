"""A school to talk to through Google's real client library, and waiting that takes no time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from google_school import School, at, open_school, small_school

from grader.classroom.service import Google


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    """A small school that is open."""
    pytest.importorskip("googleapiclient", reason="the extra [classroom] is not installed")
    no_time = SimpleNamespace(sleep=lambda _: None, time=time.time)
    monkeypatch.setattr("googleapiclient.http.time", no_time)
    with open_school(small_school()) as one:
        yield one


@pytest.fixture
def google(school: School) -> Iterator[Google]:
    """The client library, speaking to the school."""
    with at(school) as one:
        yield one


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where things are fetched to; it is not there yet."""
    return tmp_path / "collected"
