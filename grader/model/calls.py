"""What students' functions are called with. A want never travels in these types."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

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

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in the order they run."""
        return tuple(dict.fromkeys(case.group for case in self.cases))

    @property
    def digest(self) -> str:
        """Names the stored bytes: part of the key of every evidence."""
        total = hashlib.sha256(
            repr((self.name, self.parameters, self.aliases, self.starter, self.near)).encode()
        )
        for case in self.cases:
            total.update(f"\0{case.label}\0{case.keep}\0{len(case.packed)}\0".encode())
            total.update(case.packed)
        return total.hexdigest()


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
