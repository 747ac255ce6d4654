"""Pictures of answers: whatever happens to them, nobody gains or loses by it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from grading import TINY, Class, rows

from grader.pipeline import Graded
from grader.sandbox.box import Sandbox

PICTURE = '''

@twice.exhibit("Twice", calls=[{"x": float(x)} for x in (-3, -2, -1)], x=[-3, -2, -1], y_label="2x")
def line(got, x):
    """The number itself."""
    return got


@twice.exhibit("Once", calls=[{"x": -9.0}], x=[0, 1])
def once(got, x):
    """A line through it."""
    return [0, got]
'''
STUDENTS = {
    "right": "return 2 * x",
    "column": "return [2 * x]",
    "wrong": "return 3 * x + 1",
    "hangs": "while x < 0: pass\n    return 2 * x",
    "raises": "return 2 * x if x > -2 else 1 / 0",
    "dies": "import os\n    return 2 * x if x > 0 else os._exit(1)",
    "eats": "return 2 * x if x > 0 else 'x' * 10**10",
    "strange": "return 2 * x if x > 0 else {'a': [x]}",
    "infinite": "return 2 * x if x > 0 else float('inf')",
    "complex": "return 2 * x if x > 0 else 2j * x",
    "enormous": "return 2 * x if x > 0 else 1e308",
}


def homework(folder: Path, students: Iterable[str]) -> Class:
    """The tiny homework with two pictures of `twice`, and answers that go wrong only where none is judged."""
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__", "submissions"))
    made = Class(folder, folder / "rubric.yaml", folder / "submissions")
    path = folder / "reference" / "numbers_one.py"
    path.write_text(path.read_text(encoding="utf-8") + PICTURE, encoding="utf-8")
    for student in students:
        made.hand_in(student, f"def twice(x):\n    {STUDENTS[student]}\n")
    made.hand_in("nothing", "def half(x):\n    return x / 2\n")
    return made


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Class, Graded]:
    """Everybody, graded once with pictures."""
    made = homework(tmp_path_factory.mktemp("pictured") / "whole", STUDENTS)
    return made, made.grade()


@pytest.fixture
def pictured(tmp_path: Path) -> Class:
    """Three of them, to be graded again and again."""
    return homework(tmp_path / "pictured", ["right", "wrong"])


def drawn(graded: Graded, student: str) -> dict[str, tuple[float | None, ...]]:
    """A student's lines by picture."""
    return {plot.exhibit.name: plot.yours[0].y for plot in graded.plots[student]}


def test_a_picture_changes_no_verdict(whole: tuple[Class, Graded], tmp_path: Path) -> None:
    """Hanging, dying, eating memory or answering nonsense in a picture costs that picture alone."""
    pictured, graded = whole
    plain = homework(tmp_path / "plain", STUDENTS)
    plain.edit_reference("numbers_one.py", PICTURE, "")
    assert plain.grade().plots["right"] == ()
    for table in ("parts.csv", "gradebook.csv"):
        assert rows(pictured.folder / "grades" / table) == rows(plain.folder / "grades" / table)
    assert graded.exit_code == 0


def test_what_came_back_is_drawn(whole: tuple[Class, Graded]) -> None:
    """Right and wrong answers alike, as far as they are numbers; a failing call ends its line there."""
    graded = whole[1]
    assert drawn(graded, "right") == {"line": (-6.0, -4.0, -2.0), "once": (0.0, -18.0)}
    assert drawn(graded, "column") == drawn(graded, "right")
    assert drawn(graded, "wrong") == {"line": (-8.0, -5.0, -2.0), "once": (0.0, -26.0)}
    assert drawn(graded, "enormous")["line"] == (1e308, 1e308, 1e308)
    for student in ("hangs", "raises", "dies", "eats", "strange", "infinite", "complex", "nothing"):
        assert graded.plots[student] == (), student


def test_nothing_runs_twice(pictured: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run reads the pictures from the grades folder, those of failures included."""
    first = pictured.grade()

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a student's code was run again")

    monkeypatch.setattr(Sandbox, "run", refuse)
    assert pictured.grade().plots == first.plots


def test_only_the_picture_is_made_anew(pictured: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another title or way of drawing runs no code: the calls are the same."""
    pictured.grade()
    pictured.edit_reference("numbers_one.py", "    return [0, got]", "    return [1, got]")
    monkeypatch.setattr(Sandbox, "run", None)
    assert drawn(pictured.grade(), "right")["once"] == (1.0, -18.0)


def test_a_failing_picture_is_left_out(pictured: Class) -> None:
    """Code of the reference that cannot draw an answer is noted in the log, and the page goes without."""
    pictured.edit_reference(
        "numbers_one.py", "    return [0, got]", "    return [0, got if got == -18 else int('x')]"
    )
    graded = pictured.grade()
    assert set(drawn(graded, "right")) == {"line", "once"}
    assert set(drawn(graded, "wrong")) == {"line"}
    log = (pictured.folder / "grades" / "run.log").read_text("utf-8")
    assert "the picture once of twice cannot be drawn of an answer" in log


def test_pages_show_them_and_terminals_do_not(pictured: Class) -> None:
    """Two pictures on a page with an answer, none without."""
    pictured.grade()
    feedback = pictured.folder / "grades" / "feedback"
    assert (feedback / "right.html").read_text("utf-8").count("<figure>") == 2
    assert "<figure>" not in (feedback / "nothing.html").read_text("utf-8")
