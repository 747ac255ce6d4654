"""The pictures on a page."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.exhibit import Exhibit, Line, Plot
from grader.model.wanted import without_wants
from grader.report.axis import Axis
from grader.report.chart import BOTTOM, LEFT, RIGHT, TOP, chart

X = tuple(float(x) for x in range(5))
EXHIBIT = Exhibit(
    question="fit",
    name="curve",
    title="A fit",
    labels=("curve/0",),
    x=X,
    x_label="x",
    y_label="t",
    points=((0.0, 0.0), (4.0, 8.0)),
    marks=((3.0, "three"), (9.0, "outside")),
    reference=(Line("", (0.0, 2.0, 4.0, 6.0, 8.0)),),
)
PLOT = Plot(EXHIBIT, (Line("", (0.0, 2.0, None, 7.0, None)),))
FINITE = st.floats(-1e12, 1e12)


def test_lines_have_gaps_and_dots() -> None:
    """Where there is no number there is no line; what stands alone is a dot."""
    yours = next(line for line in chart(PLOT, "a").lines if line.style.startswith("yours"))
    assert re.fullmatch(r"M[\d.]+ [\d.]+L[\d.]+ [\d.]+M[\d.]+ [\d.]+h0", yours.path)


def test_the_picture_is_told_in_words() -> None:
    """Who cannot see it hears where each line is least and greatest."""
    drawn = chart(PLOT, "a")
    assert drawn.says == (
        "Your line: t is least, 0, at x = 0, and greatest, 7, at x = 3. "
        "The expected line: t is least, 0, at x = 0, and greatest, 8, at x = 4."
    )
    assert [line.name for line in drawn.lines] == ["expected", "yours"]
    assert [word for _, word, _ in drawn.marks] == ["three"]
    assert not drawn.leaves


def test_hidden_wants_leave_nothing_behind() -> None:
    """No expected line, no word of it, and axes that do not depend on it."""
    hidden = chart(without_wants(PLOT), "a")
    assert [line.name for line in hidden.lines] == ["yours"]
    assert "expected" not in hidden.says
    other = replace(EXHIBIT, reference=(Line("", (0.0, 0.0, 0.0, 0.0, 900.0)),))
    assert chart(without_wants(Plot(other, PLOT.yours)), "a") == hidden


@pytest.mark.parametrize("log", ["", "y"])
def test_a_wild_answer_does_not_flatten_the_others(log: str) -> None:
    """It leaves the picture, which says so, and every number in it stays drawable."""
    exhibit = replace(EXHIBIT, log=log, reference=(Line("", (1.0, 2.0, 4.0, 6.0, 8.0)),), points=())
    drawn = chart(Plot(exhibit, (Line("", (1.0, 1e300, -1e300, 0.0, 5.0)),)), "a")
    assert drawn.leaves
    expected = drawn.lines[0].path
    heights = [float(height) for height in re.findall(r"[\d.]+ (-?[\d.]+)", expected)]
    assert max(heights) - min(heights) > (BOTTOM - TOP) / 5
    assert all(abs(float(n)) <= 5000 for n in re.findall(r"-?[\d.]+", drawn.lines[1].path))


def test_several_lines_have_names_and_colours() -> None:
    """Training and test: yours and the expected one of a pair share a colour."""
    lines = (Line("training", X), Line("test", X))
    drawn = chart(Plot(replace(EXHIBIT, reference=lines), lines), "a")
    assert [(line.style, line.name) for line in drawn.lines] == [
        ("expected n0", "expected, training"),
        ("expected n1", "expected, test"),
        ("yours n0", "yours, training"),
        ("yours n1", "yours, test"),
    ]


@given(st.lists(FINITE, min_size=1), st.booleans())
def test_ticks_stand_inside_and_are_few(values: list[float], log: bool) -> None:
    """Whatever the numbers are, an axis shows them all and has some ticks between its ends."""
    shown = [value for value in values if not log or value > 1e-12]
    axis = Axis.over(shown, LEFT, RIGHT, log, 0.05)
    assert all(LEFT - 1e-6 <= axis.at(value) <= RIGHT + 1e-6 for value in shown)
    assert 1 <= len(axis.ticks) <= 11
    assert all(LEFT - 1 <= axis.at(value) <= RIGHT + 1 for value, _ in axis.ticks)
    assert len({text for _, text in axis.ticks}) == len(axis.ticks) or max(map(abs, values)) > 1e5


@pytest.mark.parametrize(
    ("low", "high", "log", "texts"),
    [
        (-1, 1, False, ["−1", "−0.5", "0", "0.5", "1"]),
        (0, 10, False, ["0", "2", "4", "6", "8", "10"]),
        (1e-4, 100, True, ["10⁻⁴", "0.001", "0.01", "0.1", "1", "10", "100"]),
        (1, 30, True, ["1", "2", "5", "10", "20"]),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, log: bool, texts: list[str]) -> None:
    """Ones, twos and fives; powers of ten on a logarithmic axis."""
    assert [text for _, text in Axis(low, high, 0, 100, log).ticks] == texts
