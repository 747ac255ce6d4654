"""Tolerances written into a rubric's text: numbers change, and nothing else."""

from __future__ import annotations

import pytest
from grading import HW2

from grader.errors import RubricError
from grader.rubric.rewrite import plain, with_tolerances

TEXT = """\
format: 1
homework: hw
title: "Ümläute 𝓛 bleiben"  # kept
points: 2
reference: here
seed: 1
problems:
  - id: 1
    title: P
    points: 2
    parts:
      - {id: 1.1, title: A, points: 1, question: f, check: {kind: array, rel: 1e-5, column: mistake}}
      - id: 1.10
        title: B
        points: 1
        question: g
        check:
          # above
          kind: array  # beside
          column: note
"""


def changed(old: str, new: str) -> str:
    """The text with one place changed by hand."""
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


def test_a_number_that_is_there_is_replaced() -> None:
    """In its place, with everything around it."""
    assert with_tolerances(TEXT, {"1.1/value": {"rel": 1e-7}}) == changed("rel: 1e-5", "rel: 1e-7")


def test_a_number_that_is_missing_is_put_beside() -> None:
    """Behind the other tolerance, or above the first key of a block, whose comments stay with it."""
    both = with_tolerances(TEXT, {"1.1/value": {"rel": 1e-7, "abs": 1e-12}})
    assert both == changed("rel: 1e-5", "rel: 1e-7, abs: 1e-12")
    block = with_tolerances(TEXT, {"1.10/value": {"rel": 1e-4, "abs": 0.0}})
    assert block == changed(
        "kind: array  # beside", "rel: 1e-4\n          abs: 0\n          kind: array  # beside"
    )


def test_windows_lines_stay() -> None:
    """A file with CRLF keeps them on every old line."""
    text = TEXT.replace("\n", "\r\n")
    assert with_tolerances(text, {"1.1/value": {"rel": 1e-7}}) == text.replace("rel: 1e-5", "rel: 1e-7")


def test_the_shipped_rubric_keeps_every_comment() -> None:
    """All of homework 2's rubric but the numbers, in criteria and in parts that are one themselves."""
    text = HW2.read_text(encoding="utf-8")
    new = with_tolerances(text, {"3.4/solution": {"rel": 1e-7}, "2.1/value": {"abs": 1e-8}})
    pairs = [pair for pair in zip(text.splitlines(), new.splitlines(), strict=True) if pair[0] != pair[1]]
    assert [line.strip().rpartition("check: ")[2] for _, line in pairs] == [
        "{kind: array, abs: 1e-8}}",
        "{kind: array, rel: 1e-7, column: mistake}",
    ]


def test_what_cannot_be_written_is_said() -> None:
    """A criterion without a check, and a check that two criteria share by an alias."""
    with pytest.raises(RubricError, match=r"9\.9/value"):
        with_tolerances(TEXT, {"9.9/value": {"rel": 1e-7}})
    shared = changed("check: {kind: array, rel", "check: &one {kind: array, rel")
    begin = shared.index("        check:\n")
    shared = shared[:begin] + "        check: *one\n"
    with pytest.raises(RubricError, match="alias"):
        with_tolerances(shared, {"1.1/value": {"rel": 1e-7}, "1.10/value": {"rel": 1e-7}})
    with pytest.raises(RubricError, match="alias"):
        with_tolerances(shared, {"1.1/value": {"rel": 1e-7}})


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-6, "1e-6"), (2.5e-7, "2.5e-7"), (1e-4, "1e-4"), (0.0, "0"), (0.05, "0.05"), (1e-14, "1e-14")],
)
def test_numbers_are_written_as_one_writes_them(value: float, text: str) -> None:
    """1e-6, not 1e-06; and it reads back as the same number."""
    assert plain(value) == text
    assert float(text) == value
