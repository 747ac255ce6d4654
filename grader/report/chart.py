"""A picture of an answer as a small inline SVG: axes, the data, the expected line and the student's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from grader.checks.show import number
from grader.model.exhibit import Exhibit, Line, Plot
from grader.model.text import line as one_line
from grader.report.axis import Axis

__all__ = ["Chart", "Drawn", "chart"]

WIDTH, HEIGHT = 380, 232
LEFT, RIGHT, TOP, BOTTOM = 46, 368, 26, 196
BEYOND = {
    False: 0.75,
    True: 2.0,
}  # how far a student's line may widen the picture: in its heights, or decades
Reached = list[float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line: `style` says whose it is and which of several, `path` is its SVG path."""

    style: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template writes down; all texts are safe to be escaped there."""

    id: str
    title: str
    says: str
    x_label: str
    y_label: str
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    lines: tuple[Drawn, ...]
    points: tuple[tuple[float, float], ...]
    marks: tuple[tuple[float, str, str], ...]
    leaves: bool


def chart(plot: Plot, identity: str) -> Chart:
    """Lay out one picture; without the reference's lines where those are hidden."""
    exhibit, log_x, log_y = plot.exhibit, "x" in plot.exhibit.log, "y" in plot.exhibit.log
    x_axis = Axis.over([*exhibit.x, *(x for x, _ in exhibit.points)], LEFT, RIGHT, log_x, 0.02)
    shown = _reach(plot, log_y)
    y_axis = Axis.over(shown, BOTTOM, TOP, log_y, 0.06)
    several = len({line.name for line in (*plot.yours, *exhibit.reference)}) > 1
    lines = [
        *_drawn(exhibit, exhibit.reference, "expected", several, x_axis, y_axis),
        *_drawn(exhibit, plot.yours, "yours", several, x_axis, y_axis),
    ]
    return Chart(
        id=identity,
        title=one_line(exhibit.title),
        says=_says(plot),
        x_label=one_line(exhibit.x_label),
        y_label=one_line(exhibit.y_label),
        x_ticks=tuple((round(x_axis.at(value), 1), text) for value, text in x_axis.ticks),
        y_ticks=tuple((round(y_axis.at(value), 1), text) for value, text in y_axis.ticks),
        lines=tuple(lines),
        points=tuple((round(x_axis.at(x), 1), round(y_axis.at(y), 1)) for x, y in exhibit.points),
        marks=tuple(_mark(x_axis, at, word) for at, word in exhibit.marks if x_axis.shows(at)),
        leaves=any(not y_axis.shows(y) for own in plot.yours for y in own.y if y is not None),
    )


def _reach(plot: Plot, log: bool) -> list[float]:
    """The numbers the upright axis shows: what is expected and the data, and the student's within reason."""
    known = [y for own in plot.exhibit.reference for y in own.y if y is not None]
    known += [y for _, y in plot.exhibit.points]
    yours = [y for own in plot.yours for y in own.y if y is not None]
    known, yours = ([y for y in some if not log or y > 0] for some in (known, yours))
    if not known:
        return yours
    low, high = min(known), max(known)
    if log:
        least, most = low / 10 ** BEYOND[log], high * 10 ** BEYOND[log]
    else:
        wide = BEYOND[log] * ((high - low) or abs(high) or 1.0)
        least, most = low - wide, high + wide
    return [*known, *(min(max(y, least), most) for y in yours)]


def _drawn(
    exhibit: Exhibit, lines: tuple[Line, ...], whose: str, several: bool, x_axis: Axis, y_axis: Axis
) -> Iterator[Drawn]:
    for at, own in enumerate(lines):
        name = f"{whose}, {one_line(own.name)}" if several and own.name else whose
        yield Drawn(f"{whose} {f'n{at}' if several else 'only'}", name, _path(exhibit, own, x_axis, y_axis))


def _path(exhibit: Exhibit, own: Line, x_axis: Axis, y_axis: Axis) -> str:
    """A line with gaps where there is no number; what stands alone is a dot."""
    steps: list[str] = []
    pen = False
    for (x, y), follows in pairwise([*zip(exhibit.x, own.y, strict=True), (0.0, None)]):
        if y is None:
            pen = False
            continue
        place = f"{x_axis.at(x):.1f} {y_axis.at(y):.1f}"
        alone = not pen and follows[1] is None
        steps.append(f"M{place}h0" if alone else f"{'L' if pen else 'M'}{place}")
        pen = True
    return "".join(steps)


def _mark(axis: Axis, at: float, word: str) -> tuple[float, str, str]:
    """An upright line, its words, and the side on which they have room."""
    place = round(axis.at(at), 1)
    return place, one_line(word, 40), "end" if place > (LEFT + RIGHT) / 2 else "start"


def _says(plot: Plot) -> str:
    """The picture in words."""
    words = [_line_says("Your", plot, own) for own in plot.yours]
    words += [_line_says("The expected", plot, own) for own in plot.exhibit.reference]
    return " ".join(words)


def _line_says(whose: str, plot: Plot, own: Line) -> str:
    pairs = [(y, x) for x, y in zip(plot.exhibit.x, own.y, strict=True) if y is not None]
    if not pairs:
        return f"{whose} line is empty."
    (low, low_x), (high, high_x) = min(pairs), max(pairs)
    name = f"{one_line(own.name)} " if own.name else ""
    x, y = one_line(plot.exhibit.x_label), one_line(plot.exhibit.y_label)
    return (
        f"{whose} {name}line: {y} is least, {number(low, 3)}, at {x} = {number(low_x, 3)}, "
        f"and greatest, {number(high, 3)}, at {x} = {number(high_x, 3)}."
    )
