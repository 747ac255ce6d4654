"""The words of a rubric's fields, and what it says about files, limits and single questions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from grader.rubric.points import UNSIGNED, exact, shown

RUN: dict[str, Any] = {"stage": "run"}
JUDGE: dict[str, Any] = {"stage": "judge"}
SCORE: dict[str, Any] = {"stage": "score"}
SHOW: dict[str, Any] = {"stage": "show"}

ID = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
SHORTHAND = ("question", "key", "cases", "check", "credit", "follow_through", "needs", "by_hand", "show_want")

Points = Annotated[
    Fraction,
    BeforeValidator(exact),
    PlainSerializer(shown, return_type=str),
    WithJsonSchema({"type": ["number", "string"], "minimum": 0, "pattern": f"^{UNSIGNED}$"}),
]
Format = Annotated[Literal[1], BeforeValidator(lambda value: 1 if value == "1" else value)]
Id = Annotated[str, Field(pattern=ID)]
Name = Annotated[str, Field(pattern=NAME)]
Text = Annotated[str, Field(min_length=1)]
Extent = Literal["full", "outcome_only"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Model(BaseModel):
    """Frozen, and nothing it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SubmissionRule(Model):
    """Which files of a submission are looked at."""

    code: tuple[Text, ...] = Field(
        ("*.py", "*.ipynb"), description="Patterns of the files that hold code.", json_schema_extra=RUN
    )
    written: Text | None = Field(
        None,
        description="Name of the written part's PDF; {netid} stands for the student's.",
        json_schema_extra=RUN,
    )
    attempts: Literal["latest", "best"] = Field(
        "latest",
        description="Which counts of several attempts of one student: the latest, or the one with the "
        "highest total; then each is graded.",
        json_schema_extra=RUN,
    )


class Limits(Model):
    """What student code may use."""

    seconds: Positive = Field(
        5, description="Processor time for one group of cases of a question.", json_schema_extra=RUN
    )
    import_seconds: Positive = Field(
        20, description="Processor time for loading a submission's files.", json_schema_extra=RUN
    )
    submission_seconds: Positive = Field(
        60, description="Processor time for one submission altogether.", json_schema_extra=RUN
    )
    memory_mb: int = Field(512, gt=0, description="Memory, in megabytes.", json_schema_extra=RUN)


class LimitsPatch(Model):
    """The limits that differ for one question."""

    seconds: Positive | None = Field(
        None, description="Processor time for one group of cases.", json_schema_extra=RUN
    )
    import_seconds: Positive | None = Field(
        None, description="Processor time for loading the files.", json_schema_extra=RUN
    )
    submission_seconds: Positive | None = Field(
        None, description="Processor time for one submission altogether.", json_schema_extra=RUN
    )
    memory_mb: int | None = Field(None, gt=0, description="Memory, in megabytes.", json_schema_extra=RUN)


class FeedbackRule(Model):
    """How much students read of what was found out."""

    before_due: Extent = Field(
        "full",
        description="Until the due date: everything, or outcome_only, verdicts and points alone.",
        json_schema_extra=SHOW,
    )
    after_due: Extent = Field(
        "full", description="From the due date on, or when there is none.", json_schema_extra=SHOW
    )


class QuestionSettings(Model):
    """What differs for one question."""

    limits: LimitsPatch = Field(
        default_factory=LimitsPatch, description="Limits that replace the rubric's for this question."
    )
    aliases: tuple[Name, ...] = Field(
        (), description="Other names under which students may define it.", json_schema_extra=RUN
    )
    show_want: bool | None = Field(
        None,
        description="Whether students see its expected values; absent: as the rubric says.",
        json_schema_extra=SHOW,
    )


class Level(Model):
    """One step of a criterion marked by hand."""

    id: Id = Field(description="Short name of the level, as in full or half.", json_schema_extra=JUDGE)
    points: Points = Field(description="Points a work at this level earns.", json_schema_extra=SCORE)
    when: Text = Field(
        description="What a work at this level shows, in words for the marker and the student.",
        json_schema_extra=SHOW,
    )


class ByHand(Model):
    """How a person marks a criterion; a level that earns nothing is implied."""

    levels: tuple[Level, ...] = Field(min_length=1, description="The levels to choose from, best first.")


def way_fault(fields: Mapping[str, Any]) -> str:
    """What is wrong with how a criterion says it is marked; nothing when it is clear."""
    if "by_hand" in fields:
        stray = [key for key in ("question", "check", "key", "cases") if key in fields]
        if stray:
            return f"`{stray[0]}` and `by_hand` exclude each other; keep one, or make two criteria"
        return ""
    if "question" in fields:
        return "" if "check" in fields else "`question` needs a `check`, as in check: {kind: array}"
    if "check" in fields:
        return "`check` needs a `question`, the name of the function it looks at"
    return "needs a `question` with a `check`, or `by_hand` with levels"
