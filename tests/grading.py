"""A class to grade in this process, its sheet read back, and a command line to type at."""

from __future__ import annotations

import csv
import fcntl
import os
import subprocess  # noqa: TID251 - types commands as an instructor does
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from grader.pipeline import Graded, Request, run
from grader.pipeline.outputs import write_outputs

ROOT = Path(__file__).resolve().parents[1]
TINY = ROOT / "tests" / "homeworks" / "tiny"
HW2 = ROOT / "rubrics" / "hw2.yaml"


@dataclass(frozen=True)
class Class:
    """A folder with a rubric and submissions, and grading it in this process."""

    folder: Path
    rubric: Path
    submissions: Path
    layout: str = "auto"

    def hand_in(self, student: str, code: str | bytes, name: str = "hw.py") -> Path:
        """Put a student's file where it belongs, in place of the one of that name."""
        path = self.submissions / student / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(code if isinstance(code, bytes) else code.encode())
        return path

    def edit_rubric(self, old: str, new: str) -> None:
        """Change a text that stands in the rubric once."""
        edit(self.rubric, old, new)

    def edit_reference(self, name: str, old: str, new: str) -> None:
        """Change a text that stands in a module of the reference once."""
        edit(self.folder / "reference" / name, old, new)

    def grade(self, out: str | Path = "grades", workers: int = 1) -> Graded:
        """Grade into OUT and write its files, as `grader run` does."""
        return grade(self.submissions, self.rubric, self.folder / out, workers, self.layout)


def edit(path: Path, old: str, new: str) -> None:
    """Change a text that stands in a file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def grade(submissions: Path, rubric: Path, out: Path, workers: int = 1, layout: str = "auto") -> Graded:
    """Grade in this process and write all of OUT."""
    graded = run(Request(submissions, rubric, out, workers, layout), lambda *_: None)
    write_outputs(graded, out)
    return graded


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file as a program reads it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_student(path: Path) -> dict[str, dict[str, str]]:
    """gradebook.csv, a row by its student."""
    return {row["student"]: row for row in rows(path)}


def points(path: Path, student: str) -> dict[str, str]:
    """A student's points by criterion, from parts.csv."""
    return {
        f"{row['part']}/{row['criterion']}": row["points"] for row in rows(path) if row["student"] == student
    }


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Between processes of one test run."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Said:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on stderr, without `grader:`; anything else there is a failure."""
        lines = self.err.splitlines()
        assert "Traceback" not in self.err, self.err
        assert len(lines) == 1, self.err
        assert lines[0].startswith("grader: "), self.err
        return lines[0].removeprefix("grader: ")


def environment(**more: str) -> dict[str, str]:
    """A plain environment in which this very grader is found, from any folder."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **more}


def type_command(*words: object, cwd: Path, before: str = "", **more: str) -> Said:
    """`python -m grader …` in a folder; `before` is Python that spoils something first."""
    start = ["-c", f"{before}\nfrom grader.cli import main\nmain()"] if before else ["-m", "grader"]
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, *start, *map(str, words)],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    return Said(done.returncode, done.stdout, done.stderr)
