"""How much of a card is told, to whom and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from synthetic_class import HALF, RUBRIC, SECRET, card, rubric

from grader.model.verdict import Kind, Verdict
from grader.rubric.schema import Rubric
from grader.rubric.told import extent, for_student, for_teacher, question_shows, shows_want

DUE = "2026-10-06 23:59 America/Detroit"
LATE = datetime(2026, 10, 7, 3, 59, tzinfo=UTC)


def quiet(**more: object) -> Rubric:
    """A rubric that tells outcomes alone until it is due."""
    return rubric(due=DUE, feedback={"before_due": "outcome_only"}, **more)


def verdict(told: object, address: str) -> Verdict:
    """One criterion's verdict of a card."""
    grades = [grade for part in told.parts for grade in part.criteria]  # type: ignore[attr-defined]
    return next(grade.verdict for grade in grades if grade.address == address)


def test_the_due_date_has_a_zone() -> None:
    """Midnight in Detroit is four in the morning elsewhere; the minute itself is after."""
    assert quiet().due == LATE
    assert extent(quiet(), LATE - timedelta(seconds=1)) == "outcome_only"
    assert extent(quiet(), LATE) == "full"
    assert rubric(due="2026-10-07T03:59Z").due == LATE
    assert (
        extent(rubric(feedback={"before_due": "outcome_only", "after_due": "outcome_only"}), LATE) != "full"
    )


def test_before_it_is_due_only_outcomes_are_told() -> None:
    """Verdict and points alone: no case, no expected value, no hint, no prints."""
    given = card("ada", {"3.1/value": HALF}, prints=(("gradient", "hello"),))
    told = for_student(given, quiet(), LATE - timedelta(days=1))
    assert verdict(told, "3.1/value") == Verdict(Kind.PARTLY, HALF.credit)
    assert told.prints == ()
    assert [part.points for part in told.parts] == [part.points for part in given.parts]
    assert for_student(given, quiet(), LATE) == given


def test_an_instructor_reads_reasons_before_it_is_due() -> None:
    """What is told early is the student's affair; hidden values are hidden from both."""
    given = card("ada", {"3.1/value": HALF, "3.10/solution": SECRET})
    told = for_teacher(given, quiet())
    assert verdict(told, "3.1/value") == HALF
    assert verdict(told, "3.10/solution") == replace(SECRET, want="", hint="")


@pytest.mark.parametrize(
    ("criterion", "question", "whole", "shown"),
    [
        (None, None, "true", True),
        (None, None, "false", False),
        (None, "true", "false", True),
        (None, "false", "true", False),
        ("true", "false", "false", True),
        ("false", "true", "true", False),
    ],
)
def test_the_nearest_word_decides(
    criterion: str | None, question: str | None, whole: str, shown: bool
) -> None:
    """The criterion's, else its question's, else the rubric's."""
    settings = {} if question is None else {"questions": {"gradient": {"show_want": question}}}
    made = rubric(show_want=whole, **settings)
    part = made.problems[1].parts[0]
    own = part.criteria[0].model_copy(update={} if criterion is None else {"show_want": criterion == "true"})
    assert shows_want(made, own) is shown


def test_a_question_is_hidden_if_one_of_its_criteria_is() -> None:
    """A picture of the expected line would give away what another criterion hides."""
    problems = [dict(problem) for problem in RUBRIC["problems"]]  # type: ignore[attr-defined]
    made = rubric(problems=problems)
    assert question_shows(made, "vjp")
    assert not question_shows(made, "solution")
