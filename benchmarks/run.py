"""Times classes of homework 2 three ways in one run: this harness, a bare fork, a fresh python each.

`python benchmarks/run.py --sizes 20 60 120 --repeats 5`; what the numbers mean stands in README.md.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from generate import generate, without_million
from ways import Class, Homework, Miscounted, Spent, adopt, floor, fresh, harness, prepare

RUBRIC = Path(__file__).parent.parent / "rubrics" / "hw2.yaml"
WAYS = {"harness": harness, "floor": floor, "fresh": fresh}
VARIANTS = ("with the million", "without it")
RATIOS = (("harness", "floor"), ("fresh", "floor"), ("fresh", "harness"))

Times = dict[tuple[str, str], list[list[Spent]]]  # by variant and way: a row per repeat, by size


def main() -> None:
    """Parse, time, print."""
    asked = _parse()
    adopt()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        try:
            times = measure(Path(folder), asked)
        except Miscounted as error:
            sys.exit(f"Stopped: {error}")
    load = f"load {before:.1f} before, {os.getloadavg()[0]:.1f} after"
    print(f"{asked.workers} workers, {asked.repeats} repeats, classes of {asked.sizes}; {load}")
    for variant in VARIANTS:
        print(f"\nHomework 2 {variant}")
        print("\n".join(lines({way: times[variant, way] for way in WAYS}, asked.sizes)))


def measure(folder: Path, asked: argparse.Namespace) -> Times:
    """Every repeat goes through all sizes, variants and ways, each time in another order."""
    homeworks = dict(zip(VARIANTS, _homeworks(folder), strict=True))
    groups = [_group(folder / f"class{size}", size) for size in asked.sizes]
    for homework in homeworks.values():  # not timed: whoever comes first fills the caches for the others
        for time_it in WAYS.values():
            time_it(Class(*groups[0], homework), asked.workers)
    times: Times = {(variant, way): [] for variant in VARIANTS for way in WAYS}
    for repeat in range(asked.repeats):
        for row in times.values():
            row.append([])
        for at, (place, mistaken) in enumerate(groups):
            for variant, homework in homeworks.items():
                for way in _turned(list(WAYS), repeat + at):
                    spent = WAYS[way](Class(place, mistaken, homework), asked.workers)
                    times[variant, way][-1].append(spent)
                    what = f"{asked.sizes[at]} {variant}, {way}"
                    print(f"{repeat + 1}: {what}: {spent[0]:.2f} s, {spent[1]:.2f} s", file=sys.stderr)
    return times


def lines(times: dict[str, list[list[Spent]]], sizes: Sequence[int]) -> list[str]:
    """What a further submission takes, and the ratios: by the clock, and by the processors' own count."""
    text = []
    for at, title in enumerate(("by the clock", "processor time")):
        slopes, best = {}, {}
        text.append(f"  {'ms per further submission, ' + title:41}{'median (range)':>25}{'of the best':>13}")
        for way, rows in times.items():
            seconds = np.array(rows)[:, :, at]  # by repeat and size
            slopes[way] = [np.polyfit(sizes, row, 1)[0] for row in seconds]
            best[way] = np.polyfit(sizes, seconds.min(axis=0), 1)[0]
            each = _spread([1000 * slope for slope in slopes[way]], 1)
            text.append(f"    {way:39}{each:>25}{1000 * best[way]:>13.1f}")
        for one, other in RATIOS:
            each = _spread([a / b for a, b in zip(slopes[one], slopes[other], strict=True)], 2)
            text.append(f"    {one + ' / ' + other:39}{each:>25}{best[one] / best[other]:>13.2f}")
    return text


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 60, 120], help="students in a class")
    parser.add_argument("--repeats", type=int, default=5, help="rounds over all sizes and ways")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="the same for all three")
    asked = parser.parse_args()
    if len(set(asked.sizes)) < 2 or min(asked.sizes) < 1 or asked.repeats < 1 or asked.workers < 1:
        parser.error("a slope needs two different sizes, a repeat and a worker")
    return asked


def _homeworks(folder: Path) -> list[Homework]:
    scratches = [folder / "whole", folder / "short"]
    for scratch in scratches:
        scratch.mkdir()
    short = without_million(RUBRIC, RUBRIC.parent.parent / "reference" / "hw2", folder / "short")
    return [prepare(rubric, scratch) for rubric, scratch in zip((RUBRIC, short), scratches, strict=True)]


def _group(place: Path, size: int) -> tuple[Path, frozenset[str]]:
    return place, generate(place, size)


def _turned(ways: list[str], by: int) -> list[str]:
    by %= len(ways)
    return ways[by:] + ways[:by]


def _spread(values: list[float], digits: int) -> str:
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({least:.{digits}f} to {most:.{digits}f})"


if __name__ == "__main__":
    main()
