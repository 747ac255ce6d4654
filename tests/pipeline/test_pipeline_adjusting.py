"""Points given by hand: what they change, what they are bound to, and what keeps them."""

from __future__ import annotations

import re

import pytest
from grading import Class, by_student, points, rows, type_command

from grader.errors import GraderError
from grader.pipeline.adjusting import Decided, Wish, decide
from grader.pipeline.adopting import adopt
from grader.pipeline.rejudge import rejudge
from grader.pipeline.standing import standing
from grader.report.looks import look_at

REASON = "The name misled you"
AGAIN = "# handed in again\n"


def adjust(made: Class, place: str, typed: str, student: str = "bea", action: str = "adjust") -> Decided:
    """Type `grader adjust STUDENT PLACE POINTS`."""
    why = REASON if action == "adjust" else ""
    wish = Wish(student, place, action, typed, why, "Ada Lovelace")  # type: ignore[arg-type]
    return decide(made.folder / "grades", wish)


def mine(made: Class, place: str, student: str = "bea") -> dict[str, str]:
    """A criterion's row of parts.csv."""
    part, _, name = place.partition("/")
    found = [row for row in rows(made.folder / "grades" / "parts.csv") if row["student"] == student]
    return next(row for row in found if (row["part"], row["criterion"]) == (part, name))


def total(made: Class, student: str = "bea") -> tuple[str, str]:
    """A student's total and status."""
    row = by_student(made.folder / "grades" / "gradebook.csv")[student]
    return row["total"], row["status"]


def again(made: Class, student: str = "bea") -> None:
    """The student hands the same in with one line more."""
    path = made.submissions / student / "hw.py"
    path.write_text(path.read_text() + AGAIN)


def test_points_by_hand_are_on_sheet_and_page_with_the_reason_but_not_by_whom(tiny: Class) -> None:
    """Sheet, comment, report and page follow at once; the page keeps the name to itself."""
    tiny.grade()
    assert (points(tiny.folder / "grades" / "parts.csv", "bea")["1.1/value"], total(tiny)[0]) == (
        "0.5000",
        "2.25",
    )
    done = adjust(tiny, "1.1", "0.75")
    assert [(str(move.before), str(move.after)) for move in done.moves] == [("0.50", "0.75")]
    row = mine(tiny, "1.1/value")
    assert (row["points"], row["verdict"]) == ("0.7500", "partly")
    assert row["comment"].startswith(f"Set by hand: {REASON}")
    assert total(tiny) == ("2.50", "final")
    page = (tiny.folder / "grades" / "feedback" / "bea.html").read_text("utf-8")
    assert REASON in page
    assert "set by hand" in page
    assert "Ada Lovelace" not in page
    full = adjust(tiny, "1.1/value", "1")
    assert (full.after, mine(tiny, "1.1/value")["verdict"]) == (1, "right")
    assert REASON in (tiny.folder / "grades" / "feedback" / "bea.html").read_text("utf-8")


def test_they_stay_through_runs_and_judging_again(tiny: Class) -> None:
    """Neither the same command again nor a change of the rubric elsewhere takes them away."""
    tiny.grade()
    adjust(tiny, "1.1", "0.75")
    tiny.grade()
    assert total(tiny) == ("2.50", "final")
    tiny.edit_rubric("title: The sum", "title: A sum")
    with standing(tiny.folder / "grades", tiny.rubric) as stand:
        adopt(stand, rejudge(stand))
        cards = stand.ledger.cards()
    assert {str(card.total) for card in cards if card.student == "bea"} == {"2.50"}
    assert all(card.receipt for card in cards)


def test_after_a_resubmission_they_are_open_until_confirmed(tiny: Class) -> None:
    """They are said to be of the earlier file, blank, in the list, and count once a person says so."""
    tiny.grade()
    adjust(tiny, "1.1", "0.75")
    again(tiny)
    graded = tiny.grade()
    assert (mine(tiny, "1.1/value")["points"], mine(tiny, "1.1/value")["verdict"]) == ("", "pending")
    assert total(tiny) == ("", "draft: 1.1/value")
    assert "made on the earlier file" in mine(tiny, "1.1/value")["comment"]
    assert any("made on the earlier file" in look.why for look in look_at(graded.cards, graded.looked))
    adjust(tiny, "1.1", "", action="confirm")
    assert (total(tiny), mine(tiny, "1.1/value")["points"]) == (("2.50", "final"), "0.7500")
    assert REASON in mine(tiny, "1.1/value")["comment"]
    tiny.grade()
    assert total(tiny) == ("2.50", "final")


def test_dropped_points_count_no_more(tiny: Class) -> None:
    """What the code earned stands again, whether they were open or not; the trail keeps both lines."""
    tiny.grade()
    adjust(tiny, "1.1", "0.75")
    adjust(tiny, "1.1", "", action="drop")
    assert (total(tiny), mine(tiny, "1.1/value")["points"]) == (("2.25", "final"), "0.5000")
    assert "by hand" not in mine(tiny, "1.1/value")["comment"]
    with standing(tiny.folder / "grades") as stand:
        assert [one.action for one in stand.ledger.trail.decisions()] == ["adjust", "drop"]
    with pytest.raises(GraderError, match=r"Nobody has given points by hand to bea in 1\.1/value"):
        adjust(tiny, "1.1", "", action="drop")


def test_when_the_rubric_gives_the_points_they_are_open(tiny: Class) -> None:
    """A wider tolerance makes the answer right, so the points by hand may have lost their sense."""
    tiny.grade()
    adjust(tiny, "2.1", "1", "cyd")
    tiny.edit_rubric("rel: 1e-6", "rel: 1e-2")
    tiny.grade()
    row = mine(tiny, "2.1/value", "cyd")
    assert (row["points"], row["verdict"]) == ("", "pending")
    assert "gives these points" in row["comment"]
    adjust(tiny, "2.1", "", "cyd", "drop")
    assert mine(tiny, "2.1/value", "cyd")["points"] == "2.0000"


def test_other_points_for_the_criterion_open_them(tiny: Class) -> None:
    """Half of one point is not half of two: a person says what it is to be."""
    tiny.grade()
    adjust(tiny, "1.2/whole", "1/8")
    tiny.edit_rubric("points: 3/4", "points: 15/16")
    tiny.edit_rubric("points: 1/4", "points: 1/16")
    tiny.grade()
    assert mine(tiny, "1.2/whole")["points"] == ""
    with pytest.raises(GraderError, match=r"is worth 0\.0625 now, less than the 0\.125 given by hand"):
        adjust(tiny, "1.2/whole", "", action="confirm")


@pytest.mark.parametrize(
    ("place", "typed", "said"),
    [
        ("1.1", "many", "many is no number of points"),
        ("1.1", "1.5", r"1\.1/value is worth 1; 1\.5 points are too many"),
        ("1.1", "1/2", r"1\.1/value has 0\.5 of 1 already"),
        ("1.2", "0", r"1\.2 has 2 criteria; name one of them: 1\.2/value, 1\.2/whole"),
        ("9.9", "0", r"no part 9\.9"),
        ("1.1/other", "0", r"no part 1\.1/other"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(tiny: Class, place: str, typed: str, said: str) -> None:
    """Points, place and student are looked at before anything is written."""
    tiny.grade()
    with pytest.raises(GraderError, match=said):
        adjust(tiny, place, typed)
    with pytest.raises(GraderError, match="did you mean bea"):
        adjust(tiny, "1.1", "1", "beaa")
    with standing(tiny.folder / "grades") as stand:
        assert stand.ledger.trail.head().rows == 0


def test_an_open_submission_gets_points_by_hand(tiny: Class) -> None:
    """Where nothing was found, a person may give a criterion its points; the rest stays open."""
    tiny.hand_in("dan", "def doppelt(x):\n    return 2 * x\n")
    tiny.grade()
    adjust(tiny, "1.1", "1", "dan")
    row = mine(tiny, "1.1/value", "dan")
    assert (row["points"], row["verdict"], total(tiny, "dan")[0]) == ("1.0000", "right", "")
    assert "1.1/value" not in total(tiny, "dan")[1]


def test_the_command_is_typed_and_tells_what_it_did(tiny: Class) -> None:
    """Before, after, reason, name, and the trail's end, which run.log and the report hold, too."""
    assert type_command("run", "submissions", cwd=tiny.folder, GRADER_RUBRIC="rubric.yaml").code == 0
    said = type_command(
        *("adjust", "bea", "1.1", "0.75", "--because", REASON, "--as", "Grace Hopper"), cwd=tiny.folder
    )
    assert (said.code, said.err) == (0, "")
    assert "bea 1.1/value  0.5 → 0.75 of 1" in said.out
    assert REASON in said.out
    assert "Grace Hopper" in said.out
    found = re.search(r"end at (1:[0-9a-f]{16}) now", said.out)
    assert found
    assert found[1] in (tiny.folder / "grades" / "run.log").read_text()
    assert found[1] in (tiny.folder / "grades" / "report" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["bea"],
        ["bea", "1.1"],
        ["bea", "1.1", "1"],
        ["bea", "1.1", "1", "--drop"],
        ["bea", "1.1", "--drop", "--confirm"],
        ["bea", "1.1", "--forget"],
    ],
)
def test_a_command_line_that_cannot_be_meant_is_explained(tiny: Class, words: list[str]) -> None:
    """Points need a reason, and what excludes each other is not guessed at."""
    said = type_command("adjust", *words, cwd=tiny.folder)
    assert said.code == 2
    assert "Usage:" in said.err
