"""`grader regrade --watch` in a terminal, while another process saves the rubric."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import Class, by_student, edit
from terminal import Terminal, terminal

HALVES = ("points: 3/4", "points: 1/4"), ("{id: whole, points: 1/4", "{id: whole, points: 3/4")
NOBODY = "Nobody's points or words change."
WAITS = "Watching; a save shows what changes. Ctrl-C ends."
CTRL_C = b"\x03"


@pytest.fixture
def graded(tiny: Class) -> Class:
    """The tiny class, graded."""
    tiny.grade()
    return tiny


def end(one: Terminal) -> int:
    """Press Ctrl-C and wait."""
    one.press(CTRL_C)
    one.until(lambda text: "Nothing was written" in text)
    return one.process.wait(20)


def sheet(of: Class) -> bytes:
    """gradebook.csv as it lies there."""
    return Path(of.folder / "grades" / "gradebook.csv").read_bytes()


def test_the_screen_follows_every_save(graded: Class) -> None:
    """A weight, a syntax error, back, a tolerance: each time the screen says that, and nothing of before."""
    text, before = graded.rubric.read_text(), sheet(graded)
    with terminal("regrade", "--watch", cwd=graded.folder) as one:
        one.until(lambda text: NOBODY in text)
        for old, new in HALVES:
            edit(graded.rubric, old, new)
        shown = one.until(lambda text: "bea  1.2/value  0.75 → 0.25  −0.5  total 2.25 → 1.75" in text)
        assert NOBODY not in shown
        graded.rubric.write_text(text.replace("format: 1", "format: 1\n  odd: ["))
        shown = one.until(lambda text: "rubric.yaml:3:" in text)
        assert (WAITS in shown, "bea" in shown) == (True, False)
        graded.rubric.write_text(text)
        shown = one.until(lambda text: NOBODY in text)
        assert "rubric.yaml:3:" not in shown
        graded.rubric.write_text(text.replace("rel: 1e-6", "rel: 1e-1"))
        shown = one.until(lambda text: "check rel 1e-6 → 1e-1" in text)
        assert (shown.count(WAITS), NOBODY in shown) == (1, False)
        assert end(one) == 0
        assert (WAITS in one.text, "check rel 1e-6 → 1e-1" in one.text) == (False, True)
        assert one.is_as_before
        assert one.raw.rfind(b"\x1b[?25h") > one.raw.rfind(b"\x1b[?25l") >= 0  # the cursor is back
        assert not one.screen.history.top  # nothing was left above the screen
    assert sheet(graded) == before


def test_what_does_not_fit_is_cut_off_below_and_whole_at_the_end(graded: Class) -> None:
    """A low window keeps the line that says how to end; afterwards the whole difference can be read."""
    with terminal("regrade", "--watch", cwd=graded.folder, lines=6) as one:
        one.until(lambda text: NOBODY in text)
        for old, new in HALVES:
            edit(graded.rubric, old, new)
        shown = one.until(lambda text: "2 students move" in text)
        assert (shown.startswith(WAITS), shown.endswith("...")) == (True, True)
        assert end(one) == 0
        above = ["".join(cell.data for _, cell in sorted(line.items())) for line in one.screen.history.top]
        whole = "\n".join([*above, one.text])
        assert whole.count("2 students move") == 1
        assert "ada  1.2/whole  0.25 → 0.75" in whole


def test_a_rubric_that_is_away_for_a_moment_is_waited_for(graded: Class) -> None:
    """Editors save by taking a file away and putting another in its place."""
    text = graded.rubric.read_text()
    with terminal("regrade", "--watch", cwd=graded.folder) as one:
        one.until(lambda text: NOBODY in text)
        graded.rubric.unlink()
        one.until(lambda text: "there is no such file" in text)
        graded.rubric.write_text(text)
        one.until(lambda text: NOBODY in text)
        assert end(one) == 0
    assert by_student(graded.folder / "grades" / "gradebook.csv")["bea"]["total"] == "2.25"
