"""Lateness, exceptions and who is missing: judged again without running code, and shown line by line."""

from __future__ import annotations

import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from grading import Class, by_student, type_command

from grader.collect import Collected
from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.ledger.people import kept_people
from grader.model.grade import GradeCard
from grader.model.submission import Attempt
from grader.pipeline import Graded, Request, run
from grader.pipeline.adjusting import Wish, decide
from grader.pipeline.collecting import collected_from
from grader.pipeline.export import export
from grader.pipeline.forgetting import forget
from grader.pipeline.outputs import write_outputs
from grader.pipeline.regrade import Regraded, regrade
from grader.report.looks import look_at
from grader.sandbox.box import Sandbox

HEAD = "seed: 3"
POLICY = f"{HEAD}\ndue: 2026-10-06 23:59 America/Detroit\nlate: {{lose: 10%}}"
COLUMNS = "student,homework,due,status,received,lose,because\n"
LATE = "ada,,,,2026-10-07 12:00,,by mail\n"


def exceptions(of: Class, *rows: str) -> None:
    """exceptions.csv with these rows."""
    (of.folder / "exceptions.csv").write_text(COLUMNS + "".join(rows), encoding="utf-8")


@pytest.fixture
def listed(tiny: Class, monkeypatch: pytest.MonkeyPatch) -> Class:
    """The tiny class by a class list with one who is missing; ada is late; from now on nothing runs."""
    tiny.edit_rubric(HEAD, POLICY)
    (tiny.folder / "class.csv").write_text(
        "netid,name\nada,Ada\nbea,Bea\ncyd1,Cyd\ndan,Dan\n", encoding="utf-8"
    )
    exceptions(tiny, LATE)
    graded(tiny)
    monkeypatch.setattr(Sandbox, "run", forbidden)
    return tiny


def forbidden(*_: object, **__: object) -> None:
    """Nobody's code runs here."""
    raise AssertionError("students' code was run")


def graded(of: Class, roster: str = "class.csv") -> Graded:
    """A run with the class list, and its files."""
    request = Request(of.submissions, of.rubric, of.folder / "grades", 1, roster=of.folder / roster)
    done = run(request, lambda *_: None)
    write_outputs(done, request.out)
    return done


def again(of: Class, *, accept: bool = False) -> Regraded:
    """Judge again."""
    return regrade(of.folder / "grades", of.rubric, accept=accept)


def card(of: Class, student: str) -> GradeCard:
    """A student's card as it is kept."""
    with Ledger.open(of.folder / "grades") as ledger:
        return next(one for one in ledger.cards() if one.student == student)


def sheet(of: Class) -> dict[str, dict[str, str]]:
    """gradebook.csv."""
    return by_student(of.folder / "grades" / "gradebook.csv")


def test_the_penalty_is_a_share_of_all_that_was_earned(listed: Class) -> None:
    """Extra credit counts among it, the parts stay as they are, and the column stands after extra credit."""
    ada = card(listed, "ada")
    assert (ada.earned, ada.penalty, ada.total) == (Decimal("5.00"), Decimal("0.50"), Decimal("4.50"))
    columns = list(sheet(listed)["ada"])
    assert columns[columns.index("extra_credit") + 1] == "penalty"
    assert [sheet(listed)[one]["penalty"] for one in ("ada", "bea", "dan")] == ["0.50", "0.00", ""]


def test_without_lateness_there_is_no_such_column(tiny: Class) -> None:
    """The columns are as they were where nobody says what lateness costs."""
    tiny.grade()
    assert list(sheet(tiny)["ada"])[-5:] == ["extra_credit", "total", "possible", "status", "flags"]


def test_a_systems_word_is_kept_for_judging_again(tiny: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """When Canvas received it is part of what was handed in; without a time it is one day, and listed."""
    words = {
        "bea": Attempt(1, "2026-10-08T06:59:00Z", "Canvas"),
        "cyd": Attempt(1, "", "Canvas", late=True),
        "ada": Attempt(1, "2026-10-01T00:00:00Z", "Canvas", late=True),
    }

    def with_words(*asked: object) -> Collected:
        found = collected_from(*asked)  # type: ignore[arg-type]
        marked = tuple(replace(one, attempt=words[one.id]) for one in found.submissions)
        return replace(found, submissions=marked)

    monkeypatch.setattr(sys.modules["grader.pipeline.run"], "collected_from", with_words)
    tiny.edit_rubric(HEAD, POLICY)
    done = tiny.grade()
    assert {one.student: one.late_words for one in done.cards} == {
        "ada": "",
        "bea": "1 day 3 h late by Canvas, 10 % for each day begun: −20 % (0.45 points)",
        "cyd": "late by Canvas, which does not say by how much, counted as 1 day: −10 % (0.10 points)",
    }
    assert [look.why for look in look_at(done.cards) if "late by Canvas" in look.why]
    tiny.edit_rubric("lose: 10%", "lose: 10%, per: once")
    again(tiny)
    assert [card(tiny, one).penalty for one in ("ada", "bea", "cyd")] == [
        *(Decimal(0), Decimal("0.23"), Decimal("0.10")),
    ]


def test_an_edit_of_the_rule_moves_who_was_late(listed: Class) -> None:
    """The line of the rubric is named, and a run comes to the same."""
    listed.edit_rubric("lose: 10%", "lose: 20%")
    done = again(listed)
    (change,) = done.difference.changes
    assert (change.student, change.place, change.before, change.after) == (
        *("ada", "late"),
        *(Fraction(-1, 2), Fraction(-1)),
    )
    (why,) = done.difference.because(change)
    assert why.endswith(": late lose 10% → 20%")
    assert card(listed, "ada").total == Decimal("4.00")


def test_an_edit_of_exceptions_names_its_line(listed: Class) -> None:
    """A waived penalty, and an excuse of who handed in: blank now, and back again from what is known."""
    exceptions(listed, "ada,,,,2026-10-07 12:00,0,by mail\n", "bea,,,excused,,,ill\n")
    done = again(listed)
    said = {change.student: " ".join(done.difference.because(change)) for change in done.difference.changes}
    assert "exceptions.csv:2: ada,,,,2026-10-07 12:00,0,by mail" in said["ada"]
    assert "exceptions.csv:3: bea,,,excused,,,ill graded before, excused now" in said["bea"]
    assert (card(listed, "ada").total, card(listed, "bea").total) == (Decimal("5.00"), None)
    assert (sheet(listed)["bea"]["status"], sheet(listed)["bea"]["2.1"]) == ("excused", "")
    assert not (listed.folder / "grades" / "feedback" / "bea.html").exists()
    exceptions(listed, LATE)
    done = again(listed)
    assert not done.needs_run
    assert (card(listed, "ada").total, card(listed, "bea").total) == (Decimal("4.50"), Decimal("2.25"))


def test_judging_again_comes_to_what_a_run_comes_to(listed: Class) -> None:
    """Rule, exceptions and zero for the missing, edited at once: the same cards, and the same sums."""
    exceptions(listed, "ada,,+1 day,,2026-10-08 00:30,,\n", "bea,,,excused,,,\n")
    listed.edit_rubric("late: {lose: 10%}", "late: {lose: 1/3, per: hour, at_most: 50%}\nmissing: zero")
    again(listed)
    with Ledger.open(listed.folder / "grades") as ledger:
        regraded = ledger.cards()
        account = stand.account if (stand := ledger.last_run()) else None
    assert account is not None
    assert account.lines[0] == "4 on the class list = 2 graded + 1 missing + 1 excused"
    assert (regraded[-1].student, regraded[-1].total, regraded[-1].status) == (
        "dan",
        Decimal("0.00"),
        "missing",
    )
    done = graded(listed)
    assert (done.cards, done.account) == (tuple(regraded), account)


def test_blank_is_not_zero(listed: Class) -> None:
    """Who handed in nothing has no total unless the rubric says zero, and is not open either way."""
    dan = card(listed, "dan")
    assert (dan.place, dan.total, dan.open, dan.status, dan.name) == ("missing", None, (), "missing", "Dan")
    listed.edit_rubric("late: {lose: 10%}", "late: {lose: 10%}\nmissing: zero")
    again(listed)
    assert (sheet(listed)["dan"]["total"], sheet(listed)["dan"]["status"]) == ("0.00", "missing")


def test_export_waits_for_edited_exceptions(listed: Class) -> None:
    """What the marks do not know yet is not sent."""
    exceptions(listed)
    with pytest.raises(GraderError, match=r"exceptions\.csv was edited .* `grader regrade` first"):
        export(listed.folder / "grades", None, "csv", None)


def test_what_was_sent_waits_to_be_accepted(listed: Class) -> None:
    """Another penalty is shown against what students were told, and made with --accept."""
    export(listed.folder / "grades", None, "csv", None)
    exceptions(listed)
    assert again(listed).waits
    assert card(listed, "ada").total == Decimal("4.50")
    assert not again(listed, accept=True).waits
    assert card(listed, "ada").total == Decimal("5.00")


def test_who_was_missing_may_hand_in_after_all(listed: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """They were told nothing, so nothing has to be accepted; the row and the sums are another's now."""
    export(listed.folder / "grades", None, "csv", None)
    monkeypatch.undo()
    listed.hand_in("dan", "def twice(x):\n    return 2 * x\n")
    done = graded(listed)
    assert {one.student: one.place for one in done.cards}["dan"] == "graded"
    assert done.account.lines[0] == "4 on the class list = 4 graded"


def test_points_by_hand_keep_the_penalty(listed: Class) -> None:
    """A decision about a criterion changes what the share is taken of; there is none about the missing."""
    out = listed.folder / "grades"
    decide(out, Wish("ada", "2.1", "adjust", "1", "a slip", "I"))
    assert (card(listed, "ada").penalty, card(listed, "ada").total) == (Decimal("0.40"), Decimal("3.60"))
    with pytest.raises(GraderError, match="dan is missing: there is no work of theirs"):
        decide(out, Wish("dan", "2.1", "adjust", "1", "", "I"))


def test_who_is_dropped_since_goes_with_the_next_run(listed: Class) -> None:
    """The row stays until then, and nothing is sent before."""
    exceptions(listed, LATE, "bea,,,dropped,,,\n")
    again(listed)
    with pytest.raises(GraderError, match="bea has a row that goes with the next run"):
        export(listed.folder / "grades", None, "csv", None)
    done = graded(listed)
    assert [one.student for one in done.cards] == ["ada", "cyd1", "dan"]
    assert done.account.lines[0] == "4 on the class list = 2 graded + 1 missing + 1 dropped"


def test_a_line_about_nobody_is_said(listed: Class) -> None:
    """An unknown id in exceptions.csv is named by its line."""
    exceptions(listed, LATE, "zed,,,excused,,,\n")
    sentence = "exceptions.csv:3: zed is not on the class list, so the line does nothing."
    assert again(listed).notes == (sentence,)
    assert sentence in graded(listed).notes


def test_forgetting_takes_the_person_from_the_class_list(listed: Class) -> None:
    """The kept list, the kept lines of exceptions.csv and the sums name them no more, and no run does."""
    out = listed.folder / "grades"
    forget(out, "ada", "I")
    with Ledger.open(out) as ledger:
        assert [person.id for person in kept_people(ledger)] == ["bea", "cyd1", "dan"]
    assert b"by mail" not in (out / "ledger.sqlite").read_bytes()
    done = graded(listed)
    assert [one.student for one in done.cards] == ["bea", "cyd1", "dan"]
    assert done.account.lines[0] == "3 on the class list = 2 graded + 1 missing"


def test_forgetting_reaches_whoever_has_no_row(listed: Class) -> None:
    """Somebody who is dropped is on the kept class list alone, and can be forgotten."""
    exceptions(listed, LATE, "bea,,,dropped,,,\n")
    graded(listed)
    forget(listed.folder / "grades", "bea", "I")
    with Ledger.open(listed.folder / "grades") as ledger:
        assert [person.id for person in kept_people(ledger)] == ["ada", "cyd1", "dan"]


def test_show_and_the_report_say_it(listed: Class) -> None:
    """The penalty stands in `show`, and the missing have their line, too."""
    out = Path("grades")
    said = type_command("show", "ada", "-o", out, cwd=listed.folder)
    assert "12 h 1 min late by the instructor's entry: −10 % (0.50 points)" in said.out
    missing = type_command("show", "dan", "-o", out, cwd=listed.folder)
    assert (missing.code, "missing" in missing.out) == (0, True)
    report = (listed.folder / "grades" / "report" / "index.html").read_text(encoding="utf-8")
    assert "Missing: <bdi>Dan</bdi>" in report
    assert "4 on the class list = 3 graded + 1 missing" in report
