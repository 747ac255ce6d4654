"""Times opening a class's scanned PDFs, and turning a page: raw, drawn and kept, and from the folder.

`python benchmarks/marking.py --students 60 --pages 14`; what the numbers mean stands in README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from PIL import Image

from grader.collect import Collected
from grader.ledger.memo import Ledger
from grader.model.submission import Submission, WrittenFile
from grader.pipeline.pages import Pages
from grader.pipeline.written import bytes_of, with_facts
from grader.rubric.load import load
from grader.sandbox.renderer import Renderer

ROOT = Path(__file__).parent.parent
RUBRIC = ROOT / "rubrics" / "hw2-with-derivations.yaml"
DPI, WIDTH = 200, 1200  # of a phone's scan, and of a page on a laptop


def main() -> None:
    """Make the class, open it twice, and turn pages."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=60)
    options.add_argument("--pages", type=int, default=14)
    options.add_argument("--workers", type=int, default=2)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        collected = Collected(tuple(_handed_in(folder, asked.students, asked.pages)), "folders", "")
        size = sum(file.size for one in collected.submissions for file in one.written)
        print(f"{asked.students} students, {asked.pages} scanned pages each, {size / 1e6:.0f} MB")
        rubric = load(RUBRIC).rubric
        with Ledger.open(folder / "grades") as ledger:
            for what in ("opened the first time", "known from before"):
                began = time.monotonic()
                known = with_facts(collected, rubric, ledger, asked.workers)
                print(f"  {what}: {time.monotonic() - began:.2f} s")
        files = [file for one in known.submissions for file in one.written]
        _turn(folder, files[:5], asked.pages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    below = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  memory: {peak:.0f} MB here, {below:.0f} MB in the process that draws")


def _handed_in(folder: Path, students: int, pages: int) -> Iterator[Submission]:
    rng = np.random.default_rng(1)
    sheets = [_sheet(rng) for _ in range(pages)]
    for number in range(students):
        who = f"abc{number}"
        place = folder / who / f"written-assignment-2-{who}.pdf"
        place.parent.mkdir()
        out = io.BytesIO()
        turned = sheets[number % pages :] + sheets[: number % pages]
        turned[0].save(out, "PDF", save_all=True, append_images=turned[1:], resolution=DPI)
        data = out.getvalue() + f"\n% {who}\n".encode()
        place.write_bytes(data)
        file = WrittenFile(place.name, hashlib.sha256(data).hexdigest(), len(data), place=str(place))
        yield Submission(who, written=(file,), origin=str(place.parent))


def _sheet(rng: np.random.Generator) -> Image.Image:
    """A page of handwriting as a camera sees it: paper with shading and noise, and wavy lines."""
    height, width = 11 * DPI, 17 * DPI // 2
    shade = np.linspace(225, 245, width)[None, :] + rng.normal(0, 3, (height, width))
    for line in range(DPI, height - DPI, DPI // 3):
        x = np.arange(DPI, width - DPI)
        y = (line + DPI / 20 * np.sin(x / 9 + rng.uniform(0, 6))).astype(int)
        for thick in range(3):
            shade[y + thick, x] = 70
    return Image.fromarray(shade.clip(0, 255).astype(np.uint8)).convert("RGB")


def _turn(folder: Path, files: list[WrittenFile], pages: int) -> None:
    turns = [(file, number) for file in files for number in range(1, pages + 1)]
    data = {file.digest: bytes_of(file) or b"" for file in files}
    with Renderer() as renderer:
        kept = Pages(folder / "grades", renderer)
        renderer.page(data[files[0].digest], 1, WIDTH)
        ways: dict[str, Callable[[WrittenFile, int], object]] = {
            "raw": lambda file, number: renderer.page(data[file.digest], number, WIDTH),
            "drawn and kept": lambda file, number: kept.page(file, number, WIDTH),
            "from the folder": lambda file, number: kept.page(file, number, WIDTH),
        }
        for name, turn in ways.items():
            took = [_seconds(turn, file, number) for file, number in turns]
            middle, worst = statistics.median(took) * 1000, max(took) * 1000
            print(f"  a page turn, {name}: {middle:.1f} ms, at worst {worst:.1f} ms")
    sizes = [place.stat().st_size for place in (folder / "grades" / "pages").glob("*/*.png")]
    print(f"  a page is kept in {statistics.mean(sizes) / 1000:.0f} kB")


def _seconds(turn: Callable[[WrittenFile, int], object], file: WrittenFile, number: int) -> float:
    began = time.monotonic()
    turn(file, number)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
