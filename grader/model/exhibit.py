"""Pictures of an answer: calls that are run and plotted, never judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model.calls import QuestionCalls
from grader.model.wanted import Wanted

Numbers = tuple[float | None, ...]  # None where there is no finite number


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a picture, a y for each of its x; a name where there are several."""

    name: str
    y: Numbers


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture as it is declared beside the reference; `log` names the axes that are logarithmic."""

    question: str
    name: str
    title: str
    labels: tuple[str, ...]  # of its calls
    x: tuple[float, ...]
    x_label: str = ""
    y_label: str = ""
    log: str = ""
    points: tuple[tuple[float, float], ...] = ()
    marks: tuple[tuple[float, str], ...] = ()
    reference: Wanted[tuple[Line, ...]] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture with a student's own lines in it."""

    exhibit: Exhibit
    yours: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class QuestionExhibits:
    """All pictures of one question, their calls, and what the reference returns for those."""

    calls: QuestionCalls
    wants: Mapping[str, object]
    exhibits: tuple[Exhibit, ...]

    @property
    def question(self) -> str:
        """The question they belong to."""
        return self.exhibits[0].question


def calls_name(question: str) -> str:
    """What the calls of a question's pictures go by: no function can be called like that."""
    return f"{question} (pictures)"
