"""Times classes of homework 2 three ways in one run: this harness, a bare fork, a fresh python each.

`python benchmarks/run.py --sizes 20 60 120 --repeats 5`; what the numbers mean stands in README.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from generate import EXAMPLES, generate, without_million
from ways import Case, Miscounted, floor, fresh, harness

from grader import oracle
from grader.oracle.build import build
from grader.rubric.load import load
from grader.sandbox.interpreter import probe

WAYS: Mapping[str, Callable[[Case], None]] = {"harness": harness, "floor": floor, "fresh python": fresh}
RATIOS = (("harness", "floor"), ("fresh python", "floor"), ("fresh python", "harness"))
RUBRIC = EXAMPLES.parent / "rubrics" / "hw2.yaml"

Times = dict[tuple[str, str, int], list[float]]  # by variant, way and size: seconds, one per repeat


def main() -> None:
    """Parse, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[20, 60, 120], help="students in each class")
    parser.add_argument("--repeats", type=int, default=5, help="rounds over all sizes and ways")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="the same for all three")
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS))
    parser.add_argument("--variants", nargs="+", choices=list(VARIANTS), default=list(VARIANTS))
    asked = parser.parse_args()
    if len(set(asked.sizes)) < 2:
        parser.error("a slope needs two sizes or more")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        before = os.getloadavg()[0]
        try:
            times = measure(Path(folder), asked)
        except Miscounted as error:
            sys.exit(f"Stopped: {error}")
    print(f"{asked.workers} workers, {asked.repeats} repeats, load {before:.1f} before, {os.getloadavg()[0]:.1f} after")
    for variant in asked.variants:
        print("\n" + table(times, variant, asked))
