"""What is no submission: the homework's own folders, and grades; and what a rubric asks in vain."""

from __future__ import annotations

import re

import pytest
from grading import Class, grade

from grader.errors import OracleError, RubricError, SubmissionError


def test_a_homeworks_own_folders_are_no_students(tiny: Class) -> None:
    """Grading the folder that holds everything takes neither reference nor grades for submissions."""
    tiny.grade()
    graded = grade(tiny.folder, tiny.rubric, tiny.folder / "again", layout="folders")
    assert not {"reference", "grades", "again"} & {card.student for card in graded.cards}
    assert any("this homework's own" in note for note in graded.notes)
    again = grade(tiny.folder, tiny.rubric, tiny.folder / "again", layout="folders")
    assert [card.student for card in again.cards] == [card.student for card in graded.cards]


def test_grades_do_not_go_where_the_submissions_are(tiny: Class) -> None:
    """Our own pages would be the next run's students."""
    with pytest.raises(SubmissionError, match="choose another folder for the grades"):
        grade(tiny.submissions, tiny.rubric, tiny.submissions)
    assert not (tiny.submissions / "ledger.sqlite").exists()


def test_every_question_that_is_missing_is_said_with_its_line(tiny: Class) -> None:
    """All at once, each with the rubric's line and what was probably meant."""
    for old, new in (("question: twice,", "question: twise,"), ("question: total,", "question: totl,")):
        tiny.edit_rubric(old, new)
    with pytest.raises(RubricError) as caught:
        tiny.grade()
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    for line, meant in zip(lines, ("twice", "total"), strict=True):
        assert re.match(rf".*rubric\.yaml:\d+: .*perhaps `{meant}` is meant", line)


def test_a_reference_that_follows_from_nothing_is_said_as_its_own(tiny: Class) -> None:
    """The rubric asked for nothing wrong: the sentence names the reference's line, and is never empty."""
    module = next(
        path for path in (tiny.folder / "reference").glob("*.py") if "def twice" in path.read_text()
    )
    follows = (
        '\n\n@twice.follows("hafl")\ndef from_half(hafl, x):\n    """Four halves."""\n    return 4 * hafl\n'
    )
    module.write_text(module.read_text(encoding="utf-8") + follows, encoding="utf-8")
    with pytest.raises(
        OracleError, match=rf"no question `hafl`; perhaps `half` is meant .*{module.name}:\d+"
    ):
        tiny.grade()
