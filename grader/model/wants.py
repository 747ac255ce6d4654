"""What the reference returns, and what its named mistakes and conventions return. Never shown to a guest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Results = Mapping[str, object]  # by case label


@dataclass(frozen=True, slots=True)
class Convention:
    """Another right way to read the question; an answer must follow one of them on every case."""

    name: str
    results: Results


@dataclass(frozen=True, slots=True)
class Mistake:
    """A known wrong answer: what it earns of its criterion, and the hint it deserves."""

    name: str
    credit: Fraction
    hint: str
    results: Results
    under: str = ""  # the convention it was tried under; "" is the reference's own


@dataclass(frozen=True, slots=True)
class QuestionWants:
    """Everything one question's answers are compared with."""

    name: str
    title: str  # the reference's docstring: what the question asks, in a sentence
    want: Results
    conventions: tuple[Convention, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    equivalents: tuple[Convention, ...] = ()
    scales: Mapping[str, float] = field(default_factory=dict)
    properties: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()  # earlier questions from whose own answer another want follows
    digest: str = ""  # of the reference that made them: part of the key of every comparison


@dataclass(frozen=True, slots=True)
class Wants:
    """Every question's wants, in the rubric's order."""

    questions: tuple[QuestionWants, ...]

    def question(self, name: str) -> QuestionWants:
        """The wants of one question; KeyError when there are none."""
        for question in self.questions:
            if question.name == name:
                return question
        raise KeyError(name)
