"""Points given by hand on a criterion that the rubric no longer has: never silently gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from grading import Class, by_student, type_command

from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.model.grade import GradeCard
from grader.pipeline.adjusting import Wish, decide
from grader.pipeline.export import export
from grader.pipeline.regrade import regrade

RENAMED = (
    ("{id: value, points: 3/4", "{id: half, points: 3/4"),
    ("needs: [value]", "needs: [half]"),
)
WHOLE = (
    "      - {id: 2.2, title: The largest, points: 1, extra: yes, question: largest, check: {kind: array}}\n"
)
FLAG = "points given by hand on 1.2/value, which the rubric no longer has"


def out(made: Class) -> Path:
    """The grades folder."""
    return made.folder / "grades"


def adjust(made: Class, place: str, typed: str, action: str = "adjust") -> object:
    """Type `grader adjust bea PLACE POINTS`."""
    because = "A slip of the pen" if action == "adjust" else ""
    return decide(out(made), Wish("bea", place, action, typed, because, "Ada"))  # type: ignore[arg-type]


def card(made: Class, student: str = "bea") -> GradeCard:
    """A student's card of the sheet."""
    with Ledger.open(out(made)) as ledger:
        return next(one for one in ledger.cards() if one.student == student)


@pytest.fixture
def renamed(tiny: Class) -> Class:
    """Bea has points by hand on 1.2/value, and that is called 1.2/half now."""
    tiny.grade()
    adjust(tiny, "1.2/value", "1/2")
    for old, new in RENAMED:
        tiny.edit_rubric(old, new)
    return tiny


def test_judging_again_says_so_and_the_row_is_open(renamed: Class) -> None:
    """A flag, an open status without a total, and no export; others are as they were."""
    done = regrade(out(renamed), renamed.rubric)
    assert done.lost == {"1.2/value": ("bea",)}
    bea = card(renamed)
    assert (bea.flags, bea.open, bea.total) == ((FLAG,), ("1.2/value",), None)
    row = by_student(out(renamed) / "gradebook.csv")
    assert (row["bea"]["total"], row["bea"]["status"], row["bea"]["flags"]) == ("", "draft: 1.2/value", FLAG)
    assert row["ada"]["status"] == "final"
    (gone,) = [one for one in done.difference.changes if (one.student, one.place) == ("bea", "1.2/value")]
    told = "points given by hand stand on what the rubric no longer has"
    assert told in done.difference.because(gone)
    with pytest.raises(GraderError, match="still open: bea"):
        export(out(renamed), renamed.rubric, "csv", None)


def test_a_run_comes_to_the_same(renamed: Class) -> None:
    """Running makes the very card that judging again does, and lists the row to look at."""
    regrade(out(renamed), renamed.rubric)
    before = card(renamed)
    renamed.grade()
    assert card(renamed) == before
    said = type_command("run", "submissions", "-r", "rubric.yaml", cwd=renamed.folder)
    assert FLAG in " ".join(said.out.split())


def test_dropping_ends_it(renamed: Class) -> None:
    """--drop takes the address that is no more; the trail keeps both lines."""
    regrade(out(renamed), renamed.rubric)
    adjust(renamed, "1.2/value", "", "drop")
    bea = card(renamed)
    assert (bea.flags, bea.open, str(bea.total)) == ((), (), "2.25")
    with Ledger.open(out(renamed)) as ledger:
        assert [one.action for one in ledger.trail.decisions()] == ["adjust", "drop"]
    assert regrade(out(renamed), renamed.rubric).lost == {}


def test_the_id_coming_back_ends_it(renamed: Class) -> None:
    """With the criterion the points count again, as they were given."""
    regrade(out(renamed), renamed.rubric)
    for old, new in RENAMED:
        renamed.edit_rubric(new, old)
    regrade(out(renamed), renamed.rubric)
    bea = card(renamed)
    assert (bea.flags, bea.open, str(bea.total)) == ((), (), "2.00")


def test_a_part_that_went_is_told_the_same_way(tiny: Class) -> None:
    """A whole part may go: its address is told, and dropped by the part's name alone."""
    tiny.grade()
    adjust(tiny, "2.2", "1/2")
    tiny.edit_rubric(WHOLE, "")
    assert regrade(out(tiny), tiny.rubric).lost == {"2.2/value": ("bea",)}
    assert card(tiny).open == ("2.2/value",)
    adjust(tiny, "2.2", "", "drop")
    assert card(tiny).open == ()


def test_only_dropping_is_possible(renamed: Class) -> None:
    """Confirming or giving other points there is answered with the line that drops them."""
    regrade(out(renamed), renamed.rubric)
    for typed, action in (("", "confirm"), ("1/4", "adjust")):
        with pytest.raises(GraderError, match=r"grader adjust bea 1\.2/value --drop"):
            adjust(renamed, "1.2/value", typed, action)


def test_the_commands_say_it(renamed: Class) -> None:
    """regrade, show and the list name the place; show ends with the line that drops it, which works."""
    said = type_command("regrade", cwd=renamed.folder)
    assert said.code == 0
    assert "Points given by hand on 1.2/value, which the rubric no longer has, are open: bea" in said.out
    told = json.loads(type_command("regrade", "--json", cwd=renamed.folder).out)
    assert told["points_by_hand_on_nothing"] == {"1.2/value": ["bea"]}
    shown = type_command("show", "bea", cwd=renamed.folder)
    assert FLAG in shown.out
    line = "grader adjust bea 1.2/value --drop"
    assert line in shown.out
    assert FLAG in type_command("show", "--todo", cwd=renamed.folder).out
    assert FLAG in type_command("show", "bea", "--anonymous", cwd=renamed.folder).out
    type_command("show", "bea", "--ok", "--as", "me", cwd=renamed.folder)
    assert card(renamed).open == ("1.2/value",)
    dropped = type_command(*line.split()[1:], "--as", "me", cwd=renamed.folder)
    assert (dropped.code, dropped.err) == (0, "")
    assert card(renamed).open == ()
