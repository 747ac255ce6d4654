"""Honest use of every usual library earns its points wherever students' code is shut off, whoever grades.

A folder in tests/submissions/libraries is a golden submission to homework 2 (see tests/test_golden.py) whose
expect.yaml also names its `packages`. The one for torch is left out unless asked for: `pytest -m torch`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess  # noqa: TID251 - types commands as an instructor does, and as somebody else
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import machines
import pytest
from grading import HW2, ROOT, edit, environment
from test_golden import disagreements, expected, golden

GOLDEN = golden(ROOT / "tests" / "submissions" / "libraries")
STRANGER = 64_000  # nobody's number
SECONDS = 10  # of processor time a question; compiling takes a while
IMPORTED = {"scikit-learn": "sklearn"}
LIBRARIES = "numpy scipy pandas matplotlib sklearn sympy torch numba tqdm joblib".split()


@dataclass
class Place:
    """A folder that everybody may read, with a grader, a Python to run it, and the classes graded there."""

    folder: Path
    graded: dict[tuple[str, str, bool], tuple[Path, str]] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        """A Python that any user may start, in front of the packages of the one that runs the tests."""
        link = self.folder / "venv" / "bin" / "python"
        if not link.exists():
            system = Path(f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}")
            if not system.exists():
                pytest.skip(f"another user needs {system}, and it is not there")
            where = self.folder / "venv"
            run([system, "-m", "venv", "--without-pip", where], check=True)
            (packages,) = where.glob("lib/python*/site-packages")
            packages.rmdir()
            packages.symlink_to(sysconfig.get_path("purelib"))
        done = run([link, "-c", "import numpy, pydantic"], user=STRANGER)
        if done.returncode:
            pytest.skip(f"another user cannot use the packages of this Python: {done.stderr[-200:]}")
        return link

    def grade(self, who: str, form: str, torch: bool) -> tuple[Path, str]:
        """OUT of the class, and the isolation in force; as `who` in that form, once."""
        key = (who, form, torch)
        if key not in self.graded:
            self.graded[key] = self._grade(*key)
        return self.graded[key]

    def _grade(self, who: str, form: str, torch: bool) -> tuple[Path, str]:
        python = self.python if os.getuid() == 0 else Path(sys.executable)
        user = STRANGER if who == "somebody else" else None
        place = self.folder / f"{who.replace(' ', '-')}-{form}{'-torch' * torch}"
        submissions = [one for one in GOLDEN if (one.name == "torch") == torch and not lacking(one)]
        for one in submissions:
            shutil.copytree(one, place / "class" / one.name)
        rubric = rubric_for(submissions, place)
        if user is not None:
            os.chown(place, user, user)
        # in a container's rules there are no namespaces; elsewhere the rubric insists on them
        start = [self.folder / "machines.py", "a container"] if form == "mid" else ["-m", "grader"]
        words = ["run", "class", "-r", rubric, "--layout", "folders", "-o", "grades", "--json"]
        done = run([python, *start, *words], user=user, cwd=place, home=place, path=self.folder)
        assert done.returncode == 0, done.stderr
        return place / "grades", json.loads(done.stdout)["isolation"]


def rubric_for(submissions: list[Path], place: Path) -> Path:
    """Homework 2's, with all that these submissions import, and time to compile."""
    rubric = place / "rubric.yaml"
    shutil.copy(HW2, rubric)
    packages = sorted({name for one in submissions for name in expected(one)["packages"]})
    edit(rubric, "packages: [numpy, scipy, matplotlib]", f"packages: [{', '.join(packages)}]")
    edit(rubric, "limits: {seconds: 2,", f"limits: {{seconds: {SECONDS},")
    edit(rubric, "reference: ../reference/hw2", "reference: ../reference")
    edit(rubric, "\npackages:", f"\nisolation: {'strong' if 'mid' in place.name else 'full'}\npackages:")
    return rubric


def run(
    words: list[object],
    *,
    user: int | None = None,
    cwd: Path = Path("/"),
    home: Path = Path("/"),
    path: Path | None = None,
    check: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody, with an environment of their own."""
    env = {**environment(), "PYTHONPATH": str(path or ""), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("TMPDIR", None)
    return subprocess.run(  # noqa: S603 - ourselves
        [*map(str, words)],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        timeout=400,
        check=check,
        stdin=subprocess.DEVNULL,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter, with the grader and homework 2's reference in it."""
    with tempfile.TemporaryDirectory(prefix="honest-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(ROOT / "grader", folder / "grader", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "reference" / "hw2", folder / "reference")
        shutil.copy(machines.__file__, folder)
        yield folder


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """Where the classes of this module are graded."""
    with open_folder() as folder:
        yield Place(folder)


def lacking(submission: Path) -> list[str]:
    """The packages it needs that are not installed."""
    return [one for one in expected(submission)["packages"] if find_spec(IMPORTED.get(one, one)) is None]


def honest(submission: Path) -> object:
    """One golden submission; torch's is in a group of its own, and may be skipped."""
    marks = [pytest.mark.torch, pytest.mark.optional] if submission.name == "torch" else []
    return pytest.param(submission, id=submission.name, marks=marks)


WHO = [
    pytest.param("me", id="me"),
    # needs root, and a Python that others may start
    pytest.param("somebody else", id="somebody-else", marks=pytest.mark.optional),
]


@pytest.mark.slow
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("form", ["full", "mid"])
@pytest.mark.parametrize("submission", [honest(one) for one in GOLDEN])
def test_honest_code_earns_its_points(submission: Path, form: str, who: str, place: Place) -> None:
    """Every verdict, total and flag of its expect.yaml, in both strong forms, as root and as a plain user."""
    if who == "somebody else" and os.getuid() != 0:
        pytest.skip("only root can be somebody else")
    if missing := lacking(submission):
        pytest.skip(f"{', '.join(missing)} is not installed: python -m pip install '.[libraries,torch]'")
    out, isolation = place.grade(who, form, submission.name == "torch")
    assert isolation == form
    assert disagreements(submission, out) == []


def test_no_library_is_left_out() -> None:
    """There is a submission for each of the usual libraries, and each imports the one it is named after."""
    assert {path.name for path in GOLDEN} >= set(LIBRARIES)
    for name in LIBRARIES:
        submission = ROOT / "tests" / "submissions" / "libraries" / name
        text = (submission / "hw2.py").read_text(encoding="utf-8")
        assert f"import {name}" in text or f"from {name}" in text
        assert expected(submission)["all"] == "missing"  # what it does not name it does not do
