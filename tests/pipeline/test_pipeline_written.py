"""Written files: opened once, flagged by the rule, accepted or rejected by a person, never a silent 0."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import written_files as made
from grading import Class, by_student, rows, type_command

from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.ledger.verify import verify
from grader.pipeline import written
from grader.pipeline.adjusting import Decided, Wish, decide
from grader.pipeline.papers import decide_written
from grader.pipeline.regrade import regrade
from grader.pipeline.standing import standing
from grader.report.looks import answers, look_at
from grader.sandbox.renderer import Renderer

RULE = ("packages: [numpy]", 'packages: [numpy]\nsubmission: {code: ["*.py"], written: "hw-{netid}.pdf"}')
BY_HAND = (
    "{id: 2.1, title: The sum, points: 2, question: total, check: {kind: array, rel: 1e-6}}",
    """id: 2.1
        title: The sum
        points: 2
        criteria:
          - {id: value, points: 1, question: total, check: {kind: array, rel: 1e-6}}
          - id: why
            points: 1
            by_hand: {levels: [{id: full, points: 1, when: "Says why."}]}""",
)
REASON = "It is somebody else's work."


@pytest.fixture
def marked(tiny: Class) -> Class:
    """The tiny homework with a rule for the written file and a criterion that a person marks."""
    tiny.edit_rubric(*RULE)
    tiny.edit_rubric(*BY_HAND)
    for student in ("ada", "bea", "cyd"):
        tiny.hand_in(student, made.texts("because"), f"hw-{student}.pdf")
    return tiny


def row(graded: Class, student: str = "bea") -> dict[str, str]:
    """A student's row of the sheet."""
    return by_student(graded.folder / "grades" / "gradebook.csv")[student]


def why(graded: Class, student: str = "bea") -> tuple[str, str, str]:
    """Verdict, points and comment of the criterion that is marked by hand."""
    found = rows(graded.folder / "grades" / "parts.csv")
    mine = next(one for one in found if (one["student"], one["criterion"]) == (student, "why"))
    return mine["verdict"], mine["points"], mine["comment"]


def answer(graded: Class, said: str, because: str = "", student: str = "bea") -> Decided:
    """Type `grader adjust STUDENT --written ANSWER`."""
    return decide_written(graded.folder / "grades", student, said, because, "Ada Lovelace")  # type: ignore[arg-type]


def swap(graded: Class, data: bytes, name: str = "hw-bea.pdf") -> None:
    """Bea hands in another written file."""
    for old in (graded.submissions / "bea").glob("*.pdf"):
        old.unlink()
    graded.hand_in("bea", data, name)


@contextmanager
def nothing_opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No PDF may be opened meanwhile."""

    def refuse(self: Renderer, data: bytes) -> None:
        del self
        raise AssertionError(f"{len(data)} bytes were opened")

    with monkeypatch.context() as patch:
        patch.setattr(Renderer, "facts", refuse)
        yield


@pytest.mark.parametrize(
    ("data", "name", "flag"),
    [
        (made.texts("x"), "HW 2.pdf", "it is called `HW 2.pdf`; the rule says hw-{netid}.pdf"),
        (made.texts("x"), "hw-cyd.pdf", "its name says cyd, the folder bea"),
        (b"\xff\xd8\xff\xe0", "hw-bea.pdf", "it is a JPEG photo, not a PDF"),
        (made.locked(), "hw-bea.pdf", "it needs a password"),
        (made.texts("x")[:300], "hw-bea.pdf", "it is damaged"),
        (made.texts("x", ""), "hw-bea.pdf", "page 2 of 2 is blank"),
    ],
)
def test_what_breaks_the_rule_is_flagged_and_to_be_looked_at(
    marked: Class, data: bytes, name: str, flag: str
) -> None:
    """The sheet says it in the rule's words, and the list has the two answers to type; nothing is taken."""
    swap(marked, data, name)
    graded = marked.grade()
    assert row(marked)["flags"] == f"written file: {flag}"
    assert row(marked, "ada")["flags"] == ""
    assert why(marked)[:2] == ("pending", "")
    (look,) = [one for one in look_at(graded.cards) if one.why.startswith("written file")]
    out = marked.folder / "grades"
    assert [line.partition(" --written ")[2] for line in answers(look, out)] == [
        "accept bea",
        'reject bea --because "…"',
    ]


def test_a_file_nobody_can_open_waits_with_its_reason(marked: Class) -> None:
    """It is no nought, and the student reads why it could not be marked yet."""
    swap(marked, made.locked())
    marked.grade()
    verdict, points, comment = why(marked)
    assert (verdict, points) == ("pending", "")
    assert "could not be opened: it needs a password" in comment
    assert "it needs a password" in (marked.folder / "grades/feedback/bea.html").read_text("utf-8")


def test_no_file_at_all_is_missing_as_ever(marked: Class) -> None:
    """Who handed nothing in has 0 for what a person would mark, and is in the list."""
    (marked.submissions / "bea" / "hw-bea.pdf").unlink()
    marked.grade()
    assert why(marked)[:2] == ("missing", "0.0000")
    assert row(marked)["flags"] == "no written work"
    with pytest.raises(GraderError, match="handed in no written file"):
        answer(marked, "accept")


def test_a_small_slip_is_remarked_on_the_page_and_nobody_has_to_look(marked: Class) -> None:
    """Capitals and a copy's number are accepted, and the student is told kindly."""
    swap(marked, made.texts("x"), "HW_bea (1).pdf")
    graded = marked.grade()
    assert row(marked)["flags"] == ""
    assert not [look for look in look_at(graded.cards) if "written" in look.why]
    assert "your written file was accepted, though" in (marked.folder / "grades/feedback/bea.html").read_text(
        "utf-8"
    )


def test_what_was_rejected_counts_as_not_handed_in_and_can_be_taken_back(marked: Class) -> None:
    """Rejecting gives 0 with the reason on sheet and page, not by whom; accepting and dropping undo it."""
    swap(marked, made.texts("x"), "hw-cyd.pdf")
    marked.grade()
    open_row = row(marked)
    done = answer(marked, "reject", REASON)
    assert (str(done.decision.action), done.head.rows) == ("reject", 1)
    assert why(marked) == ("missing", "0.0000", f"Your written file was not accepted: {REASON}")
    assert row(marked)["status"] == "final"
    assert row(marked)["flags"] == f"written file not accepted: {REASON}"
    page = (marked.folder / "grades/feedback/bea.html").read_text("utf-8")
    assert "was not accepted" in page
    assert "Ada Lovelace" not in page
    answer(marked, "accept")
    assert why(marked)[:2] == ("pending", "")
    assert row(marked)["flags"] == "written file accepted: its name says cyd, the folder bea"
    answer(marked, "drop")
    assert row(marked) == open_row
    with pytest.raises(GraderError, match="Nobody has accepted or rejected"):
        answer(marked, "drop")
    with Ledger.open(marked.folder / "grades") as ledger:
        assert [one.action for one in ledger.trail.decisions()] == ["reject", "accept", "drop"]
    assert verify(marked.folder / "grades" / "ledger.sqlite").faults == ()


def test_an_answer_clears_the_list(marked: Class) -> None:
    """What was accepted or rejected needs no look any more; what was dropped does again."""
    swap(marked, made.texts("x", ""))
    marked.grade()
    for said, waits in (("accept", False), ("reject", False), ("drop", True)):
        answer(marked, said, REASON)
        with standing(marked.folder / "grades") as stand:
            looks = [look.why for look in look_at(stand.cards, stand.looked)]
        assert any(one.startswith("written file") for one in looks) == waits
        assert "nothing to mark was found" not in looks


def test_run_and_regrade_apply_the_same_answer(marked: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """After either the sheet is what the answer made of it, and no file is opened a second time."""
    swap(marked, made.texts("x", ""))
    marked.grade()
    answer(marked, "reject", REASON)
    before = row(marked), why(marked)
    with nothing_opened(monkeypatch):
        marked.grade()
        assert (row(marked), why(marked)) == before
        marked.edit_rubric("title: The sum", "title: A sum")
        regrade(marked.folder / "grades", marked.rubric)
        assert (row(marked), why(marked)) == before
        marked.edit_rubric(
            "question: total, check: {kind: array, rel: 1e-6}", "question: total, check: {kind: array}"
        )
        regrade(marked.folder / "grades", marked.rubric)
        assert (row(marked), why(marked)) == before


def test_another_file_is_asked_about_anew_and_other_code_is_not(marked: Class) -> None:
    """The answer is bound to the written file: code handed in again leaves it, another PDF does not."""
    swap(marked, made.texts("x", ""))
    marked.grade()
    answer(marked, "reject", REASON)
    path = marked.submissions / "bea" / "hw.py"
    path.write_text(path.read_text() + "# again\n")
    marked.grade()
    assert why(marked)[0] == "missing"
    swap(marked, made.texts("y", ""))
    marked.grade()
    assert why(marked)[:2] == ("pending", "")
    assert row(marked)["flags"] == "written file: page 2 of 2 is blank"


def test_points_given_after_a_rejection_count(marked: Class) -> None:
    """Whoever rejects a file and then gives points for what it shows all the same has the last word."""
    marked.grade()
    answer(marked, "reject", REASON)
    decide(marked.folder / "grades", Wish("bea", "2.1/why", "adjust", "0.5", "Half is there.", "Ada"))
    assert why(marked)[:2] == ("partly", "0.5000")
    marked.grade()
    assert why(marked)[:2] == ("partly", "0.5000")


def test_without_criteria_by_hand_flags_only_inform(tiny: Class) -> None:
    """Where the rubric names the file and marks none of it, no row becomes a draft and no point moves."""
    tiny.grade()
    before = row(tiny)
    tiny.edit_rubric(*RULE)
    tiny.hand_in("bea", made.locked(), "hw-bea.pdf")
    tiny.grade()
    assert row(tiny) == {**before, "flags": "written file: it needs a password"}
    answer(tiny, "reject", REASON)
    assert row(tiny) == {**before, "flags": f"written file not accepted: {REASON}"}


def test_without_a_rule_nothing_is_opened(tiny: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rubric that names no written file and marks none has none opened."""
    tiny.hand_in("bea", b"not a PDF", "notes.pdf")
    with nothing_opened(monkeypatch):
        tiny.grade()
    assert row(tiny)["flags"] == ""


def test_a_file_that_changed_since_is_no_longer_the_same(marked: Class) -> None:
    """Bytes are taken only if they still are those that were handed in."""
    marked.grade()
    with Ledger.open(marked.folder / "grades") as ledger:
        papers = [file for one in ledger.handed_in() for file in one.submission.written]
    assert [file.pages for file in papers] == [1, 1, 1]
    assert written.bytes_of(papers[0]) == made.texts("because")
    Path(papers[0].place).write_bytes(made.texts("other"))
    assert written.bytes_of(papers[0]) is None


def test_the_command_asks_for_a_reason_and_stands_alone(marked: Class) -> None:
    """`grader adjust STUDENT --written reject` without a reason, or with a part, is a misuse."""
    marked.grade()
    for words in (("bea", "--written", "reject"), ("bea", "2.1", "--written", "accept")):
        assert type_command("adjust", *words, cwd=marked.folder).code == 2
    said = type_command("adjust", "bea", "--written", "reject", "--because", "No name", cwd=marked.folder)
    assert said.code == 0
    assert "written file not accepted: No name" in said.out
