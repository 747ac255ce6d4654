"""What a child says, taken apart: a student's code may have written any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grader.model import frames
from grader.model.calls import QuestionCalls
from grader.model.evidence import Outcome, OutOfMemory, Raised, Refused, Returned
from grader.model.sketch import Sketch, sketch
from grader.model.submission import Submission
from grader.sandbox.child import Fault

MAX_KEPT = 4 << 20  # bytes of one result that is kept whole
AROUND = 1 << 16  # bytes of its frame beside
MAX_FAILURES = 50
NO_ANSWER = "what came back was not an answer"

Message = Mapping[object, object]


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that failed while the files were run: what to say of it, and the names it would bind."""

    say: str
    names: frozenset[str]


def message(frame: bytearray) -> Message:
    """A child's frame as a message. Raises Fault(Refused) when it is none."""
    try:
        told = frames.decode(frame)
    except frames.FrameError as error:
        raise Fault(Refused(str(error))) from error
    if not isinstance(told, dict):
        raise Fault(Refused(NO_ANSWER))
    return told


def word(told: Message, key: str, limit: int = 80) -> str:
    """A text of a message, cut at `limit`; nothing when there is no text under that key."""
    value = told.get(key)
    return value[:limit] if isinstance(value, str) else ""


def found(told: Message) -> dict[str, str] | None:
    """By question, "found" or what is in its place; None when this is no report of an import."""
    report = told.get("found")
    if word(told, "at") != "imported" or not isinstance(report, dict):
        return None
    return {name: word(report, name, 120) for name in report if isinstance(name, str)}


def failures(told: Message) -> list[Failure]:
    """The statements that failed, as many and as long as an honest child would tell."""
    entries = told.get("failures")
    listed = (
        [one for one in entries[:MAX_FAILURES] if isinstance(one, dict)] if isinstance(entries, list) else []
    )
    return [
        Failure(
            f"{word(one, 'where', 200)} failed: {word(one, 'type')}: {word(one, 'message', 300)}", _names(one)
        )
        for one in listed
    ]


def outcome(
    told: Message, size: int, label: str | None, call: QuestionCalls, memory_mb: int, submission: Submission
) -> Outcome:
    """What a case's message says; `size` is its frame's. Raises Fault(Refused) for any other message."""
    if label is None or (word(told, "at"), word(told, "label", 1000)) != ("case", label):
        raise Fault(Refused(NO_ANSWER))
    what = word(told, "what")
    if what == "returned":
        return _returned(told.get("value"), size, label, call)
    if what == "memory":
        return OutOfMemory(memory_mb)
    if what == "raised":
        where, lineage = _where(told.get("trail"), submission), _lineage(told.get("lineage"))
        return Raised(word(told, "type"), word(told, "message", 300), where, lineage)
    return Refused(word(told, "reason", 200) or NO_ANSWER)


def _returned(value: object, size: int, label: str, call: QuestionCalls) -> Outcome:
    case = next(case for case in call.cases if case.label == label)
    kept = sketch(value, label) if case.keep == "sketch" else value
    if isinstance(kept, Sketch):
        return Returned(kept)
    if size > MAX_KEPT + AROUND:
        return Refused(f"it is larger than {MAX_KEPT >> 20} MB")
    if value is None or isinstance(value, (np.ndarray, np.generic, float, bool)):
        return Returned(value)
    try:
        frames.encode(value)  # what cannot be written down again was never written by our side
    except frames.FrameError:
        return Refused(NO_ANSWER)
    return Returned(value)


def _where(trail: object, submission: Submission) -> str:
    """The innermost line of the student's own files in a trail."""
    paths = tuple(file.path for file in submission.code)
    lines = [line for line in trail if isinstance(line, str)] if isinstance(trail, list) else []
    own = [line for line in lines if line.startswith(paths)]
    return own[-1][:300] if own else ""


def _lineage(names: object) -> tuple[str, ...]:
    """The classes an exception is one of."""
    listed = names[:20] if isinstance(names, list) else []
    return tuple(name[:80] for name in listed if isinstance(name, str))


def _names(entry: Message) -> frozenset[str]:
    names = entry.get("names")
    return (
        frozenset(name for name in names if isinstance(name, str)) if isinstance(names, list) else frozenset()
    )
