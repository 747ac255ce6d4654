"""A coverage-guided fuzzer at the boundary: whatever bytes a child sends are an outcome or a refusal.

`python tests/fuzz/fuzz_boundary.py --seconds 20`; it ends with 1 and shows the bytes when they are anything
else. With `--plant NAME` the code under test gets a bug first, which must be found. A seed is a head, a zero
byte and a payload: the lengths before them are written here, for no mutation would hit upon them.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess  # noqa: TID251 - the fuzzer ends its own process, so it gets one
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType

from mutating import mutated

HERE = Path(__file__).resolve().parent
BASE, TIMES = 1 << 18, 200  # bytes that decoding may take: once, and for each byte that arrived
PLANTS = {  # module, the text as it is, the text with a bug
    "decoder": (
        "frames",
        'raise FrameError("the message has an array with fewer bytes than its shape asks")',
        "return bytes(size)",
    ),
    "messages": (
        "messages",
        "[line for line in trail if isinstance(line, str)] if isinstance(trail, list) else []",
        "trail if isinstance(trail, list) else []",
    ),
}


def main() -> int:
    """Start the fuzzer in a process of its own, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--plant", choices=PLANTS, default="")
    parser.add_argument("--inside", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if asked.inside is not None:
        _fuzz(asked.inside, asked.plant)
    if importlib.util.find_spec("atheris") is None:
        version = ".".join(map(str, sys.version_info[:2]))
        sys.stdout.write(f"Nothing was fuzzed: atheris is not installed for Python {version} here.\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        limits = [f"-max_total_time={asked.seconds}", "-max_len=4096", "-timeout=10", "-rss_limit_mb=1024"]
        flags = ["-seed=1", "-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={place}/", *limits]
        files = [f"-dict={HERE / 'words.dict'}", place, str(HERE / "seeds")]
        plant = ["--plant", asked.plant] if asked.plant else []
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, __file__, *plant, "--inside", *flags, *files],
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE.parent)])},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    sys.stdout.write(_said(done))
    return int(done.returncode != 0)


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """The last words of a fuzzer that found something, else what it did."""
    if done.returncode:
        return f"{done.stdout[-3000:]}{done.stderr[-6000:]}\nThe fuzzer found something, see above.\n"
    lines = [line.split() for line in done.stderr.splitlines() if line.startswith("stat::")]
    stats = {name.removeprefix("stat::").rstrip(":"): value for name, value in lines}
    runs, new = stats["number_of_executed_units"], stats["new_units_added"]
    return (
        f"Fuzzed the boundary: {runs} messages tried, {new} of them of a new kind, each taken or refused.\n"
    )


def _fuzz(flags: list[str], plant: str) -> None:
    """Never returns: the engine ends the process."""
    import atheris

    with atheris.instrument_imports(include=["grader.model.frames", "grader.sandbox.messages"]):
        from grader.model import frames
        from grader.sandbox import messages
    if plant:
        _plant({"frames": frames, "messages": messages}, plant, atheris.patch_code)
    target = _target(frames, messages)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        changed = mutated(data, seed) if seed % 2 else None
        return atheris.Mutate(data, most) if changed is None or len(changed) > most else changed

    tracemalloc.start()
    atheris.Setup([sys.argv[0], *flags], target, custom_mutator=mutate)
    atheris.Fuzz()


def _plant(modules: dict[str, ModuleType], plant: str, patch: Callable[..., object]) -> None:
    """Write a bug into a module that is to be fuzzed."""
    name, right, wrong = PLANTS[plant]
    path = Path(str(modules[name].__file__))
    source = path.read_text(encoding="utf-8")
    assert source.count(right) == 1, f"{right!r} stands {source.count(right)} times in {path}"
    code = compile(source.replace(right, wrong), str(path), "exec")
    exec(patch(code, True, nested=True), vars(modules[name]))  # noqa: S102 - our own text


def _target(frames: ModuleType, messages: ModuleType) -> Callable[[bytes], None]:
    """What is done with any bytes: decoded as they are, and as head and payload of a proper frame."""
    from handed_in import handed_in, question

    from grader.ledger import codec
    from grader.model.evidence import Evidence
    from grader.sandbox.child import Fault

    calls = [question("f", {"x": 1.0}), question("f", {"x": 1.0}, keep="sketch")]
    submission = handed_in(("hw.py", ""))

    def taken(frame: bytes) -> None:
        """A child's frame, as far as a session takes it apart."""
        try:
            told = messages.message(bytearray(frame))
            report = messages.found(told)
            assert report is None or all(isinstance(one, str) for one in report.values())
            messages.failures(told)
        except Fault:
            return
        for call in calls:
            try:
                outcome = messages.outcome(told, len(frame), "case/0", call, 64, submission)
            except Fault as fault:
                outcome = fault.outcome
            assert codec.pack_evidence(Evidence("f", {"case/0": outcome}))

    def decoded(frame: bytes) -> None:
        """A value or a refusal, at a price that what arrived can pay."""
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        with suppress(frames.FrameError):
            frames.decode(frame)
        took = tracemalloc.get_traced_memory()[1] - before
        assert took <= BASE + TIMES * len(frame), f"{len(frame)} bytes made {took} of themselves"

    def target(data: bytes) -> None:
        head, _, payload = data.partition(b"\0")
        for frame in (data, frames.HEADER.pack(len(head), len(payload)) + head + payload):
            decoded(frame)
            taken(frame)

    target(b"null\0")  # what is imported late is imported now
    return target


if __name__ == "__main__":
    raise SystemExit(main())
