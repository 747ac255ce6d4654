"""A case's arguments in short readable text."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks.show import brief
from grader.model.calls import Calls, CaseCall
from grader.model.frames import FrameError, decode

__all__ = ["describe"]

LIMIT = 300


def describe(calls: Calls, question: str, label: str, limit: int = LIMIT) -> str:
    """Arguments as in v = [1, 2, 3], y = [1, 1, 1]; empty for an unknown case or one without arguments."""
    case = _case(calls, question, label)
    if case is None:
        return ""
    try:
        packed = decode(case.packed)
    except FrameError:
        return ""
    arguments = packed.get("arguments") if isinstance(packed, Mapping) else None
    if not isinstance(arguments, Mapping) or not arguments:
        return ""
    each = max(24, limit // len(arguments))
    text = ", ".join(f"{name} = {brief(value, each)}" for name, value in arguments.items())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _case(calls: Calls, question: str, label: str) -> CaseCall | None:
    try:
        cases = calls.question(question).cases
    except KeyError:
        return None
    return next((case for case in cases if case.label == label), None)
