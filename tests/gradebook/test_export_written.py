"""What destinations write of their own: comments, statistics, ids, and who is named."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from grading import rows as table
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sent_class import TITLE, made, read_rows
from synthetic_class import HALF, HOSTILE, SECRET, card, rubric, students, wrong

from grader.errors import GraderError
from grader.gradebook.exports.comments import LONGEST, comment_for
from grader.gradebook.exports.destinations import DESTINATIONS
from grader.gradebook.exports.gradescope import Result
from grader.gradebook.exports.points import comma_in, hundredths, number, score, short
from grader.gradebook.exports.sending import Row, Sending
from grader.model.grade import GradeCard
from grader.model.person import Person
from grader.model.verdict import Kind, Verdict

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def sending(*cards: GradeCard, keys: tuple[tuple[str, str], ...] = (), **more: object) -> Sending:
    """These cards, with what the class list knows of each."""
    rows = tuple(Row(one, Person(one.student, one.name, one.email, keys=keys)) for one in cards)
    return Sending(rubric(title=TITLE), rows, **more)  # type: ignore[arg-type]


@given(st.fractions(min_value=-10, max_value=1000))
def test_points_are_rounded_half_up_once(value: Fraction) -> None:
    """Two decimals on the exact value: never more than half a hundredth away, and a tie goes up."""
    off = Fraction(hundredths(value)) - value
    assert -Fraction(1, 200) < off <= Fraction(1, 200)
    assert Decimal(number(value)) == Decimal(short(value)) == hundredths(value)


def test_points_as_text() -> None:
    """1.005 is 1.01, whatever a float makes of it; Classroom's form has a decimal; a comma on request."""
    assert number(Decimal("1.005")) == "1.01"
    assert (short(Decimal(8)), short(Decimal("8.50")), short(Decimal("8.25"), ",")) == ("8.0", "8.5", "8,25")
    assert number(Fraction(0)) == "0.00"


def test_a_file_s_decimal_mark() -> None:
    """By its numbers; by its delimiter where it has none with decimals."""
    assert comma_in(["5,0", "100", "", "x,y"], ",") == ","
    assert comma_in(["5.0", "9,5", "1.5"], ";") == "."
    assert (comma_in(["5", ""], ";"), comma_in(["5", ""], ",")) == (",", ".")


def test_who_has_no_points_is_blank_and_never_zero() -> None:
    """Missing, excused and open: nothing; a missing one that has points has them; zero is zero."""
    kinds = ("missing", "excused", "open")
    assert [score(made("a", "", "", 0, kind)) for kind in kinds] == [None] * 3
    none = dict.fromkeys([f"{p.id}/{c.id}" for _, p, c in rubric().walk()], Verdict(Kind.NOT_ATTEMPTED))
    assert score(card("a", none)) == 0
    assert score(card("a", none, place="missing")) == 0


def test_a_comment_says_what_cost_most_first() -> None:
    """The points, then losses by size in the words of the page."""
    verdicts = {"3.1/value": HALF, "3.10/argument": Verdict(Kind.NOT_ATTEMPTED), "2.1/value": wrong("Off.")}
    said = comment_for(card("ada", verdicts), rubric(), NOW)
    assert said.startswith(
        "3.5 of 5 points. 2.1 (-1): Off. 3.10/argument (-1): not attempted. 3.1 (-0.5): Your"
    )
    assert HALF.want not in said


def test_a_comment_tells_no_expected_value_where_they_are_hidden() -> None:
    """A sentence that quotes it is left out, by the rubric's own rule; before the due date all may be."""
    leak = wrong("It is [0.8, 0.4].", want="[0.8, 0.4]", got="[1, 0]")
    assert "0.8" not in comment_for(card("ada", {"3.10/solution": leak}), rubric(), NOW)
    assert "0.8" not in comment_for(card("ada", {"3.10/solution": SECRET}), rubric(), NOW)
    quiet = rubric(due="2026-12-06 23:59 America/Detroit", feedback={"before_due": "outcome_only"})
    assert "Off" not in comment_for(card("ada", {"2.1/value": wrong("Off.")}), quiet, NOW)


@settings(deadline=None)
@given(st.lists(st.text(max_size=300), min_size=1, max_size=6))
def test_a_comment_is_short_plain_and_cut_at_a_word(texts: list[str]) -> None:
    """Never more than 500 characters on one line, whatever was said."""
    addresses = ["2.1/value", "2.2/value", "2.2/linear", "3.1/value", "3.10/solution", "3.11/value"]
    verdicts = dict(zip(addresses, [wrong(text) for text in texts], strict=False))
    said = comment_for(card("ada", verdicts), rubric(), NOW)
    assert len(said) <= LONGEST
    assert said == " ".join(said.split())
    assert said.startswith(tuple("0123456789"))


def test_a_long_comment_ends_between_words() -> None:
    """What does not fit is left out after a whole word."""
    said = comment_for(card("ada", {"2.1/value": wrong("word " * 200)}), rubric(), NOW)
    assert said.endswith("word…")
    assert len(said) <= LONGEST


def test_who_has_no_id_is_blank_and_named(tmp_path: Path) -> None:
    """Canvas and Brightspace would look such a row up by name: it goes without points."""
    for to, words in (("canvas", "Without an id of Canvas"), ("brightspace", "Without an OrgDefinedId")):
        notes = DESTINATIONS[to].send(tmp_path / to, sending(card("ada", name="Ada L", email="a@b.c")))
        assert any(note.startswith(words) and "ada" in note for note in notes)
        row = read_rows(tmp_path / to / f"{to}.csv")[-1]
        assert "6.00" not in row
        assert "6.0" not in row


def test_a_new_canvas_column_is_warned_of_unless_it_has_its_number(tmp_path: Path) -> None:
    """A title that Canvas does not know makes a new assignment: said, but not of “Homework (771204)”."""
    sent = sending(card("ada"), keys=(("canvas id", "1"),))
    assert any("makes a new one" in note for note in DESTINATIONS["canvas"].send(tmp_path, sent))
    known = sending(card("ada"), keys=(("canvas id", "1"),), column="Homework (771204)")
    assert not any("makes a new one" in note for note in DESTINATIONS["canvas"].send(tmp_path, known))
    assert read_rows(tmp_path / "canvas.csv")[0][5] == "Homework (771204)"


def test_statistics_are_over_those_who_have_points(tmp_path: Path) -> None:
    """Mean, median, range and spread of each part and the total, as numbers, open rows left out."""
    cards = [made("a", "", "", 0), made("b", "", "", 8), made("c", "", "", 8), made("d", "", "", 8, "open")]
    DESTINATIONS["xlsx"].send(tmp_path, sending(*cards))
    sheet = openpyxl.load_workbook(tmp_path / "grades.xlsx")["Statistics"]
    lines = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert lines["total"][2:] == (5, 3, 5.67, 6, 5, 6, 0.58)
    assert lines["3.1"][3:7] == (4, 0.75, 1, 0)


def test_a_workbook_with_nobody_settled(tmp_path: Path) -> None:
    """A class in which all is open has its sheets, and no statistics of nothing."""
    DESTINATIONS["xlsx"].send(tmp_path, sending(made("a", "", "", 0, "missing")))
    sheet = openpyxl.load_workbook(tmp_path / "grades.xlsx")["Statistics"]
    assert [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)] == [0] * 6


def test_gradescope_s_names_are_exact(tmp_path: Path) -> None:
    """Tests are passed or failed, numbers as in the homework; a field of another name is refused."""
    DESTINATIONS["gradescope"].send(tmp_path, sending(card("ada", {"3.1/value": HALF})))
    result = Result.model_validate_json((tmp_path / "ada" / "results.json").read_bytes())
    tests = {test.number: test for test in result.tests}
    assert (tests["3.1"].status, tests["3.1"].score, tests["3.1"].max_score) == ("failed", 0.5, 1)
    assert "Expected: [-4, -2]" in tests["3.1"].output
    assert (tests["3.11"].tags, tests["3.10/solution"].status) == (["extra credit"], "passed")
    assert (result.score, result.extra_data["score"]) == (5.5, "5.50")
    with pytest.raises(ValidationError):
        Result.model_validate({**result.model_dump(), "points": 1})


def test_the_whole_made_up_class_goes_everywhere(tmp_path: Path) -> None:
    """Hostile names, open rows and all: every destination that needs no file writes something."""
    for to, one in DESTINATIONS.items():
        if one.fill != "must" and to != "feedback":
            one.send(tmp_path / to, sending(*students()))
            assert list((tmp_path / to).iterdir()), to
    assert not list(tmp_path.glob("**/passwd"))


def test_feedback_without_a_page_is_an_error(tmp_path: Path) -> None:
    """A link to nothing is not sent: the sentence says whose page is missing, and what writes it."""
    sent = sending(card("ada"), feedback=tmp_path / "nothing")
    with pytest.raises(GraderError, match=r"no page for ada; .*regrade"):
        DESTINATIONS["feedback"].send(tmp_path / "out", sent)


def test_comments_of_hostile_code_are_text(tmp_path: Path) -> None:
    """What a student's code said comes as plain visible characters."""
    (tmp_path / "ada.html").write_text("x")
    sent = sending(card("ada", {"2.1/value": wrong(HOSTILE)}), feedback=tmp_path)
    DESTINATIONS["feedback"].send(tmp_path / "out", sent)
    said = table(tmp_path / "out" / "comments.csv")[0]["comment"]
    assert "alert" in said
    assert said.isprintable()
