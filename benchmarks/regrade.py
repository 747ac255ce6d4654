"""Times `grader regrade` on many stored submissions of homework 2; no student code runs.

`python benchmarks/regrade.py --sizes 1000 3000 10000`; what the numbers mean stands in README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess  # noqa: TID251 - each measurement in a process of its own
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np

from grader.ledger import codec
from grader.ledger.handed import Handed
from grader.model.evidence import Returned
from grader.pipeline import Request, run
from grader.pipeline.adopting import adopt
from grader.pipeline.gather import kept_keys
from grader.pipeline.outputs import write_outputs
from grader.pipeline.regraded import graded_again
from grader.pipeline.rejudge import prepared, rejudge
from grader.pipeline.standing import Opened, opened

ROOT = Path(__file__).parent.parent
AT_A_TIME, MOST = 100, 20_000
COST = 3  # where the head of stored results keeps what they cost
RUBRIC, EXAMPLES = ROOT / "rubrics" / "hw2.yaml", ROOT / "submissions_example"
# what is changed in the rubric, and what 1,000 students may take of judge and score
ORTHOGONAL = "points: {}\n            question: orthogonality"
LEAST_NORM = "question: min_norm_solution\n            check: {{kind: array, rel: {}"
EDITS = {
    "a weight": (
        (("points: 0.7", "points: 0.6"), (ORTHOGONAL.format(0.3), ORTHOGONAL.format(0.4))),
        1.0,
    ),
    "a tolerance": (((LEAST_NORM.format("1e-5"), LEAST_NORM.format("1e-4")),), 5.0),
    "the tolerance of all": ((("tolerance: {rel: 1e-6", "tolerance: {rel: 1e-5"),), 5.0),
}


@dataclass(frozen=True, slots=True)
class Took:
    """One judging again: seconds to get ready, to judge and score, and to keep it; memory on top, in MB.

    `computed` is what judging took of the processor: on a machine that others use it tells more.
    """

    ready: float
    judged: float
    computed: float
    kept: float
    memory: float
    moved: int


def main() -> None:
    """Make the class, time each edit in a process of its own, print."""
    asked = _parse()
    if asked.one:
        print(*_one(Path(asked.one[0]), Path(asked.one[1])))
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        took = {size: _sized(folder, size, asked) for size in asked.sizes}
    print(f"median of {asked.repeats}; load {os.getloadavg()[0]:.1f}\n")
    for title, (_, most) in EDITS.items():
        print(f"after an edit of {title} (aim: {most:g} s for 1,000)")
        print("  students   ready   judge and score   per 1,000   computing   keep   memory on top   moved")
        for size, edits in took.items():
            one = edits[title]
            each = one.judged / size * 1000
            print(
                f"  {size:8}{one.ready:7.2f} s{one.judged:16.2f} s{each:10.2f} s{one.computed:10.2f} s"
                f"{one.kept:6.2f} s{one.memory:13.0f} MB{one.moved:8}"
            )
        sizes = list(took)
        if len(sizes) > 1:
            slope = np.polyfit(np.log(sizes), np.log([took[size][title].computed for size in sizes]), 1)[0]
            print(f"  time grows with the number of students to the power {slope:.2f}\n")


def _sized(folder: Path, size: int, asked: argparse.Namespace) -> dict[str, Took]:
    out = folder / f"grades{size}"
    rubric = folder / "rubrics" / "hw2.yaml"
    text = RUBRIC.read_text(encoding="utf-8")
    if not rubric.exists():
        rubric.parent.mkdir()
        shutil.copy(RUBRIC, rubric)
        shutil.copytree(ROOT / "reference" / "hw2", folder / "reference" / "hw2")
        run(Request(EXAMPLES, rubric, folder / "grades", os.cpu_count() or 1), lambda *_: None)
    shutil.copytree(folder / "grades", out)
    kinds = multiply(out, rubric, size, asked.variants or size)
    print(f"{size} students: of {kinds[1]} results {kinds[0]} are different bytes", file=sys.stderr)
    took: dict[str, Took] = {}
    for title, (edits, _) in EDITS.items():
        rows = []
        for _ in range(asked.repeats):
            copy = folder / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(out, copy)
            rubric.write_text(_edited(text, edits), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, __file__, "--one", str(copy), str(rubric)],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            rows.append([float(word) for word in done.stdout.split()])
            print(f"{size}, {title}: {done.stdout.strip()}", file=sys.stderr)
        *times, moved = [statistics.median(column) for column in zip(*rows, strict=True)]
        took[title] = Took(*times, int(moved))
        rubric.write_text(text, encoding="utf-8")
    if asked.pages:
        _pages(out, rubric, text, size)
    shutil.rmtree(out)
    return took


def _one(out: Path, rubric: Path) -> tuple[float, ...]:
    """One judging again, in this process."""
    began = time.perf_counter()
    marks: list[tuple[float, float, float]] = []
    with opened(out, rubric) as stand:
        rejudged = rejudge(
            stand, ready=lambda: marks.append((time.perf_counter(), time.process_time(), _peak()))
        )
        judged, computed, peak = time.perf_counter(), time.process_time(), _peak()
        adopt(stand, rejudged)
        kept = time.perf_counter()
    if rejudged.needs_run:
        sys.exit(f"Stopped: {', '.join(rejudged.needs_run)} would need a run.")
    ((ready, begun, before),) = marks
    times = ready - began, judged - ready, computed - begun, kept - judged
    return *times, peak - before, len(rejudged.moves)


def _pages(out: Path, rubric: Path, text: str, size: int) -> None:
    """What it takes to write everything out after an edit of a weight."""
    rubric.write_text(_edited(text, EDITS["a weight"][0]), encoding="utf-8")
    with opened(out, rubric) as stand:
        rejudged = rejudge(stand)
        adopt(stand, rejudged)
        now = Opened(stand.folder, stand.ledger, stand.source, rejudged.record)
        gathered = _timed(lambda: graded_again(now, rejudged))
        written = _timed(lambda: write_outputs(gathered[0], out))
    print(f"{size} students: {gathered[1]:.1f} s to gather pictures and groups, "
          f"{written[1]:.1f} s to write tables, pages and report")  # fmt: skip
    rubric.write_text(text, encoding="utf-8")


def multiply(out: Path, rubric: Path, size: int, variants: int) -> tuple[int, int]:
    """The class again under other ids until there are `size`, each with files and results of its own.

    Every number a student returned is another in its last bits, in so many variants; what results cost is
    always another. Gives how many different results there are, costs aside, and how many at all.
    """
    with opened(out, rubric) as stand:
        cards, handed = stand.ledger.cards(), stand.ledger.handed_in()
        with prepared(stand) as homework:
            evidence = {
                one.submission.id: stand.ledger.get_many("evidence", one.keys.values()) for one in handed
            }
            many, files, waiting, shaken, kinds, total = [], [], [], {}, set(), 0
            for number in range(size):
                card, before = cards[number % len(cards)], handed[number % len(cards)]
                name = f"student{number:05}"
                code = tuple(replace(f, digest=f"{f.digest}{number}") for f in before.submission.code)
                submission = replace(before.submission, id=name, code=code)
                keys = kept_keys(homework, submission)
                kept = evidence[before.submission.id]
                rows = [
                    ("evidence", keys[question], _other(kept[key], number, variants, shaken))
                    for question, key in before.keys.items()
                    if key in kept
                ]
                waiting += rows
                kinds.update(codec.outcomes_digest(data) for _, _, data in rows)
                total += len(rows)
                if number % AT_A_TIME == AT_A_TIME - 1 or number == size - 1:
                    stand.ledger.put_many(waiting)
                    waiting = []
                many.append(replace(card, student=name))
                files.append(Handed(submission, keys))
        students = tuple((one.submission.id, one.submission.digest) for one in files)
        basis = stand.ledger.basis(stand.record)
        stand.ledger.record_run(replace(stand.record, students=students), many, files, basis)
    return len(kinds), total


def _other(data: bytes, number: int, variants: int, shaken: dict[tuple[bytes, int], bytes]) -> bytes:
    """Results in one of the variants, and a cost that nobody else has."""
    variant = number % variants
    if (data, variant) not in shaken:
        if len(shaken) > MOST:
            shaken.clear()
        evidence = codec.unpack_evidence(data)
        outcomes = {
            label: Returned(_shaken(outcome.value, variant)) if isinstance(outcome, Returned) else outcome
            for label, outcome in evidence.outcomes.items()
        }
        shaken[data, variant] = codec.pack_evidence(replace(evidence, outcomes=outcomes))
    kept = shaken[data, variant]
    begin = len(codec.EVIDENCE) + codec.LENGTH.size
    (length,) = codec.LENGTH.unpack_from(kept, len(codec.EVIDENCE))
    head = json.loads(kept[begin : begin + length])
    head[COST][0] += number * 1e-9
    packed = json.dumps(head, separators=(",", ":")).encode("ascii")
    return codec.EVIDENCE + codec.LENGTH.pack(len(packed)) + packed + kept[begin + length :]


def _shaken(value: object, number: int) -> object:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value * (1 + number * 1e-15)
    if isinstance(value, float):
        return value * (1 + number * 1e-15)
    if isinstance(value, dict):
        return {key: _shaken(one, number) for key, one in value.items()}
    return value


def _edited(text: str, edits: tuple[tuple[str, str], ...]) -> str:
    for old, new in edits:
        if text.count(old) != 1:
            sys.exit(f"Stopped: {old!r} stands {text.count(old)} times in the rubric.")
        text = text.replace(old, new)
    return text


def _timed(work: Callable[[], object]) -> tuple[object, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10000], help="students")
    parser.add_argument("--repeats", type=int, default=3, help="times each edit is judged")
    parser.add_argument(
        "--variants", type=int, default=0, help="in how many last bits numbers come; 0 for another of each"
    )
    parser.add_argument("--pages", action="store_true", help="also time writing everything out")
    parser.add_argument("--one", nargs=2, metavar=("OUT", "RUBRIC"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
