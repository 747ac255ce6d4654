"""Points by hand and judging again: they stay, or wait, and what was sent is held against them, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from grading import Class, by_student, rows, type_command

from grader.ledger.memo import Ledger
from grader.ledger.verify import verify
from grader.model.grade import GradeCard
from grader.pipeline.adjusting import Decided, Wish, decide
from grader.pipeline.difference import Difference
from grader.pipeline.export import export
from grader.pipeline.forgetting import forget
from grader.pipeline.regrade import Regraded, regrade
from grader.pipeline.sent import NotAcceptedError, since
from grader.pipeline.standing import opened

VALUE = "{id: value, points: 3/4, question: half"
WEIGHTS = (
    (VALUE, VALUE.replace("3/4", "1/4")),
    ("{id: whole, points: 1/4", "{id: whole, points: 3/4"),
)
ELSEWHERE = (
    "question: total, check: {kind: array, rel: 1e-6}",
    "question: total, check: {kind: array, rel: 1e-2}",
)
NAME = "noether"


def adjust(made: Class, place: str, typed: str, student: str = "bea", action: str = "adjust") -> Decided:
    """Type `grader adjust STUDENT PLACE POINTS`."""
    why = "A slip of the pen" if action == "adjust" else ""
    return decide(out(made), Wish(student, place, action, typed, why, "Ada"))  # type: ignore[arg-type]


def out(made: Class) -> Path:
    """The grades folder."""
    return made.folder / "grades"


def sheet(made: Class) -> list[GradeCard]:
    """The sheet, card by card."""
    with Ledger.open(out(made)) as ledger:
        return ledger.cards()


def criterion(made: Class, place: str, student: str = "bea"):
    """One criterion as the sheet has it."""
    (card,) = [one for one in sheet(made) if one.student == student]
    return next(one for part in card.parts for one in part.criteria if one.address == place)


def again(made: Class, *, accept: bool = False) -> Regraded:
    """Type `grader regrade`."""
    return regrade(out(made), made.rubric, accept=accept)


def told(made: Class, name: str) -> Difference:
    """Type `grader regrade --since NAME`."""
    with opened(out(made), made.rubric) as stand:
        return since(stand, name)


def same_as_a_run(made: Class) -> None:
    """What judging again came to is what a run comes to, sheet and history."""
    before = sheet(made), histories(made)
    made.grade()
    assert before == (sheet(made), histories(made))


def histories(made: Class) -> list[tuple[object, ...]]:
    """How every mark stood, without the moments."""
    with Ledger.open(out(made)) as ledger:
        found = [
            one
            for card in ledger.cards()
            for part in card.parts
            for c in part.criteria
            for one in ledger.past(card.student, c.address)
        ]
    return [(one.place, one.kind, one.points, one.possible, one.files, one.reference) for one in found]


def test_they_stay_where_an_edit_is_elsewhere(tiny: Class) -> None:
    """Another criterion's tolerance leaves them, and the sheet is what a run makes of it."""
    tiny.grade()
    adjust(tiny, "1.1", "0.75")
    tiny.edit_rubric(*ELSEWHERE)
    again(tiny)
    kept = criterion(tiny, "1.1/value").adjusted
    assert kept is not None
    assert (str(kept.points), kept.stale) == ("3/4", "")
    assert by_student(out(tiny) / "gradebook.csv")["bea"]["1.1"] == "0.75"
    same_as_a_run(tiny)


def test_they_wait_where_the_criterion_is_worth_something_else(tiny: Class) -> None:
    """After new weights they are open, with the reason, until a person confirms or drops them."""
    tiny.grade()
    adjust(tiny, "1.2/value", "1/2")
    for old, new in WEIGHTS:
        tiny.edit_rubric(old, new)
    done = again(tiny)
    kept = criterion(tiny, "1.2/value")
    assert kept.points is None
    assert kept.adjusted is not None
    assert kept.adjusted.stale == "the criterion is worth other points now"
    (mine,) = [one for one in done.difference.changes if (one.student, one.place) == ("bea", "1.2/value")]
    assert "points given by hand wait: the criterion is worth other points now" in done.difference.because(
        mine
    )
    same_as_a_run(tiny)
    adjust(tiny, "1.2/value", "", action="drop")
    assert criterion(tiny, "1.2/value").adjusted is None


def test_they_wait_where_the_rubric_gives_the_points_by_itself(tiny: Class) -> None:
    """A mistake that now earns as much was what they were given for."""
    tiny.grade()
    adjust(tiny, "1.1", "0.75")
    tiny.edit_reference("numbers_one.py", '"squares it", hint', '"squares it", credit="3/4", hint')
    again(tiny)
    kept = criterion(tiny, "1.1/value").adjusted
    assert kept is not None
    assert kept.stale == "the verdict itself gives these points now"
    same_as_a_run(tiny)


def test_history_is_kept_by_judging_again(tiny: Class) -> None:
    """Each sheet that came to be leaves its verdicts and points in the history, as a run does."""
    tiny.grade()
    for old, new in WEIGHTS:
        tiny.edit_rubric(old, new)
    again(tiny)
    with Ledger.open(out(tiny)) as ledger:
        stood = [str(one.possible) for one in ledger.past("bea", "1.2/value")]
    assert stood == ["3/4", "1/4"]


def test_points_by_hand_after_an_export_are_a_difference(tiny: Class) -> None:
    """They count at once, since a person meant them; what was sent is shown against them, with the reason."""
    tiny.grade()
    done = export(out(tiny), tiny.rubric, "csv", "first")
    adjust(tiny, "1.1", "0.75")
    assert (done.head.rows, f"trail {done.head}" in (out(tiny) / "run.log").read_text()) == (0, True)
    found = told(tiny, "first")
    assert [(one.student, one.place, str(one.after)) for one in found.changes] == [
        ("bea", "1.1/value", "3/4")
    ]
    assert found.because(found.changes[0]) == ("points were given by hand: A slip of the pen",)
    assert again(tiny).difference.empty
    assert tiny.grade().exit_code == 0


def test_what_becomes_of_them_after_an_export_waits_to_be_accepted(tiny: Class) -> None:
    """New weights would open what students were told: that is shown first, by judging again and by a run."""
    tiny.grade()
    adjust(tiny, "1.2/value", "1/2")
    export(out(tiny), tiny.rubric, "csv", "first")
    for old, new in WEIGHTS:
        tiny.edit_rubric(old, new)
    before = sheet(tiny)
    done = again(tiny)
    assert done.waits
    assert any(one.place == "1.2/value" and one.after is None for one in done.difference.changes)
    with pytest.raises(NotAcceptedError, match="--accept"):
        tiny.grade()
    assert sheet(tiny) == before
    assert again(tiny, accept=True).kept
    assert criterion(tiny, "1.2/value").points is None


def test_nothing_of_a_forgotten_student_is_left_of_what_was_sent(tiny: Class) -> None:
    """No byte in the grades folder: not in the sent sheet, its run or its tables; others' rows stay."""
    source = (tiny.submissions / "bea" / "hw.py").read_text()
    tiny.hand_in(NAME, source.replace("x**2", "print('Einfall') or x**2"))
    tiny.grade()
    adjust(tiny, "1.1", "0.75", NAME)
    export(out(tiny), tiny.rubric, "classroom", "first", except_open=True)
    export(out(tiny), tiny.rubric, "csv", "second", except_open=True)
    tables = {path: rows(path) for path in (out(tiny) / "exports" / "second").iterdir()}
    forget(out(tiny), NAME, "Grace")
    files = [path for path in out(tiny).rglob("*") if path.is_file()]
    assert [path for path in files for word in (NAME, "Einfall") if word.encode() in path.read_bytes()] == []
    for path, before in tables.items():
        assert rows(path) == [row for row in before if row["student"] != NAME]
        assert len(rows(path)) < len(before)
    assert verify(out(tiny) / "ledger.sqlite", (out(tiny) / "run.log").read_text()).faults == ()
    assert told(tiny, "first").empty
    assert type_command("regrade", "--since", "first", cwd=tiny.folder).code == 0


def test_a_changed_row_of_what_was_sent_is_named(tiny: Class) -> None:
    """`grader doctor` looks at sent sheets, too."""
    tiny.grade()
    export(out(tiny), tiny.rubric, "csv", "first", except_open=True)
    with Ledger.open(out(tiny)) as ledger, ledger.transaction() as connection:
        connection.execute("UPDATE sent SET data = data || ' ' WHERE student = 'bea'")
        connection.execute("UPDATE snapshot SET data = data || ' '")
        connection.execute("UPDATE basis SET data = data || ' '")
    faults = " ".join(verify(out(tiny) / "ledger.sqlite").faults)
    for words in (
        "the marks as they were sent of bea",
        "what was sent as first",
        "of the rubric for the run of",
    ):
        assert words in faults
