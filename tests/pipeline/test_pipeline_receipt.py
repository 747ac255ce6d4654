"""The receipt of a mark: all that stands behind it, whether it still holds, and the line that changes it."""

from __future__ import annotations

import json

import pytest
from grading import Class, type_command

from grader.errors import GraderError
from grader.pipeline.adjusting import Wish, decide
from grader.pipeline.again import again
from grader.pipeline.recall import Recalled, recall


def backed(made: Class, student: str, part: str, *, wants: bool = False) -> Recalled:
    """What `grader show STUDENT PART` is made of."""
    return recall(made.folder / "grades", student, made.rubric, part, wants=wants)


def squeezed(text: str) -> str:
    """Text without the breaks of its columns."""
    return " ".join(text.split())


def test_a_receipt_names_rule_inputs_history_versions_and_isolation(tiny: Class) -> None:
    """Each of them stands on the terminal, and the last line changes the mark."""
    tiny.grade()
    told = type_command("show", "bea", "1.1", "-r", "rubric.yaml", cwd=tiny.folder)
    assert (told.code, told.err) == (0, "")
    text = squeezed(told.out)
    for word in (
        "twice: Numbers, compared by the norm",
        "Allowed 1e-06 of the size",
        "Credit 1 point; every case must be right",
        "Cases 4: any_number/0",
        "Inputs any_number/0: x = ",
        "Expected",
        "Yours",
        "Ran with the other questions",
        "History 20",
        "partly, 0.5 of 1",
        "Made with grader ",
        "numpy ",
        "reference ",
        "shut off",
        "decisions by hand end at 0:",
    ):
        assert word in text
    assert told.out.splitlines()[-1] == 'grader adjust bea 1.1/value 1 --because "…"'


def test_a_right_mark_has_its_receipt_too(tiny: Class) -> None:
    """The smallest case with what was wanted and what came; hidden wants stay hidden but for --wants."""
    tiny.grade()
    behind = backed(tiny, "bea", "1.2").backing.criteria["1.2/value"]
    assert (behind.inputs, behind.want, behind.got) == ("x = 3", "1.5", "1.5")
    last = type_command("show", "bea", "1.2/value", cwd=tiny.folder).out.splitlines()[-1]
    assert last == 'grader adjust bea 1.2/value POINTS --because "…"'
    tiny.edit_rubric("seed: 3", "seed: 3\nshow_want: false")
    hidden = backed(tiny, "bea", "1.2").backing.criteria["1.2/value"]
    assert (hidden.want, hidden.got) == ("", "1.5")
    assert backed(tiny, "bea", "1.2", wants=True).backing.criteria["1.2/value"].want == "1.5"
    assert "needs" not in behind.inputs
    told = type_command("show", "bea", "1.2", cwd=tiny.folder)
    assert "Needs half the points of 1.2/value" in squeezed(told.out)


def test_history_holds_every_verdict_and_what_changed(tiny: Class) -> None:
    """A line whenever verdict, points, files or reference were others; running again adds none."""
    tiny.grade()
    tiny.grade()
    (first,) = backed(tiny, "bea", "1.1").backing.criteria["1.1/value"].past
    assert (first.kind, str(first.points), str(first.possible)) == ("partly", "1/2", "1")
    tiny.hand_in("bea", "def twice(x):\n    return 2 * x\n")
    tiny.grade()
    _, second = backed(tiny, "bea", "1.1").backing.criteria["1.1/value"].past
    assert (second.kind, second.points) == ("right", 1)
    assert first.files != second.files
    assert "other files" in squeezed(type_command("show", "bea", "1.1", cwd=tiny.folder).out)


def test_history_tells_decisions_and_looks(tiny: Class) -> None:
    """Who gave points and why, and who looked, each with its time."""
    tiny.grade()
    assert type_command("show", "bea", "2.1", "--ok", "--as", "Grace", cwd=tiny.folder).code == 0
    decide(tiny.folder / "grades", Wish("bea", "2.1", "adjust", "1", "A slip", "Ada"))
    text = squeezed(type_command("show", "bea", "2.1", cwd=tiny.folder).out)
    assert "set to 1 by hand: A slip (Ada)" in text
    assert "looked at by Grace: no points for" in text
    assert "By itself stopped with an error, 0 of 2" in text


def test_a_stale_decision_ends_with_the_lines_that_settle_it(tiny: Class) -> None:
    """After a resubmission the receipt offers to confirm or to drop it."""
    tiny.grade()
    decide(tiny.folder / "grades", Wish("bea", "2.1", "adjust", "1", "A slip", "Ada"))
    path = tiny.submissions / "bea" / "hw.py"
    path.write_text(path.read_text() + "# again\n")
    tiny.grade()
    lines = type_command("show", "bea", "2.1", cwd=tiny.folder).out.splitlines()
    assert lines[-2:] == ["grader adjust bea 2.1/value --confirm", "grader adjust bea 2.1/value --drop"]
    assert "made on the earlier file" in squeezed(" ".join(lines))


def test_again_says_that_a_mark_holds(tiny: Class) -> None:
    """Run anew, alone: a right one, a named mistake and an error come to the same."""
    tiny.grade()
    for part, kinds in (("1.1", ["partly"]), ("1.2", ["right", "wrong"]), ("2.1", ["crashed"])):
        results = again(tiny.folder / "grades", tiny.rubric, "bea", part)
        assert [one.now.kind.value for one in results] == kinds
        assert all(one.holds for one in results)


def test_again_says_that_a_mark_does_not_hold(tiny: Class) -> None:
    """A rubric that has changed since judges otherwise, and that is said; the sheet stays as it is."""
    tiny.grade()
    tiny.edit_rubric("rel: 1e-6", "rel: 1e-2")
    before = (tiny.folder / "grades" / "parts.csv").read_bytes()
    (result,) = again(tiny.folder / "grades", tiny.rubric, "cyd", "2.1")
    assert (result.holds, result.before.kind.value, result.now.kind.value) == (False, "wrong", "right")
    said = type_command("show", "cyd", "2.1", "--again", cwd=tiny.folder)
    assert "it does not hold; it was not right yet" in squeezed(said.out)
    assert (tiny.folder / "grades" / "parts.csv").read_bytes() == before


def test_again_wants_the_files_that_were_graded(tiny: Class) -> None:
    """Of other files it says so; of none, too; and of a command without a part."""
    tiny.grade()
    tiny.hand_in("bea", "def twice(x):\n    return 2 * x\n")
    with pytest.raises(GraderError, match="The files of bea are not those that were graded"):
        again(tiny.folder / "grades", tiny.rubric, "bea", "1.1")
    tiny.submissions.rename(tiny.folder / "elsewhere")
    with pytest.raises(GraderError, match="not there any more"):
        again(tiny.folder / "grades", tiny.rubric, "bea", "1.1")
    assert type_command("show", "bea", "--again", cwd=tiny.folder).code == 2


def test_a_program_reads_the_receipt(tiny: Class) -> None:
    """With --json the same facts, points as numbers, and nothing else on stdout."""
    tiny.grade()
    said = type_command("show", "bea", "1.1", "--json", cwd=tiny.folder)
    told = json.loads(said.out)
    (row,) = told["criteria"]
    assert (row["place"], row["points"], row["verdict"], row["case"]) == (
        *("1.1/value", 0.5, "partly", "any_number/0"),
    )
    assert (row["ran"]["isolation"], told["versions"]["grader"]) != ("", "")
    assert told["change"] == ['grader adjust bea 1.1/value 1 --because "…"']
    assert len(json.loads(type_command("show", "bea", "--json", cwd=tiny.folder).out)["criteria"]) == 5


def test_nobody_is_named_where_aliases_are_asked_for(tiny: Class) -> None:
    """Neither id nor name in marks, lists and groups; the alias is taken by commands in this folder alone."""
    source = (tiny.submissions / "bea" / "hw.py").read_text()
    tiny.hand_in("noether", source.replace("x**2", "print('Noether was here') or x**2"), "noether_hw.py")
    tiny.grade()
    said = type_command("show", "noether", "--anonymous", cwd=tiny.folder)
    assert (said.code, said.err) == (0, "")
    alias = said.out.split()[0]
    assert alias.startswith("student-")
    shown = [
        said.out,
        type_command("show", alias, "1.1", "--anonymous", "--json", cwd=tiny.folder).out,
        type_command("show", "--todo", "--anonymous", cwd=tiny.folder).out,
        type_command("show", "--part", "1.1", "--anonymous", cwd=tiny.folder).out,
    ]
    assert [text for text in shown if "noether" in text.casefold()] == []
    assert alias in shown[3]
    done = type_command("adjust", alias, "1.1", "1", "--because", "Right", cwd=tiny.folder)
    assert (done.code, "noether 1.1/value" in done.out) == (0, True)
    (tiny.folder / "grades" / ".salt").write_text("another")
    assert type_command("show", alias, cwd=tiny.folder).code == 1
