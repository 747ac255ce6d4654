"""The text of a new rubric."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Row", "rubric_text"]


@dataclass(frozen=True, slots=True)
class Row:
    """One part: its title, its question, and how answers are compared."""

    title: str
    question: str
    check: str


HEAD = """\
# yaml-language-server: $schema=rubric.schema.json
#
# What is asked, what it is worth, and how answers are compared. With the line above, an editor that speaks
# YAML explains every key and completes it. `grader check` says what is wrong with it before anyone is graded.
#
#   points    Decimals or fractions (1/3). Parts must add up to their problem, problems to the homework.
#   question  The function in the reference that answers it; students define one of the same name.
#   check     array and mapping (numbers), exact (yes or no, a whole number, a word), data (texts, lists,
#             dicts), table (DataFrames), raises (exceptions), graph, growth, line, direction, property.

format: 1
homework: {name}
title: {title}
points: {points}
reference: ../reference/{name}
seed: {seed}                   # of all random cases; keep it to yourself
packages: [{packages}]         # what students may import
limits: {{seconds: 5, submission_seconds: 60, memory_mb: 512}}
tolerance: {{rel: 1e-6, abs: 1e-9}}
# due: 2026-10-06 23:59 America/Detroit
# submission: {{written: "{name}-{{netid}}.pdf"}}

problems:
  - id: 1
    title: {title}
    points: {points}
    parts:
"""


def rubric_text(name: str, title: str, seed: int, packages: Sequence[str], rows: Sequence[Row]) -> str:
    """A rubric of one problem, a point for each part."""
    facts = {"name": name, "title": _quoted(title), "seed": seed, "packages": ", ".join(packages)}
    text = HEAD.format(points=len(rows), **facts)
    for number, row in enumerate(rows, 1):
        text += (
            f"      - id: 1.{number}\n        title: {_quoted(row.title)}\n        points: 1\n"
            f"        question: {row.question}\n        check: {row.check}\n"
        )
    return text


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
