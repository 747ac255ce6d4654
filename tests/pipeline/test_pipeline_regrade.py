"""Judging again touches only what an edit touches, and comes to what a run would come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from grading import Class, edit

from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.ledger.snapshots import Snapshots
from grader.model.grade import GradeCard
from grader.pipeline.export import export
from grader.pipeline.judging_again import Again
from grader.pipeline.regrade import Regraded, regrade, watched
from grader.pipeline.rejudge import rejudge
from grader.pipeline.standing import opened
from grader.rubric.edits import edits
from grader.sandbox.box import Sandbox

Edit = tuple[str, str]
VALUE = "{id: value, points: 3/4, question: half, check: {kind: array}}"
WHOLE = "{id: whole, points: 1/4, question: half_is_whole, needs: [value], check: {kind: exact}}"
TOTAL = "question: total, check: {kind: array, rel: 1e-6}"
TWICE = "{id: 1.1, title: Twice a number, points: 1, question: twice, check: {kind: array}}"
HEAD = "seed: 3"

# what an instructor edits, in the rubric or in a module of the reference
RUBRIC_EDITS: dict[str, tuple[Edit, ...]] = {
    "weights": ((VALUE, VALUE.replace("3/4", "1/4")), (WHOLE, WHOLE.replace("1/4", "3/4"))),
    "a tolerance": ((TOTAL, TOTAL.replace("1e-6", "1e-2")),),
    "the tolerance of all": ((HEAD, f"{HEAD}\ntolerance: {{rel: 1e-3, abs: 10}}"),),
    "a check": ((TWICE, TWICE.replace("kind: array", "kind: array, column: mistake")),),
    "cases": ((TOTAL, f"cases: [example], {TOTAL}"),),
    "credit": ((TOTAL, f"credit: per_case, {TOTAL}"),),
    "needs": ((WHOLE, WHOLE.replace("needs: [value], ", "")),),
    "needs of another part": ((WHOLE, WHOLE.replace("needs: [value]", "needs: [value, 2.1/value]")),),
    "titles": (("title: Twice a number", "title: Double it"), ("title: Numbers", "title: Of numbers")),
    "extra credit": (
        ("{id: 2.2, title: The largest, points: 1, extra: yes", "{id: 2.2, title: The largest, points: 1"),
        ("title: Lists\n    points: 2", "title: Lists\n    points: 3"),
        ("points: 4\n", "points: 5\n"),
    ),
    "another name of a part": (("id: 2.1,", "id: 2.5,"),),
    "whom to ask": ((HEAD, f"{HEAD}\nappeals: Ask me."),),
    "limits": (("limits: {seconds: 1,", "limits: {seconds: 1.5,"),),
}
REFERENCE_EDITS: dict[str, tuple[str, str, str]] = {
    "a hint": ("numbers_one.py", "Two times, not to the power of two.", "Not to the power of two."),
    "a mistake's credit": ("numbers_one.py", '"squares it", hint', '"squares it", credit="1/4", hint'),
    "a comment": ("lists.py", '"""Problem 2."""', '"""Problem 2, as it was."""'),
}


@pytest.fixture
def graded(tiny: Class, monkeypatch: pytest.MonkeyPatch) -> Class:
    """The tiny class with one more who is open: graded, and from now on nothing runs."""
    tiny.hand_in("eve", "def nothing_that_was_asked():\n    return 1\n")
    tiny.grade()
    monkeypatch.setattr(Sandbox, "run", forbidden)
    return tiny


def forbidden(*_: object, **__: object) -> None:
    """Nobody's code runs here."""
    raise AssertionError("students' code was run")


def cards(of: Class) -> list[GradeCard]:
    """The sheet, card by card."""
    with Ledger.open(of.folder / "grades") as ledger:
        return ledger.cards()


def again(of: Class, *, accept: bool = False) -> Regraded:
    """Judge again."""
    return regrade(of.folder / "grades", of.rubric, accept=accept)


def same_as_a_run(of: Class) -> None:
    """What judging again came to is what a run comes to, receipts and flags included."""
    rejudged = cards(of)
    pages = {path.name: path.read_bytes() for path in (of.folder / "grades" / "feedback").iterdir()}
    of.grade()
    assert rejudged == cards(of)
    assert pages == {path.name: path.read_bytes() for path in (of.folder / "grades" / "feedback").iterdir()}


@pytest.mark.parametrize("name", RUBRIC_EDITS)
def test_an_edit_of_the_rubric_comes_to_what_a_run_comes_to(graded: Class, name: str) -> None:
    """Points, tolerances, checks, needs, credit, names: to the same cards and pages."""
    for old, new in RUBRIC_EDITS[name]:
        graded.edit_rubric(old, new)
    assert again(graded).needs_run == {}
    same_as_a_run(graded)


@pytest.mark.parametrize("name", REFERENCE_EDITS)
def test_an_edit_of_the_reference_comes_to_what_a_run_comes_to(graded: Class, name: str) -> None:
    """Mistakes and hints, too; the module is the reason where anybody reads something else."""
    module, old, new = REFERENCE_EDITS[name]
    graded.edit_reference(module, old, new)
    done = again(graded)
    reasons = {reason for change in done.difference.changes for reason in done.difference.because(change)}
    assert all(f"reference/{module}: its results, mistakes or hints" in reason for reason in reasons)
    assert bool(reasons) == (name != "a comment")
    same_as_a_run(graded)


def test_a_weight_touches_no_verdict(graded: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of who is not open nothing is compared or judged anew when only points are others."""
    judged: list[str] = []
    inner = Again._judged

    def seen(self: Again, kept, *more):
        judged.append(kept.student)
        return inner(self, kept, *more)

    monkeypatch.setattr(Again, "_judged", seen)
    for old, new in RUBRIC_EDITS["weights"]:
        graded.edit_rubric(old, new)
    with opened(graded.folder / "grades", graded.rubric) as stand:
        moved = {change.student for change in rejudge(stand).changes if change.moves}
    assert (judged, moved) == (["eve"], {"ada", "bea"})


def test_a_tolerance_touches_its_criterion_alone(graded: Class) -> None:
    """The reason is the line of that tolerance, and nobody else's criterion is told as changed."""
    graded.edit_rubric(*RUBRIC_EDITS["a tolerance"][0])
    done = again(graded)
    assert {change.place for change in done.difference.changes} == {"2.1/value"}
    line = next(n for n, text in enumerate(graded.rubric.read_text().splitlines(), 1) if "id: 2.1" in text)
    said = {done.difference.because(change) for change in done.difference.changes}
    (reason,) = said.pop()
    assert said == set()
    assert reason.endswith(f"rubric.yaml:{line}: check rel 1e-6 → 1e-2")


def test_what_builds_on_it_moves_because_of_it(graded: Class) -> None:
    """Of a criterion that needs another one the edit of that other one is the reason."""
    before = graded.rubric.read_text()
    after = before.replace(VALUE, VALUE.replace("kind: array", "kind: array, abs: 3"))
    told = edits(before, after)
    assert [edit.say for edit in told["1.2/whole"]] == ["check abs not given → 3"]
    assert told["1.1/value"] == ()


def test_an_older_sheet_is_judged_as_a_whole(graded: Class) -> None:
    """Where no basis was kept everybody is judged from what is kept, to the same sheet."""
    with Ledger.open(graded.folder / "grades") as ledger, ledger.transaction() as connection:
        connection.execute("DELETE FROM basis")
    before = cards(graded)
    assert again(graded).difference.empty
    assert cards(graded) == before


def test_the_sheet_stands_until_the_next_is_kept(graded: Class) -> None:
    """The next sheet stands beside the old one until all of it is there."""
    before = cards(graded)
    for old, new in RUBRIC_EDITS["weights"]:
        graded.edit_rubric(old, new)
    with opened(graded.folder / "grades", graded.rubric) as stand:
        assert rejudge(stand).changes
    assert cards(graded) == before


def test_what_was_sent_never_changes(graded: Class) -> None:
    """A frozen sheet keeps its cards and the rubric as it was, whatever is accepted later."""
    export(graded.folder / "grades", graded.rubric, "csv", "first", except_open=True)
    told, text = cards(graded), graded.rubric.read_text()
    for old, new in RUBRIC_EDITS["weights"]:
        graded.edit_rubric(old, new)
    assert again(graded).waits
    assert again(graded, accept=True).kept
    with Ledger.open(graded.folder / "grades") as ledger:
        snapshots = Snapshots(ledger)
        (sent,) = snapshots.all()
        kept = [card.data for card in snapshots.cards(sent)]
    from grader.ledger import codec

    assert kept == [codec.pack_card(card) for card in told]
    assert sent.basis is not None
    assert (sent.name, sent.to, sent.basis.rubric) == ("first", "csv", text)


def test_watching_shows_every_save_and_writes_nothing(graded: Class) -> None:
    """At once, after an edit, a fault, and the fault's mending: each is told, and the sheet stays."""
    before = cards(graded)
    steps: Iterator[Callable[[], None]] = iter(
        [
            lambda: None,
            lambda: edit(graded.rubric, *RUBRIC_EDITS["a tolerance"][0]),
            lambda: edit(graded.rubric, "points: 3/4", "points: 1/3"),
            lambda: edit(graded.rubric, "points: 1/3", "points: 3/4"),
        ]
    )

    def go_on() -> bool:
        step = next(steps, None)
        if step is not None:
            step()
        return step is not None

    seen = list(watched(graded.folder / "grades", graded.rubric, go_on))
    first, second, fault, mended = seen
    assert isinstance(first, Regraded)
    assert first.difference.empty
    assert isinstance(second, Regraded)
    assert not second.difference.empty
    assert isinstance(fault, GraderError)
    assert str(Path("rubric.yaml")) in str(fault)
    assert isinstance(mended, Regraded)
    assert mended.difference.changes == second.difference.changes
    assert cards(graded) == before


def test_a_sheet_of_another_rubric_is_not_sent(graded: Class) -> None:
    """Marks go out under the rubric that made them: an edit is judged by first."""
    graded.edit_rubric(*RUBRIC_EDITS["weights"][0])
    graded.edit_rubric(*RUBRIC_EDITS["weights"][1])
    with pytest.raises(GraderError, match="`grader regrade` first"):
        export(graded.folder / "grades", graded.rubric, "csv", "first", except_open=True)
    again(graded)
    assert export(graded.folder / "grades", graded.rubric, "csv", "first", except_open=True).students


def test_judging_again_writes_what_a_killed_command_left(graded: Class) -> None:
    """The sheet that stands is written anew even where nobody moves."""
    book = graded.folder / "grades" / "gradebook.csv"
    whole = book.read_bytes()
    book.write_bytes(b"half")
    assert again(graded).difference.empty
    assert book.read_bytes() == whole


def test_a_refused_run_after_a_failed_one_leaves_the_sheet_usable(graded: Class) -> None:
    """What did not finish changed nothing: the last finished run is the one that counts."""
    export(graded.folder / "grades", graded.rubric, "csv", "first", except_open=True)
    with Ledger.open(graded.folder / "grades") as ledger:
        finished = ledger.last_run()
        assert finished is not None
        for at, status in (("2126-01-01", "running"), ("2126-01-02", "refused")):
            ledger.record_run(replace(finished, started=at, status=status))
        assert ledger.last_run() == finished
