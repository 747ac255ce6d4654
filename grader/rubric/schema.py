"""What a rubric can say: frozen models, each field with its meaning and the stage that reads it.

Stages: *run* decides what student code is called with and under which limits, *judge* what an answer is
compared with, *score* what a verdict is worth, *show* what people read. A change is felt from its stage on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from pydantic import Field, field_validator, model_validator

from grader.checks import Check, Tolerance
from grader.rubric.policy import Policy
from grader.rubric.settings import (
    ID,
    JUDGE,
    NAME,
    RUN,
    SCORE,
    SHORTHAND,
    SHOW,
    ByHand,
    FeedbackRule,
    Format,
    Id,
    Level,
    Limits,
    LimitsPatch,
    Model,
    Name,
    Points,
    QuestionSettings,
    SubmissionRule,
    Text,
    way_fault,
)

__all__ = [
    "ID",
    "NAME",
    "SHORTHAND",
    "ByHand",
    "Criterion",
    "Level",
    "Limits",
    "LimitsPatch",
    "Part",
    "Problem",
    "QuestionSettings",
    "Rubric",
    "SubmissionRule",
    "address",
]


class Criterion(Model):
    """The smallest thing that earns points."""

    id: Id = Field(description="Short name, unique within its part.", json_schema_extra=SCORE)
    title: str = Field("", description="What it is about, for people.", json_schema_extra=SHOW)
    points: Points = Field(description="Points at full credit: 0.25, or 1/3.", json_schema_extra=SCORE)
    question: Name | None = Field(
        None, description="The function of the reference that answers it.", json_schema_extra=RUN
    )
    key: Text | None = Field(
        None, description="Which entry of a returned dict counts.", json_schema_extra=JUDGE
    )
    cases: tuple[Text, ...] = Field(
        (), description="Groups of cases that count, by their names; absent: all.", json_schema_extra=JUDGE
    )
    check: Check | None = Field(
        None, description="How an answer is compared with the reference's.", json_schema_extra=JUDGE
    )
    credit: Literal["all_or_nothing", "per_case"] = Field(
        "all_or_nothing",
        description="Points for all cases together, or a share for each case that is right.",
        json_schema_extra=JUDGE,
    )
    follow_through: Points = Field(
        Fraction(1, 2),
        description="Share of the points, below 1, for a wrong answer that follows from the student's own "
        "earlier one, where the reference says what follows. It is earned even where `needs` is not met; "
        "0: nothing is followed.",
        json_schema_extra=JUDGE,
    )
    needs: tuple[Text, ...] = Field(
        (),
        description="Criteria that must have earned half their points first: solution, or 3.4/solution. "
        "Without them it is skipped, unless the answer follows from the student's own (`follow_through`).",
        json_schema_extra=JUDGE,
    )
    by_hand: ByHand | None = Field(None, description="Marked by a person, by these levels.")
    show_want: bool | None = Field(
        None,
        description="Whether students see the expected value; absent: as the rubric says.",
        json_schema_extra=SHOW,
    )

    @field_validator("follow_through")
    @classmethod
    def _less_than_right(cls, share: Fraction) -> Fraction:
        if share >= 1:
            raise ValueError("must be less than 1: what follows from a wrong answer is not right itself")
        return share

    @model_validator(mode="after")
    def _one_way(self) -> Criterion:
        fault = way_fault({name: value for name, value in self if value not in (None, ())})
        if fault:
            raise ValueError(fault)
        return self


class Part(Model):
    """A part of a problem: one column of the grade sheet."""

    id: Id = Field(description="The part's number as students know it, as in 3.4.", json_schema_extra=SCORE)
    title: Text = Field(description="What it is about, for people.", json_schema_extra=SHOW)
    points: Points = Field(description="Points; its criteria must add up to them.", json_schema_extra=SCORE)
    extra: bool = Field(
        False, description="Extra credit: left out of all sums of possible points.", json_schema_extra=SCORE
    )
    criteria: tuple[Criterion, ...] = Field(
        min_length=1, description="What its points are for; a part may also be one criterion itself."
    )

    @model_validator(mode="before")
    @classmethod
    def _fold(cls, data: object) -> object:
        """A part without criteria is one, called `value`."""
        if not isinstance(data, Mapping) or "criteria" in data:
            return data
        rest = {key: value for key, value in data.items() if key not in SHORTHAND}
        own = {key: data[key] for key in SHORTHAND if key in data}
        return {**rest, "criteria": [{"id": "value", "points": data.get("points", "0"), **own}]}


class Problem(Model):
    """A problem of the homework."""

    id: Id = Field(description="The problem's number as students know it.", json_schema_extra=SCORE)
    title: Text = Field(description="What it is about, for people.", json_schema_extra=SHOW)
    points: Points = Field(
        description="Points; its parts without extra credit must add up to them.", json_schema_extra=SCORE
    )
    parts: tuple[Part, ...] = Field(min_length=1, description="Its parts, in order.")


class Rubric(Policy):
    """One homework's rubric."""

    format: Format = Field(description="Version of this format: 1.", json_schema_extra=RUN)
    homework: Id = Field(description="Short name of the homework.", json_schema_extra=SHOW)
    title: Text = Field(description="The homework's title.", json_schema_extra=SHOW)
    points: Points = Field(
        description="Points without extra credit; the problems must add up to them.", json_schema_extra=SCORE
    )
    reference: Text = Field(
        description="Folder of the reference solution, from this file's folder.", json_schema_extra=RUN
    )
    seed: int = Field(
        ge=0, description="Seed of all random cases; another number makes other cases.", json_schema_extra=RUN
    )
    python: Text | None = Field(
        None, description="The Python students' code runs in; absent: the one in use.", json_schema_extra=RUN
    )
    submission: SubmissionRule = Field(
        default_factory=SubmissionRule, description="Which files of a submission are looked at."
    )
    packages: tuple[Text, ...] = Field((), description="Packages students may import.", json_schema_extra=RUN)
    accept_near_names: bool = Field(
        False,
        description="Whether an answer counts that is found under almost the right name (another case, an "
        "underscore, one typo) or inside a class or a function; it is reported in any case.",
        json_schema_extra=RUN,
    )
    limits: Limits = Field(default_factory=Limits, description="What student code may use.")
    tolerance: Tolerance = Field(
        default_factory=Tolerance,
        description="How far a number may be from the reference's, unless a check says otherwise.",
        json_schema_extra=JUDGE,
    )
    isolation: Literal["strong", "full"] = Field(
        "strong", description="How strictly student code is locked in.", json_schema_extra=RUN
    )
    show_want: bool = Field(
        True, description="Whether students see the expected values.", json_schema_extra=SHOW
    )
    feedback: FeedbackRule = Field(
        default_factory=FeedbackRule, description="How much students read, before and after the due date."
    )
    appeals: str = Field(
        "", description="Whom to ask about a mark and how; stands below every page.", json_schema_extra=SHOW
    )
    problems: tuple[Problem, ...] = Field(min_length=1, description="The homework's problems, in order.")
    questions: dict[Name, QuestionSettings] = Field(
        default_factory=dict, description="What differs for single questions, by their names."
    )

    @model_validator(mode="after")
    def _due(self) -> Rubric:
        if self.due is None and self.feedback.before_due != self.feedback.after_due:
            raise ValueError("`feedback` tells before from after the due date, but there is no `due`")
        return self

    def walk(self) -> Iterator[tuple[Problem, Part, Criterion]]:
        """Every criterion with its part and problem, in the rubric's order."""
        for problem in self.problems:
            for part in problem.parts:
                for criterion in part.criteria:
                    yield problem, part, criterion

    @property
    def possible(self) -> Fraction:
        """All points but those of extra parts."""
        parts = (part for problem in self.problems for part in problem.parts)
        return sum((part.points for part in parts if not part.extra), Fraction(0))

    @property
    def question_names(self) -> tuple[str, ...]:
        """The questions asked, in order of first use."""
        return tuple(dict.fromkeys(c.question for _, _, c in self.walk() if c.question))

    def limits_for(self, question: str) -> Limits:
        """The limits of one question: the rubric's, with its own laid over them."""
        if question not in self.questions:
            return self.limits
        return self.limits.model_copy(update=self.questions[question].limits.model_dump(exclude_none=True))

    def aliases_for(self, question: str) -> tuple[str, ...]:
        """Other names under which students may define a question."""
        return self.questions[question].aliases if question in self.questions else ()


def address(part: Part, criterion: Criterion) -> str:
    """How everybody names a criterion: 3.4/solution."""
    return f"{part.id}/{criterion.id}"
