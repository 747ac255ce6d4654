"""What a rubric says about the class, the due date, and handing in late or not at all."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from grader.rubric.moments import Span, moment, shown_moment, span
from grader.rubric.points import exact
from grader.rubric.settings import SCORE, SHOW, Model, Text

__all__ = ["LateRule", "Moment", "Policy", "Share", "percent", "share"]


def share(value: object) -> object:
    """10%, 0.1 or 1/10: from nothing to all of it."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    try:
        read = exact(text.removesuffix("%").strip())
    except ValueError as error:
        raise ValueError("is no share; write it as in 10%, 0.1 or 1/10") from error
    if not isinstance(read, Fraction):
        raise ValueError("is no share; write it as in 10%, 0.1 or 1/10")  # noqa: TRY004 - pydantic's own
    read = read / 100 if text.endswith("%") else read
    if not 0 <= read <= 1:
        raise ValueError("must be between 0 and 100%")
    return read


def percent(value: Fraction) -> str:
    """10 %, or 33.33 %."""
    return f"{float(value * 100):.2f}".rstrip("0").rstrip(".") + " %"


Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    PlainSerializer(shown_moment, return_type=str),
    WithJsonSchema({"type": "string"}),
]
Length = Annotated[
    Span, BeforeValidator(span), PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string"})
]
Share = Annotated[
    Fraction,
    BeforeValidator(share),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": ["number", "string"]}),
]


class LateRule(Model):
    """What handing in late costs, of all points earned, extra credit too."""

    lose: Share = Field(
        description="Share of the points earned that is lost: 10%, 0.1 or 1/10.", json_schema_extra=SCORE
    )
    per: Literal["day", "hour", "once"] = Field(
        "day",
        description="For each day or hour begun after the due date, or once however late.",
        json_schema_extra=SCORE,
    )
    grace: Length | None = Field(
        None,
        description="Until so long after the due date it costs nothing: 15 min.",
        json_schema_extra=SCORE,
    )
    at_most: Share = Field(
        Fraction(1), description="No more is lost than this share: 50%.", json_schema_extra=SCORE
    )
    closed_after: Length | None = Field(
        None, description="What comes later than this earns nothing: 3 days.", json_schema_extra=SCORE
    )


class Policy(Model):
    """The class and the due date."""

    roster: Text | None = Field(
        None, description="The class list's CSV, from this file's folder.", json_schema_extra=SHOW
    )
    due: Moment | None = Field(
        None,
        description="When it is due, with a zone: 2026-10-06 23:59 America/Detroit, or …T23:59-04:00.",
        json_schema_extra=SHOW,
    )
    late: LateRule | None = Field(None, description="What handing in late costs; absent: nothing.")
    missing: Literal["blank", "zero"] = Field(
        "blank",
        description="What the sheet says of whoever handed in nothing: no points yet, or none.",
        json_schema_extra=SCORE,
    )

    @model_validator(mode="after")
    def _has_due(self) -> Policy:
        if self.late is not None and self.due is None:
            raise ValueError("`late` needs a due date: there is no `due`")
        return self
