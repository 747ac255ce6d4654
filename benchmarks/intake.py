"""Times collecting alone, for every layout: no student code runs and nothing is graded.

`python benchmarks/intake.py --sizes 1000 10000`; what the numbers mean stands in README.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess  # noqa: TID251 - each measurement in a process of its own
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "collect"))
sys.path.insert(0, str(Path(__file__).parent.parent))

import layouts_made as made

from grader.collect import collect
from grader.sandbox.reader import Reader
from grader.sandbox.unpacker import Unpacker

CODE = '''"""Homework of {who}."""
STUDENT = "{login}"


def gradient(X, t, w):
    """Of the mean squared error."""
    return 2 / len(t) * X.T @ (X @ w - t) + 0 * {number}
'''
DRIVE = "hw2-20261015T120000Z"
STEEP = 1.2  # at this power of the size and above a layout is not called linear


@dataclass(frozen=True, slots=True)
class Took:
    """One collecting: seconds by the clock and of processors, MB kept, MB at the peak on top, submissions."""

    seconds: float
    worked: float
    kept: float
    peak: float
    students: int


@dataclass(frozen=True, slots=True)
class Rule:
    """What the rubric says about files."""

    code: tuple[str, ...] = ("*.py", "*.ipynb")
    written: str | None = "written-assignment-2-{netid}.pdf"


def main() -> None:
    """Make each download at each size, collect it in a process of its own, print."""
    asked = _parse()
    if asked.one:
        took = _one(Path(asked.one))
        print(took.seconds, took.worked, took.kept, took.peak, took.students)
        return
    print("layout            students      clock  processor  per 1,000  the class  on top  power of the size")
    steep = []
    for layout in asked.layouts or [*PUT]:
        took = {size: _sized(layout, size) for size in asked.sizes}
        powers = _powers(took)
        for (size, one), power in zip(took.items(), ["", *powers], strict=True):
            print(
                f"{layout:17}{size:9}{one.seconds:9.2f} s{one.worked:9.2f} s{one.worked / size * 1000:9.2f} s"
                f"{one.kept:8.0f} MB{one.peak:5.0f} MB{power:>19}"
            )
            if one.students != size:
                raise SystemExit(
                    f"{layout}: of {size} students {one.students} were found: that has no speed."
                )
        steep += [layout for power in powers if float(power) > STEEP and max(asked.sizes) >= 1000]
    print(f"\nload {os.getloadavg()[0]:.1f}")
    if steep:
        raise SystemExit(f"Not linear: {', '.join(dict.fromkeys(steep))}.")


def _powers(took: Mapping[int, Took]) -> list[str]:
    """From each size to the next, by which power of the size the processors' time grew: 1 is linear."""
    import math

    sizes = list(took)
    return [f"{math.log(took[b].worked / took[a].worked) / math.log(b / a):.2f}" for a, b in pairwise(sizes)]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10_000])
    parser.add_argument("--layouts", nargs="*", choices=[*PUT], help="Only these.")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    return parser.parse_args()


def _sized(layout: str, size: int) -> Took:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        place = PUT[layout](Path(name), [_student(number) for number in range(size)])
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(place)], capture_output=True, text=True, check=True
        )
    *numbers, students = done.stdout.split()
    return Took(*map(float, numbers), int(students))


def _student(number: int) -> made.Student:
    name = f"Student {number}"
    code = CODE.format(who=name, login=f"student{number}", number=number).encode()
    return made.student(number, name, files={"hw2.py": code})


def _one(place: Path) -> Took:
    before, before_work = _resident(), time.process_time()
    asked = frozenset({"gradient", "vjp"})
    with Reader() as reader, Unpacker() as unpacker:
        began = time.perf_counter()
        found = collect(
            place,
            Rule(),
            asked,
            lambda path, data: reader.read(path, data, asked),
            unpack=unpacker.unpack,
            zone=made.ZONE,
        )
        seconds = time.perf_counter() - began
    after = _resident()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    worked = sum(one.ru_utime + one.ru_stime for one in used) - before_work
    return Took(seconds, worked, after - before, peak - after, len(found.submissions))


def _resident() -> float:
    """Megabytes of this process, as the system counts them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / (1 << 20)


Put = Callable[[Path, list[made.Student]], Path]


def _folder(system: str) -> Put:
    return lambda place, students: made.put(place / "class", made.MADE[system](students))


def _zipped(system: str) -> Put:
    return lambda place, students: made.zipped(place / "class.zip", made.MADE[system](students))


def _split(place: Path, students: list[made.Student]) -> Path:
    return made.split(place / "parts", DRIVE, made.flat(students), "hw2/", 4)[0]


def _students_zips(place: Path, students: list[made.Student]) -> Path:
    for one in students:
        folder = place / "class" / one.login
        folder.mkdir(parents=True)
        made.zipped(folder / "hw2.zip", one.files)
    return place / "class"


PUT: Mapping[str, Put] = {
    **{system: _folder(system) for system in made.MADE},
    "a zip": _zipped("folders"),
    "a zip of Canvas's": _zipped("canvas"),
    "a split zip": _split,
    "students' zips": _students_zips,
}


if __name__ == "__main__":
    main()
