"""A case that would notice a bug, written as a reference writes its examples."""

from __future__ import annotations

from dataclasses import dataclass

from grader.oracle.rules import unpack
from grader.pipeline.homework import Homework
from grader.report.literal import TooLarge, call_text, literal

__all__ = ["Example", "line_of"]

LONGEST = 600


@dataclass(frozen=True, slots=True)
class Example:
    """A call whose answer the bug changes, as a line for the reference; empty where it is too long to write.

    `beyond` says that no generator would draw it, so it may be none the question allows.
    """

    question: str
    label: str
    address: str
    line: str
    beyond: bool = False


def line_of(homework: Homework, question: str, label: str) -> str:
    """The call as an example in the words of a reference."""
    cases = homework.built.calls.question(question).cases
    case = next((one for one in cases if one.label == label), None)
    try:
        texts = {name: literal(value, LONGEST) for name, value in unpack(case.packed).items()} if case else {}
    except TooLarge:
        return ""
    line = call_text(f"{question}.example", texts)
    return line if case and len(line) <= 2 * LONGEST else ""
