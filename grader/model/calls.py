"""What students' functions are called with. A want never travels in these types."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from grader.model import frames

Keep = Literal["all", "sketch"]


@dataclass(frozen=True, slots=True)
class CaseCall:
    """One call: `packed` is the frame of {"arguments": …, "given": …}; `size` is the arguments' bytes."""

    label: str
    size: int
    packed: bytes
    keep: Keep = "all"

    @property
    def group(self) -> str:
        """The generator that made this case; limits count per group."""
        return self.label.rpartition("/")[0] or self.label


@dataclass(frozen=True, slots=True)
class QuestionCalls:
    """All calls of one question, smallest first, and the public starter text its functions may lean on."""

    name: str
    parameters: tuple[str, ...]
    cases: tuple[CaseCall, ...]
    starter: str = ""
    aliases: tuple[str, ...] = ()
    near: bool = False  # an answer under almost the right name counts
    goes_on: bool = False  # an exception is an answer like another: the other cases of its group are run, too

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in the order they run."""
        return tuple(dict.fromkeys(case.group for case in self.cases))

    @property
    def digest(self) -> str:
        """Names the stored bytes: part of the key of every evidence."""
        total = hashlib.sha256(
            repr((self.name, self.parameters, self.aliases, self.starter, self.near, self.goes_on)).encode()
        )
        for case in self.cases:
            total.update(f"\0{case.label}\0{case.keep}\0{len(case.packed)}\0".encode())
            total.update(case.packed)
        return total.hexdigest()


def paired(question: QuestionCalls, earlier: QuestionCalls) -> dict[str, str]:
    """By case of a question, the case of an earlier one with the very same arguments, where there is one."""
    if question.name == earlier.name:
        return {case.label: case.label for case in question.cases}
    known = [(case.label, _arguments(case)) for case in earlier.cases]
    pairs = {}
    for case in question.cases:
        mine = _arguments(case).items()
        label = next((label for label, arguments in known if arguments.items() <= mine), None)
        if label is not None:
            pairs[case.label] = label
    return pairs


def _arguments(case: CaseCall) -> dict[str, bytes]:
    packed = frames.decode(case.packed)
    arguments = packed["arguments"] if isinstance(packed, dict) else {}
    return {name: frames.encode(value) for name, value in arguments.items()}


@dataclass(frozen=True, slots=True)
class Calls:
    """Every question's calls, in the rubric's order."""

    questions: tuple[QuestionCalls, ...]

    def question(self, name: str) -> QuestionCalls:
        """The calls of one question; KeyError when there are none."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)
