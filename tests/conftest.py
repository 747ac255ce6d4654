"""What a skipped test means, and the classes that more than one room grades."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from grading import HW2, ROOT, TINY, Class, grade, one_at_a_time

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_configure(config: pytest.Config) -> None:
    """A test marked optional may be skipped everywhere."""
    config.addinivalue_line("markers", "optional: may be skipped even where GRADER_CI=strict")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With GRADER_CI=strict a skipped test has failed: what is not seen working does not count as working."""
    report = yield
    strict = os.environ.get("GRADER_CI") == "strict"
    if (
        strict
        and report.skipped
        and not hasattr(report, "wasxfail")
        and not item.get_closest_marker("optional")
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped where nothing may be: {reason}"
    return report


@pytest.fixture
def tiny(tmp_path: Path) -> Class:
    """A class of three with a homework that is graded in half a second; yours to change."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return Class(folder, folder / "rubric.yaml", folder / "submissions")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every process of this test run sees."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def example_class(shared: Path) -> Path:
    """OUT of the whole example class, graded once in a test run, whoever asks first."""
    out = shared / "example_class"
    with one_at_a_time(shared / "example_class.lock"):
        if not (out / "gradebook.csv").exists():
            grade(ROOT / "submissions_example", HW2, out, workers=2)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Debian's chromium, without a window."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("there is no chromium here; apt-get install chromium")
    with sync_api.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()
