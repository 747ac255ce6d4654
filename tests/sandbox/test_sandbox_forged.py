"""What a student's code writes into the channel itself costs the student, and never looks like ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from handed_in import Bench, bench, handed_in, question

from grader.ledger import codec
from grader.model import frames
from grader.model.evidence import Died, Missing, OutOfMemory, Raised, Refused, Returned, TimedOut

OTHERS = "def before(x): return 1.0\ndef after(x): return 2.0\n"
SEND = (
    "import os, time\ndef send(data):\n    data = bytes.fromhex(data) if isinstance(data, str) else data\n"
    "    while data: data = data[os.write(3, data):]\n"
)
STUDENTS_OWN = Returned | Raised | TimedOut | OutOfMemory | Died | Missing | Refused


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One warm process for all of these."""
    cases = [{"x": 1.0}, {"x": 2.0}]
    questions = [question(name, *cases) for name in ("before", "f", "after")]
    with bench(tmp_path_factory.mktemp("forged"), *questions) as one:
        yield one


def frame(value: object) -> str:
    """An honest frame of a dishonest message, as hex for a source text."""
    return frames.encode(value).hex()


def raw(head: object, payload: bytes = b"", claims: int | None = None) -> str:
    """A frame nobody's encoder made."""
    text = head if isinstance(head, bytes) else json.dumps(head).encode()
    return (frames.HEADER.pack(len(text), len(payload) if claims is None else claims) + text + payload).hex()


def case(label: object, **more: object) -> dict[str, object]:
    """The message of a case that returned 42."""
    return {"at": "case", "label": label, "what": "returned", "value": 42.0, **more}


FORGED = {
    "noise": "ff" * 100,
    "a head that is too large": frames.HEADER.pack(1 << 31, 0).hex(),
    "64 GB announced": frames.HEADER.pack(10, 1 << 36).hex() + "00" * 10,
    "64 MB announced": raw(["a", "<f8", [8 << 20], "array"], b"x" * 8, claims=64 << 20),
    "no JSON": raw(b"[" * 1000),
    "no message": frame([1, 2]),
    "an empty message": frame({}),
    "another label": frame(case("case/9")),
    "the next label": frame(case("case/1")),
    "a label that is an array": frame(case(np.array([1.0, 2.0]))),
    "an at that is an array": frame({**case("case/0"), "at": np.array(["case", "case"])}),
    "an at that is no text": frame({**case("case/0"), "at": ["case"]}),
    "a what that is an array": frame(case("case/0", what=np.array([1.0, 2.0]))),
    "an unknown what": frame(case("case/0", what="perfect")),
    "done before anything": frame({"at": "done", "prints": "all right"}),
    "done with an array": frame({"at": "done", "prints": np.array([1.0, 2.0])}),
    "imported again": frame({"at": "imported", "found": {"f": "found"}, "failures": []}),
    "confined again": frame({"at": "confined"}),
    "our failure": frame({"at": "broken", "error": "OSError: forged"}),
    "a message in pieces of everything": frame(
        {"at": ["x"] * 50, "label": {"a": 1}, "what": 3, "value": {1: 2}}
    ),
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
@pytest.mark.parametrize("when", ["import", "call"])
def test_a_forged_frame_costs_its_writer_alone(box: Bench, data: str, when: str) -> None:
    """On import or in a call: evidence for every question, and nobody finds a fault of ours in it."""
    inside = f"send('{data}')"
    source = f"{SEND}{OTHERS}def f(x):\n    {inside if when == 'call' else 'pass'}\n    return x\n"
    got = box.evidence(source + (inside if when == "import" else ""), "before", "f", "after")
    assert all(isinstance(outcome, STUDENTS_OWN) for one in got.values() for outcome in one.outcomes.values())
    assert all(codec.unpack_evidence(codec.pack_evidence(one)).outcomes for one in got.values())
    if when == "call":
        assert list(got["before"].outcomes.values()) == [Returned(1.0)] * 2
        alone = box.evidence(source, "after", how="alone")["after"]  # which is what counts, when they differ
        assert list(alone.outcomes.values()) == [Returned(2.0)] * 2


def test_the_outcome_of_a_forged_answer_is_the_forged_answer(box: Bench) -> None:
    """Writing a case's own frame is no more than returning that value; the second one is no answer."""
    source = f"{SEND}def f(x):\n    send('{frame(case('case/0'))}')\n    return x\n"
    first, second = box.outcomes(source, "f")
    assert first == Returned(42.0)
    assert isinstance(second, Refused)


def test_an_early_done_does_not_excuse_the_other_cases(box: Bench) -> None:
    """A group ends early only after a case that failed: otherwise the next case is no answer."""
    answer, done = frame(case("case/0")), frame({"at": "done", "prints": ""})
    source = f"{SEND}def f(x):\n    send('{answer}{done}')\n    time.sleep(60)\n"
    first, second = box.outcomes(source, "f")
    assert first == Returned(42.0)
    assert isinstance(second, Refused)


def test_what_decodes_but_cannot_be_written_down_is_refused(box: Bench) -> None:
    """A text longer than any honest frame holds would stop the whole run where it is kept."""
    parts = [["at", "case"], ["label", "case/0"], ["what", "returned"], ["value", "x" * 1_000_000]]
    source = (
        f"{SEND}import json, struct\ndef f(x):\n"
        f"    head = json.dumps(['d', {parts[:3]} + [['value', 'x' * 10**6]]])\n"
        f"    send(struct.pack('<IQ', len(head), 0) + head.encode())\n"
        f"    send('{frame({'at': 'done', 'prints': ''})}')\n    time.sleep(60)\n"
    )
    evidence = box.evidence(source, "f")["f"]
    assert {type(outcome) for outcome in evidence.outcomes.values()} == {Refused}
    assert codec.pack_evidence(evidence)


STREAMS = {
    "without an end": "while True: send(bytes(1 << 16))",
    "of good frames": f"good = bytes.fromhex('{frame(case('case/0'))}') * 1000\n    while True: send(good)",
    "byte by byte": "send(bytes.fromhex('ffff0000') + bytes(8))\n    while True: send(b'[')",
    "of failures": f"send('{frame({'at': 'imported', 'found': {}, 'failures': [{'where': 'x'}] * 30_000})}')",
}


@pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)
def test_a_stream_without_an_end_is_ended(box: Bench, stream: str) -> None:
    """However much is written, at most one frame's worth is ever read, within the limits."""
    source = f"{SEND}{OTHERS}def f(x):\n    {stream}\n    time.sleep(60)\n"
    got = box.evidence(source, "before", "f")
    assert list(got["before"].outcomes.values()) == [Returned(1.0)] * 2
    outcomes = list(got["f"].outcomes.values())
    assert isinstance(outcomes[-1], Refused | TimedOut)


def test_a_false_report_of_the_import_is_kept_short(box: Bench) -> None:
    """Ten thousand failures of a kilobyte each make fifty short flags."""
    lie = {"where": "y" * 1000, "type": "z" * 1000, "message": "m" * 1000, "names": ["f", 3, None]}
    failures = [{**lie, "where": f"{number} {'y' * 300}"} for number in range(1000)]
    report = {"at": "imported", "found": {"f": "not a function" + "x" * 10_000}, "failures": failures}
    path = Path(box.box.folder).name
    source = f"{SEND}send('{frame(report)}')\ntime.sleep(60)  # {path}"
    evidence = box.evidence(source, "f")["f"]
    assert len(evidence.flags) == 50
    assert max(map(len, evidence.flags)) < 700
    assert max(len(outcome.reason) for outcome in evidence.outcomes.values()) < 200


def test_a_hole_in_the_failures_is_nobodys_crash(box: Bench) -> None:
    """Failures of any shape are read as far as they are failures."""
    for failures in (None, 3, "x", {"a": 1}, [None, 3, {"names": 3}, {"names": [[1]]}], np.array([1.0, 2.0])):
        report = {"at": "imported", "found": {"f": "missing", 3: "found", "g": 7}, "failures": failures}
        outcome = box.outcomes(f"{SEND}send('{frame(report)}')\ntime.sleep(60)", "f")[0]
        assert isinstance(outcome, Missing)


def test_a_guests_own_functions_replaced_cost_their_replacer(box: Bench) -> None:
    """Patched json, os, socket, numpy or guest modules end as an outcome; the next submission is fine."""
    for patch in (
        "import json; json.dumps = lambda *a, **k: 'null'",
        "import os; os._exit = lambda code: None",
        "import socket; socket.socket.sendall = lambda *a: None",
        "import struct; struct.Struct.pack = None",
        "import sys; sys.modules['_guest_frames'].encode = lambda value: b'x' * 100",
        "import sys; sys.modules['_guest_calling'].outcome = lambda label, run: (True, b'')",
        "import builtins; builtins.isinstance = lambda *a: True",
        "import builtins; builtins.len = lambda *a: 0",
        "import numpy; numpy.ndarray = int; numpy.asarray = None",
        "import sys; sys.modules.clear()",
        "import gc; [x.clear() for x in gc.get_objects() if type(x) is dict and 'cases' in x]",
    ):
        submission = handed_in(("hw.py", f"{patch}\ndef f(x): return x\n{OTHERS}"))
        got = box.evidence(submission, "before", "f", "after")
        assert all(isinstance(o, STUDENTS_OWN) for one in got.values() for o in one.outcomes.values())
    assert box.outcomes("def f(x): return x", "f") == [Returned(1.0), Returned(2.0)]
