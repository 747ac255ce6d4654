"""The fuzzer is worth its time: a bug that is planted in what it fuzzes is found."""

from __future__ import annotations

import subprocess  # noqa: TID251 - the fuzzer is a program of its own
import sys
from pathlib import Path

import pytest
from grading import ROOT, environment
from hypothesis import given
from hypothesis import strategies as st
from mutating import mutated

from grader.model import frames
from grader.sandbox import messages

FUZZER = ROOT / "tests" / "fuzz" / "fuzz_boundary.py"
SEEDS = sorted((ROOT / "tests" / "fuzz" / "seeds").iterdir())


def fuzz(*words: str) -> subprocess.CompletedProcess[str]:
    """Type the command that CI types."""
    return subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, str(FUZZER), *words],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.optional  # the engine is not built for every Python
@pytest.mark.parametrize(
    ("plant", "shown"), [("decoder", "bytes made"), ("messages", "has no attribute 'startswith'")]
)
def test_a_planted_bug_is_found(plant: str, shown: str) -> None:
    """A check left out of decoder or messages: found, with the bytes that show it."""
    pytest.importorskip("atheris")
    done = fuzz("--plant", plant, "--seconds", "120")
    assert done.returncode == 1
    assert shown in done.stdout
    assert "Base64: " in done.stdout


@pytest.mark.optional
def test_the_fuzzer_ends_when_its_time_is_up() -> None:
    """It says how many messages were tried, and leaves the seeds as they are."""
    pytest.importorskip("atheris")
    before = {path: path.read_bytes() for path in SEEDS}
    done = fuzz("--seconds", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "messages tried" in done.stdout
    assert {path: path.read_bytes() for path in SEEDS[0].parent.iterdir()} == before


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_seed_is_a_message(path: Path) -> None:
    """What the fuzzer starts from is what an honest child might send."""
    head, _, payload = path.read_bytes().partition(b"\0")
    frame = frames.HEADER.pack(len(head), len(payload)) + head + payload
    told = messages.message(bytearray(frame))
    assert messages.word(told, "at") in {"case", "done", "imported", "importing", "broken"}


@given(st.sampled_from(SEEDS), st.integers(0, 1 << 32))
def test_a_mutation_is_again_head_and_payload(path: Path, seed: int) -> None:
    """The same seed gives the same bytes, and the payload stays as it was."""
    data = path.read_bytes()
    once = mutated(data, seed)
    assert once is not None
    assert once == mutated(data, seed)
    assert once.partition(b"\0")[2] == data.partition(b"\0")[2]


def test_no_tree_is_left_to_the_engine() -> None:
    """Bytes whose head is no JSON, or too deep, are changed as bytes."""
    assert mutated(b"not json\0abc", 1) is None
    assert mutated(b"[" * 100_000 + b"\0", 1) is None
