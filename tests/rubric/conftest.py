"""A small sound rubric that every test of this room breaks in its own way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SOUND = """\
format: 1
homework: hw9
title: A small homework
points: 3
reference: answers
seed: 7
packages: [numpy]
problems:
  - id: 1
    title: Slopes
    points: 1
    parts:
      - {id: 1.1, title: A slope, points: 1, question: slope, check: {kind: array}}
  - id: 2
    title: Lines
    points: 2
    parts:
      - id: 2.1
        title: A line
        points: 2
        criteria:
          - {id: line, points: 3/2, question: line, check: {kind: line}}
          - id: unique
            points: 1/2
            question: unique
            needs: [line]
            check: {kind: exact}
      - id: 2.2
        title: A proof
        points: 1
        extra: yes
        by_hand:
          levels:
            - {id: full, points: 1, when: It is complete.}
            - {id: half, points: 1/2, when: It has a gap.}
questions:
  slope: {limits: {memory_mb: 64}, aliases: [gradient]}
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a rubric's text beside a reference that exists."""
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "one.py").write_text("", encoding="utf-8")

    def to_file(text: str | bytes) -> Path:
        path = tmp_path / "rubric.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to_file


@pytest.fixture
def sound() -> str:
    """The text of the sound rubric."""
    return SOUND
