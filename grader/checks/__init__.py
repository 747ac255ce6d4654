"""Ways of comparing a student's value with ours, one file each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from grader.checks.array import ArrayCheck
from grader.checks.base import BaseCheck, Tolerance
from grader.checks.data import DataCheck
from grader.checks.direction import DirectionCheck
from grader.checks.exact import ExactCheck
from grader.checks.graph import GraphCheck
from grader.checks.growth import GrowthCheck
from grader.checks.line import LineCheck
from grader.checks.mapping import MappingCheck
from grader.checks.property import PropertyCheck
from grader.checks.raises import RaisesCheck
from grader.checks.table import TableCheck

Check = Annotated[
    ArrayCheck
    | ExactCheck
    | GrowthCheck
    | GraphCheck
    | LineCheck
    | DirectionCheck
    | MappingCheck
    | DataCheck
    | TableCheck
    | RaisesCheck
    | PropertyCheck,
    Field(discriminator="kind"),
]

__all__ = [
    "ArrayCheck",
    "BaseCheck",
    "Check",
    "DataCheck",
    "DirectionCheck",
    "ExactCheck",
    "GraphCheck",
    "GrowthCheck",
    "LineCheck",
    "MappingCheck",
    "PropertyCheck",
    "RaisesCheck",
    "TableCheck",
    "Tolerance",
]
