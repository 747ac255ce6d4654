"""What handing in late costs: by whose word, from when on, how much, and what is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import RubricError
from grader.model.grade import penalty_of
from grader.model.submission import Attempt
from grader.rubric.exceptions import Allowance, read_exceptions, unknown
from grader.rubric.lateness import late
from grader.rubric.moments import Span, later, moment, span
from grader.rubric.policy import Policy

RULE = {"lose": "10%", "grace": "15 min", "at_most": "50%", "closed_after": "9 days"}
DUE = "2026-10-06 23:59 America/Detroit"
NONE = Allowance()


def policy(due: str = DUE, **rule: object) -> Policy:
    """A rubric's word on lateness."""
    return Policy.model_validate({"due": due, "late": {**RULE, **rule}})


def cost(received: str, **rule: object) -> Fraction | None:
    """The share that goes for what Canvas received then."""
    found = late(policy(**rule), NONE, Attempt(1, received, "Canvas"))
    return None if found is None else found.share


@pytest.mark.parametrize(
    ("received", "rule", "share"),
    [
        ("2026-10-07T03:59:00Z", {}, None),
        ("2026-10-07T04:14:00Z", {}, Fraction(0)),
        ("2026-10-07T04:14:01Z", {}, Fraction(1, 10)),
        ("2026-10-08T03:59:00Z", {}, Fraction(1, 10)),
        ("2026-10-08T03:59:01Z", {}, Fraction(1, 5)),
        ("2026-10-14T00:00:00Z", {}, Fraction(1, 2)),
        ("2026-10-16T03:59:01Z", {}, Fraction(1)),
        ("2026-10-07T06:00:00Z", {"per": "hour", "lose": "1%"}, Fraction(3, 100)),
        ("2026-10-09T06:00:00Z", {"per": "once", "lose": "1/4"}, Fraction(1, 4)),
        ("nonsense", {}, None),
    ],
)
def test_begun_units_count_after_the_grace(
    received: str, rule: dict[str, object], share: Fraction | None
) -> None:
    """Grace costs nothing, a begun day is a day, at most is the most, and after closing nothing counts."""
    assert cost(received, **rule) == share


def test_the_sentence_names_how_late_and_by_whom() -> None:
    """The source stands in the words, and so does the rule where it is more than one unit."""
    three = late(policy(), NONE, Attempt(1, "2026-10-07T06:59:00Z", "Canvas"))
    assert three is not None
    assert three.say == "3 h late by Canvas: −10 %"
    days = late(policy(), NONE, Attempt(1, "2026-10-08T06:59:00Z", "manifest.csv"))
    assert days is not None
    assert days.say == "1 day 3 h late by manifest.csv, 10 % for each day begun: −20 %"


def test_late_without_a_time_is_one_unit_and_says_so() -> None:
    """Canvas' word alone counts as one day, unless the student's due date was moved."""
    word = Attempt(1, "", "Canvas", late=True)
    one = late(policy(), NONE, word)
    assert one is not None
    assert (one.share, "which does not say by how much, counted as 1 day" in one.say) == (
        Fraction(1, 10),
        True,
    )
    moved = late(policy(), Allowance(due=Span(days=2), place="exceptions.csv:2"), word)
    assert moved is not None
    assert moved.share == 0
    assert late(policy(), NONE, Attempt(1, "", "Canvas", late=False)) is None


def test_a_files_time_decides_nothing() -> None:
    """What a computer's clock says of a file costs nobody a point."""
    assert late(policy(), NONE, Attempt(1, "2026-10-20T00:00:00Z", "file time", late=True)) is None


def test_the_instructors_entry_comes_before_the_system() -> None:
    """exceptions.csv's `received` counts in place of the system's, and `lose` in place of the rule."""
    entered = moment("2026-10-07 02:00 America/Detroit")
    assert isinstance(entered, datetime)
    system = Attempt(1, "2026-10-01T00:00:00Z", "Canvas")
    found = late(policy(), Allowance(received=entered), system)
    assert found is not None
    assert found.say == "2 h 1 min late by the instructor's entry: −10 %"
    waived = late(policy(), Allowance(received=entered, lose=Fraction(0), because="ill", place="x:2"), system)
    assert waived is not None
    assert (waived.share, waived.say.endswith("entry, as agreed: nothing is taken")) == (0, True)


def test_days_end_when_it_was_due_though_the_clocks_change() -> None:
    """A day across the end of daylight saving time has 25 hours; an extension ends at the same time."""
    due = "2026-10-31 23:59 America/Detroit"
    rule = policy(due)
    at = Attempt(1, "2026-11-02T04:59:00Z", "Canvas")  # a day later at 23:59 there
    found = late(rule, NONE, at)
    assert found is not None
    assert found.share == Fraction(1, 10)
    assert late(rule, Allowance(due=Span(days=1)), at) is None


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-08 02:30 America/Detroit", "2026-03-08T07:30"),  # jumped over: 03:30 in summer
        ("2026-11-01 01:30 America/Detroit", "2026-11-01T06:30"),  # shown twice: the second time
        ("2026-10-06T23:59-04:00", "2026-10-07T03:59"),
    ],
)
def test_a_time_that_is_none_or_two_is_the_later(written: str, utc: str) -> None:
    """Nobody is late by how a clock is read."""
    read = moment(written)
    assert isinstance(read, datetime)
    assert read.astimezone(datetime.fromisoformat(f"{utc}+00:00").tzinfo).strftime("%Y-%m-%dT%H:%M") == utc


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("15 min", Span(0, 900)),
        ("1 day 12 h", Span(1, 43200)),
        ("2 weeks", Span(14)),
        ("1.5 hours", Span(0, 5400)),
    ],
)
def test_lengths_are_read_and_written(written: str, read: Span) -> None:
    """What is written is read, and reads the same when written again."""
    assert span(written) == read
    assert span(str(read)) == read


@given(st.integers(0, 90), st.integers(0, 200_000), st.integers(1, 5))
def test_later_is_never_earlier(days: int, seconds: int, times: int) -> None:
    """More is later, over every change of the clocks."""
    due = moment("2026-10-01 23:59 America/Detroit")
    assert isinstance(due, datetime)
    after = later(due, Span(days, seconds), times)
    passed = after.timestamp() - due.timestamp()
    assert abs(passed - timedelta(days=days * times, seconds=seconds * times).total_seconds()) <= 3600


@given(st.decimals(0, 200, places=2), st.fractions(0, 1, max_denominator=1000))
def test_the_penalty_is_rounded_once_and_never_more_than_all(earned: Decimal, share: Fraction) -> None:
    """Half a cent at most from the exact share, and what is left is never below zero."""
    taken = penalty_of(earned, share)
    assert abs(Fraction(taken) - Fraction(earned) * share) <= Fraction(1, 200)
    assert 0 <= taken <= earned


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"late": {"lose": "10%"}}, "there is no `due`"),
        ({"due": DUE, "late": {"lose": "110%"}}, "between 0 and 100%"),
        ({"due": DUE, "late": {"lose": "ten"}}, "is no share"),
        ({"due": DUE, "late": {"lose": "10%", "grace": "soon"}}, "is no length of time"),
        ({"due": DUE, "late": {"lose": "10%", "per": "week"}}, "day"),
        ({"missing": "nought"}, "blank"),
    ],
)
def test_what_cannot_be_read_is_refused(fields: dict[str, object], said: str) -> None:
    """A share, a length, a unit, a due date: each fault names what it should be."""
    with pytest.raises(ValueError, match=said):
        Policy.model_validate(fields)


def exceptions(folder: Path, *rows: str) -> Path:
    """A file of exceptions with these rows."""
    text = "\n".join(["student,homework,due,status,received,lose,because", *rows, ""])
    (folder / "exceptions.csv").write_text(text, encoding="utf-8")
    return folder


def test_exceptions_are_read_for_this_homework(tmp_path: Path) -> None:
    """A blank homework is every one, this one's line comes over it, and another's is passed over."""
    due = policy().due
    folder = exceptions(
        tmp_path,
        "Ada,hw2,2026-10-08 12:00,,,,trip",
        "ada,,+2 days,,,5%,",
        "bob,hw3,,dropped,,,",
        "cyd,,,Excused,,,",
    )
    read = read_exceptions(folder, "hw2", due)
    ada = read.of("ADA")
    assert (str(ada.due), ada.lose) == ("2026-10-08 12:00:00-04:00", Fraction(1, 20))
    assert (read.of("bob").status, read.of("cyd").status) == ("", "excused")
    assert list(unknown(read, ["ada"])) == [
        "exceptions.csv:5: cyd is not on the class list, so the line does nothing."
    ]


def test_faults_of_exceptions_are_said_at_once(tmp_path: Path) -> None:
    """Each bad cell has file and line."""
    folder = exceptions(tmp_path, "ada,,soon,,,,", ",,,away,,7,", "bob,,+1 day,,,,")
    with pytest.raises(RubricError) as said:
        read_exceptions(folder, "hw2", None)
    lines = [text.rpartition("exceptions.csv:")[2][0] for text in str(said.value).splitlines()]
    assert lines == ["2", "3", "3", "3", "4"]
