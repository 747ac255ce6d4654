"""What shutting students' code off costs: each form of it, a bare warm fork, and a fresh python, in one run.

`python benchmarks/isolation.py --rounds 30`. A round asks every way for the same submissions, each round in
another order, so that a busy machine is busy for all of them alike. The ratios are what to look at.

Submissions come one right after the other, as in `grader run`, and the clock starts after the first of them:
what a way has ready for those it has not got for the others, and what it does ahead falls into a pause.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import statistics
import subprocess  # noqa: TID251 - two of the ways are processes
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from generate import generate, without_million
from plain import TICKET, answer, hold, send, take, wide_pipe

from grader.collect import collect
from grader.model import frames
from grader.model.calls import Calls, CaseCall, QuestionCalls
from grader.model.evidence import Evidence, Returned
from grader.model.interpreter import Interpreter
from grader.model.submission import Block, CodeFile, Submission
from grader.oracle.build import build
from grader.pipeline.fitting import asked_names
from grader.rubric.load import load
from grader.rubric.schema import Limits
from grader.sandbox.box import Sandbox
from grader.sandbox.interpreter import probe
from grader.sandbox.isolation.examine import examine
from grader.sandbox.isolation.plan import TIERS
from grader.sandbox.reader import Reader
from grader.sandbox.stored import StoredCalls
from grader.sandbox.zygote import ENVIRONMENT

HERE = Path(__file__).parent
RUBRIC = HERE.parent / "rubrics" / "hw2.yaml"
BARE, FRESH = "bare warm fork", "fresh python with numpy"
AIMS = {"realistic": 1.05, "trivial": 1.15}
FASTER = 18  # than a fresh python, on the trivial homework
FRESH_EVERY = 3  # rounds; it takes as long as all others together
BEFORE, TIMED = 2, 5  # submissions in a row: untimed, timed
PAUSE = 0.02  # seconds between two ways, so that neither works while the other is timed

Way = Callable[[int], int]  # from a submission's number to how many answers came back


@dataclass(frozen=True, slots=True)
class Homework:
    """Calls, and submissions both as files and as the sandbox takes them."""

    name: str
    interpreter: Interpreter
    calls: Calls
    limits: dict[str, Limits]
    submissions: tuple[Submission, ...]
    folders: tuple[str, ...]
    imports: tuple[str, ...]  # what a fresh python imports first

    @property
    def count(self) -> int:
        """How many answers a submission gives."""
        return sum(len(question.cases) for question in self.calls.questions)


def main() -> None:
    """Time both homeworks, print what came of it."""
    if sys.argv[1:2] == ["--bare"]:
        bare(json.loads(Path(sys.argv[2]).read_text()), int(sys.argv[3]))
        return
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30, help="how often each way is asked")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        Path(name).chmod(0o711)
        for make in (realistic, trivial):
            homework = make(Path(name) / make.__name__)
            before = os.getloadavg()[0]
            times = measure(homework, Path(name), rounds)
            load_words = f"load {before:.1f} before, {os.getloadavg()[0]:.1f} after"
            print(f"\n{homework.name}: {homework.count} calls, {rounds} rounds, {load_words}")
            print("\n".join(table(homework, times)))


def realistic(folder: Path) -> Homework:
    """Homework 2 without the vector of a million entries, handed in in five styles."""
    folder.mkdir()
    rubric_path = without_million(RUBRIC, RUBRIC.parent.parent / "reference" / "hw2", folder)
    source = load(rubric_path)
    rubric = source.rubric
    interpreter = probe(None, rubric.packages, folder / "packages")
    built = build(source.reference, rubric.question_names, rubric.seed, interpreter)
    generate(folder / "class", 5)
    asked = asked_names(rubric)
    with Reader() as reader:
        collected = collect(
            folder / "class",
            rubric.submission,
            asked,
            lambda path, data: reader.read(path, data, asked),
            "auto",
        )
    folders = tuple(str(folder / "class" / one.id) for one in collected.submissions)
    limits = dict.fromkeys(("", *rubric.question_names), Limits())
    packages = tuple(rubric.packages)
    return Homework(
        "realistic", interpreter, built.calls, limits, tuple(collected.submissions), folders, packages
    )


def trivial(folder: Path) -> Homework:
    """One function that adds one."""
    folder.mkdir()
    text = "def f(x):\n    return x + 1.0\n"
    (folder / "class").mkdir()
    (folder / "class" / "hw.py").write_text(text)
    packed = frames.encode({"arguments": {"x": 1.0}, "given": {}})
    calls = Calls((QuestionCalls("f", ("x",), (CaseCall("call/0", len(packed), packed),)),))
    submission = Submission("ada", (CodeFile("hw.py", "hw", (Block(text, 1),), frozenset({"f"})),))
    interpreter = probe(None, ["numpy"], folder / "packages")
    limits = dict.fromkeys(("", "f"), Limits())
    return Homework(
        "trivial", interpreter, calls, limits, (submission,), (str(folder / "class"),), ("numpy",)
    )


def measure(homework: Homework, folder: Path, rounds: int) -> dict[str, dict[int, float]]:
    """Seconds by way and round."""
    times: dict[str, dict[int, float]] = {}
    with contextlib.ExitStack() as stack:
        ways = dict(_ways(homework, folder, stack))
        for way in ways.values():
            for number in range(3):
                way(number)
        gc.disable()
        for number in range(rounds):
            turn = number % len(ways)
            names = [*ways][turn:] + [*ways][:turn]
            for name in names:
                if name == FRESH and number % FRESH_EVERY:
                    continue
                seconds, counts = _in_a_row(ways[name])
                times.setdefault(name, {})[number] = seconds
                if counts != {homework.count}:
                    sys.exit(f"Stopped: {name} brought {counts} answers; it should be {homework.count}.")
            gc.collect()
        gc.enable()
    return {name: times[name] for name in ways}


def table(homework: Homework, times: dict[str, dict[int, float]]) -> list[str]:
    """Milliseconds, and ratios to the bare fork and to a fresh python: of each round, then their median.

    In a round both have the same submissions and the same neighbours on the machine.
    """
    lines = [f"  {'':26}{'median ms':>11}{'best ms':>9}{'/ bare':>9}{'of best':>9}{'fresh /':>9}  aim"]
    best = {name: min(some.values()) for name, some in times.items()}
    for name, some in times.items():
        ratio, faster = _ratio(some, times[BARE]), _ratio(times[FRESH], some)
        aim = ""
        if name == "full":
            met = ratio <= AIMS[homework.name] and (homework.name != "trivial" or faster >= FASTER)
            more = f", fresh / ≥ {FASTER}" if homework.name == "trivial" else ""
            aim = f"/ bare ≤ {AIMS[homework.name]}{more}: {'met' if met else 'missed'}"
        middle = 1000 * statistics.median(some.values())
        lines.append(
            f"  {name:26}{middle:>11.2f}{1000 * best[name]:>9.2f}{ratio:>9.2f}{best[name] / best[BARE]:>9.2f}"
            f"{faster:>9.1f}  {aim}".rstrip()
        )
    return lines


def _ratio(one: dict[int, float], other: dict[int, float]) -> float:
    return statistics.median(one[number] / other[number] for number in one.keys() & other.keys())


def _in_a_row(way: Way) -> tuple[float, set[int]]:
    """Seconds a submission, and how many answers they brought."""
    time.sleep(PAUSE)
    for number in range(BEFORE):
        way(number)
    began = time.perf_counter()
    counts = {way(number) for number in range(TIMED)}
    return (time.perf_counter() - began) / TIMED, counts


def _ways(homework: Homework, folder: Path, stack: contextlib.ExitStack) -> Iterator[tuple[str, Way]]:
    stored = StoredCalls(homework.calls)
    stack.callback(stored.close)
    yield BARE, _bare(homework, stored, folder, stack)
    for tier in TIERS:
        if tier != "floor" and not examine(tier, homework.interpreter).sound:
            print(f"This machine has no {tier}; it is left out.", file=sys.stderr)
            continue
        sandbox = Sandbox(homework.interpreter, homework.calls, homework.limits, 1, tier)
        yield tier, _shut_off(homework, stack.enter_context(sandbox))
    yield FRESH, _fresh(homework, stored, folder)


def _shut_off(homework: Homework, box: Sandbox) -> Way:
    names = [question.name for question in homework.calls.questions]

    def way(number: int) -> int:
        submission = homework.submissions[number % len(homework.submissions)]
        evidence = box.run(submission, names, box.budget()).values()
        outcomes = [o for one in evidence if isinstance(one, Evidence) for o in one.outcomes.values()]
        return sum(isinstance(outcome, Returned) for outcome in outcomes)

    return way


def _bare(homework: Homework, stored: StoredCalls, folder: Path, stack: contextlib.ExitStack) -> Way:
    tickets, ours = os.pipe()
    config = _config(homework, stored, folder, "bare", homework.interpreter.preload)
    process, stream = _started(
        homework, stored, folder, [str(HERE / "isolation.py"), "--bare", str(config)], tickets
    )
    os.close(tickets)
    stack.callback(process.wait)
    stack.callback(os.close, ours)
    stack.enter_context(stream)
    answers = take(stream)

    def way(number: int) -> int:
        os.write(ours, (number % len(homework.folders)).to_bytes(TICKET))
        count = next(answers)
        return count if isinstance(count, int) else -1

    return way


def bare(config: dict[str, object], results: int) -> None:
    """The process behind it: for each number a fork that answers, and how many answers it gave."""
    import importlib

    for name in config["imports"]:  # type: ignore[attr-defined]
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    questions = hold(config["calls"], config["questions"])  # type: ignore[arg-type]
    gc.collect()
    gc.freeze()
    folders: list[str] = config["folders"]  # type: ignore[assignment]
    while ticket := os.read(0, TICKET):
        reading, writing = wide_pipe()
        pid = os.fork()
        if pid == 0:
            try:
                answer(Path(folders[int.from_bytes(ticket)]), questions, writing)
            finally:
                os._exit(0)
        os.close(writing)
        with FileIO(reading) as stream:
            count = sum(1 for _ in take(stream))
        os.waitpid(pid, 0)
        send(results, frames.encode(count))


def _fresh(homework: Homework, stored: StoredCalls, folder: Path) -> Way:
    config = _config(homework, stored, folder, "fresh", homework.imports)

    def way(number: int) -> int:
        place = homework.folders[number % len(homework.folders)]
        process, stream = _started(
            homework, stored, folder, [str(HERE / "plain.py"), str(config)], None, place
        )
        with stream:
            count = sum(1 for _ in take(stream))
        process.wait()
        return count

    return way


def _config(
    homework: Homework, stored: StoredCalls, folder: Path, role: str, imports: tuple[str, ...]
) -> Path:
    config = {
        "role": role,
        "imports": imports,
        "calls": stored.descriptor,
        "questions": stored.index,
        "folders": homework.folders,
    }
    path = folder / f"{homework.name}-{role}.json"
    path.write_text(json.dumps(config))
    return path


def _started(
    homework: Homework, stored: StoredCalls, folder: Path, words: list[str], stdin: int | None, *more: str
) -> tuple[subprocess.Popen[bytes], FileIO]:
    reading, writing = wide_pipe()
    process = subprocess.Popen(
        [homework.interpreter.executable, "-B", *words, str(writing), *more],
        pass_fds=(writing, stored.descriptor),
        env={**ENVIRONMENT, "HOME": str(folder), "MPLCONFIGDIR": str(folder), "PYTHONPATH": str(HERE.parent)},
        stdin=subprocess.DEVNULL if stdin is None else stdin,
    )
    os.close(writing)
    return process, FileIO(reading)


if __name__ == "__main__":
    main()
