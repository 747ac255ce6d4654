"""The list to look at: what clears a row, what brings it back, and what becomes of an open submission."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from grading import Class, by_student, rows, type_command

from grader.errors import GraderError
from grader.ledger.migrate import STEPS, migrate
from grader.model.cleared import Cleared
from grader.pipeline.clearing import clear
from grader.pipeline.export import export
from grader.pipeline.looking import who
from grader.pipeline.standing import standing
from grader.report.looks import Look, look_at

STRANGE = "def doppelt(x):\n    return 2 * x\n"
BROKEN = "import nowhere\n\n\ndef twice(x):\n    return 2 * x\n"


def todo(made: Class) -> list[tuple[str, str]]:
    """Student and reason of every row that waits."""
    with standing(made.folder / "grades", made.rubric) as stand:
        looks: tuple[Look, ...] = look_at(stand.cards, stand.looked, each=True)
    return [(place.student, look.why) for look in looks for place in look.places]


def ok(made: Class, student: str, part: str | None = None, by: str = "Ada Lovelace"):
    """Type `grader show STUDENT [PART] --ok`."""
    return clear(made.folder / "grades", made.rubric, student, part, by)


def test_a_row_that_was_looked_at_is_gone_until_its_files_change(tiny: Class) -> None:
    """`--ok` clears it for the very files; running again keeps it so; a resubmission brings it back."""
    tiny.hand_in("dan", BROKEN)
    tiny.grade()
    waiting = [row for row in todo(tiny) if row[0] == "dan"]
    assert len(waiting) == 1
    assert "nowhere" in waiting[0][1]
    done = ok(tiny, "dan")
    assert [(row.student, row.part, row.why, row.by) for row in done.cleared] == [
        ("dan", "", waiting[0][1], "Ada Lovelace")
    ]
    assert [row for row in todo(tiny) if row[0] == "dan"] == []
    report = tiny.folder / "grades" / "report" / "index.html"
    assert "Ada Lovelace" in report.read_text(encoding="utf-8")
    tiny.grade()
    assert [row for row in todo(tiny) if row[0] == "dan"] == []
    assert "Ada Lovelace" in report.read_text(encoding="utf-8")
    with pytest.raises(GraderError, match="Nothing of dan waits for a look"):
        ok(tiny, "dan")
    tiny.hand_in("dan", BROKEN + "# again\n")
    tiny.grade()
    assert [row for row in todo(tiny) if row[0] == "dan"] == waiting
    assert "Ada Lovelace" not in report.read_text(encoding="utf-8")


def test_an_open_submission_is_settled_as_it_stands(tiny: Class) -> None:
    """Nothing of the contract was found: blank until somebody looks, then not found and 0, for good."""
    tiny.hand_in("dan", STRANGE)
    tiny.grade()
    book = tiny.folder / "grades" / "gradebook.csv"
    assert (by_student(book)["dan"]["total"], ("dan", "needs a look") in todo(tiny)) == ("", True)
    done = ok(tiny, "dan")
    assert {(move.student, move.before, str(move.after)) for move in done.moves} == {("dan", None, "0.00")}
    assert (by_student(book)["dan"]["total"], by_student(book)["dan"]["status"]) == ("0.00", "final")
    mine = [row for row in rows(tiny.folder / "grades" / "parts.csv") if row["student"] == "dan"]
    assert {row["verdict"] for row in mine} == {"missing"}
    assert [row for row in todo(tiny) if row[0] == "dan"] == []
    tiny.grade()
    assert by_student(book)["dan"]["total"] == "0.00"
    tiny.hand_in("dan", STRANGE + "# again\n")
    tiny.grade()
    assert (by_student(book)["dan"]["total"], ("dan", "needs a look") in todo(tiny)) == ("", True)


def test_work_that_stops_at_once_is_looked_at(tiny: Class) -> None:
    """A part with code, no points and no answer is in the list; the command clears that part alone."""
    right = (tiny.submissions / "ada" / "hw.py").read_text()
    tiny.hand_in("ada", right.replace("return x + x", "return y + y").replace("np.max", "np.maxx"))
    tiny.grade()
    why = "no points for a part whose code is there but gave no answer"
    assert todo(tiny).count(("ada", why)) == 2
    ok(tiny, "ada", "1.1")
    assert todo(tiny).count(("ada", why)) == 1
    with pytest.raises(GraderError, match=r"waits for a look in 1.2"):
        ok(tiny, "ada", "1.2")
    tiny.edit_rubric("points: 3/4", "points: 1/4")
    tiny.edit_rubric("{id: whole, points: 1/4", "{id: whole, points: 3/4")
    tiny.grade()
    assert todo(tiny).count(("ada", why)) == 1


def test_the_list_is_typed_and_cleared_on_the_command_line(tiny: Class) -> None:
    """`--todo` names reason and command, `--ok` takes the name given, `--todo --all` tells who and when."""
    tiny.hand_in("dan", STRANGE)
    tiny.grade()
    listed = type_command("show", "--todo", cwd=tiny.folder)
    assert (listed.code, listed.err) == (0, "")
    assert "needs a look (1 student)\n  grader show dan\n" in listed.out
    said = type_command("show", "dan", "--ok", "--as", "Grace Hopper", cwd=tiny.folder)
    assert (said.code, said.err) == (0, "")
    assert "Grace Hopper" in said.out
    assert "dan  1.1  open → 0" in said.out
    later = type_command("show", "--todo", cwd=tiny.folder)
    assert "needs a look" not in later.out
    assert "1 row was looked at already: grader show --todo --all" in later.out
    everything = type_command("show", "--todo", "--all", cwd=tiny.folder)
    assert "dan  needs a look  Grace Hopper, 20" in everything.out


def test_the_name_is_the_one_given_else_gits_else_the_users() -> None:
    """Somebody's name stands in the report, whatever the machine knows."""
    assert who("  Ada\nLovelace ", {}) == "Ada Lovelace"
    assert who(None, {"GIT_AUTHOR_NAME": "Emmy Noether"}) == "Emmy Noether"
    assert who(None, {})


def test_what_was_looked_at_is_only_added_to(tmp_path: Path, tiny: Class) -> None:
    """Every word on a row is kept, the oldest first, in a folder made before there was such a list, too."""
    del tmp_path
    out = tiny.folder / "grades"
    out.mkdir()
    connection = sqlite3.connect(out / "ledger.sqlite", isolation_level=None)
    migrate(connection, out / "ledger.sqlite", STEPS[:1])
    connection.close()
    tiny.grade()
    with standing(out, tiny.rubric) as stand:
        row = Cleared("ada", "", "why", "about", "me", "2026-01-02T03:04:05+00:00")
        stand.ledger.clear([row])
        stand.ledger.clear([row, row])
        assert stand.ledger.cleared() == [row, row, row]


def test_looking_takes_in_no_edit_that_waits_to_be_accepted(tiny: Class) -> None:
    """Who settles one open submission after an export changes nobody else's marks along with it."""
    tiny.hand_in("dan", STRANGE)
    tiny.grade()
    export(tiny.folder / "grades", tiny.rubric, "csv", "first", except_open=True)
    tiny.edit_rubric("{id: value, points: 3/4, question: half", "{id: value, points: 1/4, question: half")
    tiny.edit_rubric("{id: whole, points: 1/4", "{id: whole, points: 3/4")
    book = tiny.folder / "grades" / "gradebook.csv"
    before = book.read_bytes()
    assert ok(tiny, "dan").waits == "grader regrade --accept"
    assert book.read_bytes() == before
