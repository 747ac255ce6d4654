"""File times flag and decide nothing."""

import os
from datetime import UTC, datetime
from pathlib import Path

from grading import Class

HEAD = "seed: 3"
POLICY = f"{HEAD}\ndue: 2026-10-06 23:59 America/Detroit\nlate: {{lose: 10%}}"
BEFORE = datetime(2026, 10, 6, 12, tzinfo=UTC).timestamp()
AFTER = datetime(2026, 10, 9, 12, tzinfo=UTC).timestamp()


def _graded(of: Class, late: set[str]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...], set[object]]:
    for path in of.submissions.rglob("*"):
        time = AFTER if late & set(path.parts) else BEFORE
        os.utime(path, (time, time))
    graded = of.grade()
    flags = {card.student: tuple(f for f in card.flags if "newest file" in f) for card in graded.cards}
    return flags, graded.notes, {card.late for card in graded.cards}


def test_a_young_file_is_flagged_and_costs_nothing(tiny: Class) -> None:
    """Without a system's word the newest file's time is for the instructor to look at, and nobody loses."""
    tiny.edit_rubric(HEAD, POLICY)
    flags, _, late = _graded(tiny, {"ada"})
    assert flags["ada"] == (
        "its newest file is from 2026-10-09 12:00 UTC, after the due date; file times decide nothing",
    )
    assert not any(said for student, said in flags.items() if student != "ada")
    assert late == {None}


def test_a_class_that_was_copied_is_one_note(tiny: Class) -> None:
    """Where most files are young, that is when they were downloaded: nobody is flagged for it."""
    tiny.edit_rubric(HEAD, POLICY)
    everybody = {path.name for path in Path(tiny.submissions).iterdir()}
    flags, notes, late = _graded(tiny, everybody)
    assert not any(flags.values())
    assert len([note for note in notes if "younger than the due date" in note]) == 1
    assert late == {None}


def test_an_entry_by_hand_makes_the_times_idle(tiny: Class) -> None:
    """Who has the instructor's word on when it came needs no file's."""
    tiny.edit_rubric(HEAD, POLICY)
    (tiny.folder / "exceptions.csv").write_text(
        "student,homework,due,status,received,lose,because\nada,,,,2026-10-06 12:00,,by mail\n",
        encoding="utf-8",
    )
    flags, _, _ = _graded(tiny, {"ada"})
    assert flags["ada"] == ()
