"""Running again: what is known is not found out again, and what changed is, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from grading import Class, by_student, points, rows

from grader.checks import compare as comparing
from grader.errors import GraderError
from grader.ledger.memo import Ledger
from grader.model.evidence import NotRun
from grader.pipeline import findings
from grader.sandbox.box import Sandbox

SHEET = ("gradebook.csv", "parts.csv", "classroom.csv")
QUESTIONS = {"twice", "half", "half_is_whole", "total", "largest"}
Asked = dict[str, set[str]]

BY_HAND = """\
      - id: 2.1
        title: The sum
        points: 2
        criteria:
          - {id: value, points: 1, question: total, check: {kind: array, rel: 1e-6}}
          - {id: proof, points: 1, by_hand: {levels: [{id: full, points: 1, when: It is complete.}]}}
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Which questions student code was run for, by student, from now on; clear it between runs."""
    seen: Asked = defaultdict(set)
    run = Sandbox.run

    def watched(box: Sandbox, submission, questions, *more, **named):
        seen[submission.id] |= set(questions)
        return run(box, submission, questions, *more, **named)

    monkeypatch.setattr(Sandbox, "run", watched)
    return seen


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions of all comparisons that are made from now on."""
    seen: list[str] = []

    def watched(rule, evidence, *more):
        seen.append(evidence.question)
        return comparing.compare(rule, evidence, *more)

    monkeypatch.setattr(findings, "compare", watched)
    return seen


def sheet(out: Path) -> dict[str, bytes]:
    """Everything in OUT that says who has what, byte by byte."""
    pages = sorted((out / "feedback").glob("*.html"))
    return {path.name: path.read_bytes() for path in [*(out / name for name in SHEET), *pages]}


def fresh(tiny: Class) -> dict[str, bytes]:
    """What a first run of the class as it is now gives."""
    tiny.grade("fresh")
    return sheet(tiny.folder / "fresh")


def test_a_first_run_asks_everything(tiny: Class, asked: Asked) -> None:
    """Every student's code is run for every question, and this is how much each earns."""
    graded = tiny.grade()
    assert asked == dict.fromkeys(("ada", "bea", "cyd"), QUESTIONS)
    assert {card.student: card.total for card in graded.cards} == {
        "ada": Fraction(5),
        "bea": Fraction(9, 4),
        "cyd": Fraction(1),
    }


def test_a_second_run_runs_no_student_code(tiny: Class, asked: Asked, compared: list[str]) -> None:
    """Nothing changed: nothing is run, nothing compared, and the sheet is the same to the byte."""
    tiny.grade()
    before = sheet(tiny.folder / "grades")
    asked.clear()
    compared.clear()
    tiny.grade()
    assert (asked, compared) == ({}, [])
    assert sheet(tiny.folder / "grades") == before


def test_a_changed_file_runs_its_student_alone(tiny: Class, asked: Asked) -> None:
    """One student hands in again: only theirs is run, and the sheet is that of a fresh run."""
    tiny.grade()
    asked.clear()
    path = tiny.submissions / "bea" / "hw.py"
    tiny.hand_in("bea", path.read_text().replace("len(values) + 1", "len(values)"))
    tiny.grade()
    assert asked == {"bea": QUESTIONS}
    assert points(tiny.folder / "grades" / "parts.csv", "bea")["2.1/value"] == "2.0000"
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def test_a_student_who_comes_and_one_who_goes(tiny: Class, asked: Asked) -> None:
    """A new folder is run alone; a folder that is gone is gone from sheet and pages, without a run."""
    tiny.grade()
    asked.clear()
    tiny.hand_in("dan", (tiny.submissions / "ada" / "hw.py").read_text() + "# by dan\n")
    (tiny.submissions / "ada" / "hw.py").unlink()
    (tiny.submissions / "ada").rmdir()
    tiny.grade()
    assert asked == {"dan": QUESTIONS}
    assert list(by_student(tiny.folder / "grades" / "gradebook.csv")) == ["bea", "cyd", "dan"]
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def test_a_weight_runs_and_compares_nothing(tiny: Class, asked: Asked, compared: list[str]) -> None:
    """Points live in the last stage only; the sheet is that of a fresh run."""
    tiny.grade()
    asked.clear()
    compared.clear()
    tiny.edit_rubric("points: 3/4", "points: 1/4")
    tiny.edit_rubric("{id: whole, points: 1/4", "{id: whole, points: 3/4")
    tiny.grade()
    assert (asked, compared) == ({}, [])
    assert points(tiny.folder / "grades" / "parts.csv", "bea")["1.2/value"] == "0.2500"
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def test_a_tolerance_compares_anew_and_runs_nothing(tiny: Class, asked: Asked, compared: list[str]) -> None:
    """Only the criterion with the new tolerance is compared again; cyd's sum is right now."""
    tiny.grade()
    assert points(tiny.folder / "grades" / "parts.csv", "cyd")["2.1/value"] == "0.0000"
    asked.clear()
    compared.clear()
    tiny.edit_rubric("rel: 1e-6", "rel: 1e-4")
    tiny.grade()
    assert (asked, set(compared)) == ({}, {"total"})
    assert points(tiny.folder / "grades" / "parts.csv", "cyd")["2.1/value"] == "2.0000"
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def test_a_changed_case_generator_runs_its_question_alone(tiny: Class, asked: Asked) -> None:
    """New cases of one question: everybody is asked that one again, and nothing else."""
    tiny.grade()
    asked.clear()
    tiny.edit_reference("lists.py", "@total.cases(count=4)", "@total.cases(count=6)")
    tiny.grade()
    assert asked == {"ada": {"total"}, "bea": {"total"}, "cyd": {"total"}}
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def test_a_changed_mistake_runs_nothing(tiny: Class, asked: Asked) -> None:
    """What the reference says about wrong methods is compared anew; no student code is run."""
    tiny.grade()
    asked.clear()
    tiny.edit_reference("numbers_one.py", '"squares it", hint', '"squares it", credit="1/4", hint')
    tiny.grade()
    assert asked == {}
    assert points(tiny.folder / "grades" / "parts.csv", "bea")["1.1/value"] == "0.2500"
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def test_only_a_raised_limit_asks_again_what_took_too_long(tiny: Class, asked: Asked) -> None:
    """A timeout stands while limits stay or shrink; with more time that one question is run again."""
    right = (tiny.submissions / "ada" / "hw.py").read_text()
    tiny.hand_in("ada", right.replace("return x + x", "while True: x += 1"))
    tiny.edit_rubric("limits: {seconds: 1,", "limits: {seconds: 0.2,")
    tiny.grade()
    verdicts = [row["verdict"] for row in rows(tiny.folder / "grades" / "parts.csv")]
    assert verdicts[:5] == ["too_slow", "right", "right", "right", "right"]
    asked.clear()
    tiny.grade()
    assert asked == {}
    tiny.edit_rubric("limits: {seconds: 0.2,", "limits: {seconds: 0.3,")
    tiny.grade()
    assert asked == {"ada": {"twice"}}


def test_a_pdf_that_comes_later_is_waited_for(tiny: Class, asked: Asked) -> None:
    """Without written work a by-hand criterion is missing; once there is a PDF it is pending. Code stays."""
    line = "      - {id: 2.1, title: The sum, points: 2, question: total, check: {kind: array, rel: 1e-6}}\n"
    tiny.edit_rubric(line, BY_HAND)
    tiny.grade()
    before = {row["criterion"]: row for row in rows(tiny.folder / "grades" / "parts.csv")}["proof"]
    assert (before["verdict"], before["points"]) == ("missing", "0.0000")
    asked.clear()
    tiny.hand_in("cyd", b"%PDF-1.4\n", "written.pdf")
    graded = tiny.grade()
    after = {row["criterion"]: row for row in rows(tiny.folder / "grades" / "parts.csv")}["proof"]
    assert (after["student"], after["verdict"], after["points"]) == ("cyd", "pending", "")
    assert by_student(tiny.folder / "grades" / "gradebook.csv")["cyd"]["status"] == "draft: 2.1/proof"
    assert (asked, graded.exit_code) == ({}, 0)
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def test_what_we_failed_to_run_is_blank_and_run_again(
    tiny: Class, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure of ours: not graded, blank, exit code 3, no points taken; the next run does that student."""
    with monkeypatch.context() as broken:
        broken.setattr(Sandbox, "run", failing_for("bea", Sandbox.run))
        graded = tiny.grade()
    book = by_student(tiny.folder / "grades" / "gradebook.csv")
    assert graded.exit_code == 3
    assert [book["bea"][name] for name in ("1.1", "1.2", "2.1", "2.2", "extra_credit", "total")] == [""] * 6
    assert book["bea"]["status"].startswith("draft: 1.1/value")
    assert book["ada"]["total"] == "5.00"
    asked.clear()
    assert tiny.grade().exit_code == 0
    assert asked == {"bea": QUESTIONS}
    assert sheet(tiny.folder / "grades") == fresh(tiny)


def failing_for(
    student: str, run: Callable[..., Mapping[str, object]]
) -> Callable[..., Mapping[str, object]]:
    """Our machinery, out of order for one student."""

    def fail(box, submission, questions, *more, **named):
        if submission.id == student:
            return {name: NotRun(name, "the machine caught fire") for name in questions}
        return run(box, submission, questions, *more, **named)

    return fail


def test_an_error_of_ours_in_one_submission_spares_the_others(
    tiny: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in our own code while one submission is graded: that row is not graded, the class is."""
    run = Sandbox.run

    def trip(box, submission, *more, **named):
        if submission.id == "cyd":
            raise ZeroDivisionError
        return run(box, submission, *more, **named)

    monkeypatch.setattr(Sandbox, "run", trip)
    graded = tiny.grade()
    totals = {
        name: row["total"] for name, row in by_student(tiny.folder / "grades" / "gradebook.csv").items()
    }
    assert (graded.exit_code, totals) == (3, {"ada": "5.00", "bea": "2.25", "cyd": ""})
    assert "ZeroDivisionError" in (tiny.folder / "grades" / "run.log").read_text()


def test_the_same_files_give_the_same_sheet(tiny: Class) -> None:
    """Fresh runs with one worker and with two agree to the byte, pages and all."""
    tiny.hand_in("set", "def twice(x):\n    print({'a', 'b', 'c'})\n    return {1, 2}\n")
    tiny.grade("one", workers=1)
    tiny.grade("other", workers=1)
    tiny.grade("two", workers=2)
    assert sheet(tiny.folder / "one") == sheet(tiny.folder / "other") == sheet(tiny.folder / "two")


def test_one_run_at_a_time_in_a_folder(tiny: Class) -> None:
    """While one run works in OUT the second says so and touches nothing."""
    tiny.grade()
    before = sheet(tiny.folder / "grades")
    with Ledger.open(tiny.folder / "grades"), pytest.raises(GraderError) as caught:
        tiny.grade()
    assert str(caught.value).startswith("Another `grader` is working in ")
    assert "wait for it or choose another folder with -o." in str(caught.value)
    assert sheet(tiny.folder / "grades") == before
    assert tiny.grade().exit_code == 0


def test_a_loop_without_an_end_is_too_slow(tiny: Class) -> None:
    """Even one that does nothing at all costs its criterion, as too slow, and nothing else."""
    right = (tiny.submissions / "ada" / "hw.py").read_text()
    tiny.hand_in("ada", right.replace("return x + x", "while True:\n        pass"))
    tiny.edit_rubric("limits: {seconds: 1,", "limits: {seconds: 0.2,")
    tiny.grade()
    verdicts = {row["student"]: [] for row in rows(tiny.folder / "grades" / "parts.csv")}
    for row in rows(tiny.folder / "grades" / "parts.csv"):
        verdicts[row["student"]].append(row["verdict"])
    assert verdicts["ada"] == ["too_slow", "right", "right", "right", "right"]


def test_a_file_is_named_as_its_owner_spells_it(tiny: Class) -> None:
    """The reason for what is missing begins with the file's name, and that stays in lower case."""
    tiny.hand_in("bea", "def twice(x)\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n")
    tiny.grade()
    said = [row["comment"] for row in rows(tiny.folder / "grades" / "parts.csv") if row["student"] == "bea"]
    assert said[0] == "hw.py line 1: expected ':'."
    assert said[4] == "There is no `largest` in the code."


def test_the_isolation_in_force_is_said(tiny: Class) -> None:
    """Every run tells how students' code was shut off, and the sheet's page repeats it."""
    graded = tiny.grade()
    assert graded.isolation in ("full", "mid", "floor")
    assert "Students" in (tiny.folder / "grades" / "report" / "index.html").read_text(encoding="utf-8")
