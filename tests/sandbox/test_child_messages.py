"""What a child's messages are taken for: any value at all under any key is an outcome or a refusal."""

from __future__ import annotations

import numpy as np
import pytest
from handed_in import handed_in, question
from hypothesis import given
from hypothesis import strategies as st

from grader.ledger import codec
from grader.model import frames
from grader.model.evidence import Evidence, OutOfMemory, Raised, Refused, Returned
from grader.model.sketch import Sketch
from grader.sandbox import messages
from grader.sandbox.child import Fault

CALL = question("f", {"x": 1.0}, {"x": 2.0})
LARGE = question("f", {"x": 1.0}, keep="sketch")
HW = handed_in(("hw.py", ""), ("notes.ipynb", [""]))

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.binary(max_size=9)
    | st.sampled_from(
        ["case", "done", "imported", "found", "returned", "raised", "memory", "refused", "case/0", "f"]
    )
    | st.sampled_from([np.arange(3.0), np.array([True, False]), np.float64(1), np.array("x"), np.zeros(0)]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = [
    "at",
    "label",
    "what",
    "value",
    "type",
    "message",
    "trail",
    "reason",
    "found",
    "failures",
    "prints",
    "error",
]
told = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4) | st.integers(), anything, max_size=8)


def outcome(
    message: dict[object, object], label: str | None = "case/0", size: int = 100, call: object = CALL
) -> object:
    """The outcome of one case's message."""
    return messages.outcome(message, size, label, call, 64, HW)


def case(**more: object) -> dict[object, object]:
    """A message about the first case."""
    return {"at": "case", "label": "case/0", **more}


@given(told, st.sampled_from(["case/0", None]))
def test_any_message_is_an_outcome_or_refused(message: dict[object, object], label: str | None) -> None:
    """Nothing under any key raises anything but Fault, and what is taken can be kept."""
    about = {"at": "case", "label": "case/0"} if len(message) % 2 else {}
    try:
        taken = outcome({**message, **about}, label)
    except Fault as fault:
        taken = fault.outcome
    assert codec.pack_evidence(Evidence("f", {"case/0": taken}))
    assert isinstance(messages.failures(message), list)
    report = messages.found(message)
    assert report is None or all(isinstance(word, str) for word in report.values())


@given(st.binary(max_size=64) | anything.map(frames.encode))
def test_any_frame_is_a_message_or_refused(frame: bytes) -> None:
    """Bytes that are no frame, and frames of anything but a dict, are refused."""
    try:
        told = messages.message(bytearray(frame))
    except Fault as fault:
        told = {"refused": fault.outcome}
        assert type(told["refused"]) is Refused
    assert isinstance(told, dict)


def test_each_kind_of_message_has_its_outcome() -> None:
    """The four things an honest child says of a case."""
    assert outcome(case(what="returned", value=1.5)) == Returned(1.5)
    assert outcome(case(what="memory")) == OutOfMemory(64)
    assert outcome(case(what="refused", reason="it is nested too deeply")) == Refused(
        "it is nested too deeply"
    )
    raised = case(what="raised", type="ValueError", message="no", trail=["hw.py line 3", "linalg.py line 9"])
    assert outcome(raised) == Raised("ValueError", "no", "hw.py line 3")


@pytest.mark.parametrize("label", ["case/1", "", None, 0, ["case/0"]])
def test_a_message_about_another_case_is_none(label: object) -> None:
    """Labels come in the order of the plan."""
    with pytest.raises(Fault):
        outcome(case(what="returned", value=1.0, label=label))


def test_a_message_after_the_last_case_is_none() -> None:
    """When every case has answered only `done` may follow."""
    with pytest.raises(Fault):
        outcome(case(what="returned", value=1.0), label=None)


def test_words_are_cut() -> None:
    """Whatever length a name, a message, a reason or a place has, what is kept of it is short."""
    long = "x" * 100_000
    raised = outcome(case(what="raised", type=long, message=long, trail=[f"hw.py {long}"]))
    assert isinstance(raised, Raised)
    assert (len(raised.type), len(raised.message), len(raised.where)) == (80, 300, 300)
    refused = outcome(case(what="refused", reason=long))
    assert isinstance(refused, Refused)
    assert len(refused.reason) == 200


def test_what_is_large_is_kept_only_as_a_sketch() -> None:
    """Whole results have a cap, however they are wrapped; a sketch of any size has a few hundred bytes."""
    value = np.ones(100_000)
    assert isinstance(outcome(case(what="returned", value=value), size=messages.MAX_KEPT << 2), Refused)
    kept = outcome(case(what="returned", value=value), size=messages.MAX_KEPT << 2, call=LARGE)
    assert isinstance(kept, Returned)
    assert isinstance(kept.value, Sketch)
    wrapped = outcome(case(what="returned", value={"a": value}), size=messages.MAX_KEPT << 2, call=LARGE)
    assert isinstance(wrapped, Refused)


def test_four_megabytes_are_kept_whole() -> None:
    """The cap is of the result, not of the few bytes around it."""
    value = np.ones(messages.MAX_KEPT // 8)
    frame = frames.encode(case(what="returned", value=value))
    assert isinstance(outcome(case(what="returned", value=value), size=len(frame)), Returned)


def test_the_place_is_a_line_of_the_students_own() -> None:
    """The innermost line of a handed-in file is told, whatever else is in the trail."""
    for trail, where in {
        ("hw.py line 1", "hw.py line 7", "core.py line 2"): "hw.py line 7",
        ("notes.ipynb cell 2 line 1",): "notes.ipynb cell 2 line 1",
        ("core.py line 2",): "",
        (): "",
        (3, None, "hw.py line 4"): "hw.py line 4",
    }.items():
        got = outcome(case(what="raised", type="E", message="", trail=list(trail)))
        assert isinstance(got, Raised)
        assert got.where == where
