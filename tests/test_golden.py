"""Golden submissions: every one gets the verdicts its expect.yaml names. A new one needs no Python.

A folder in submissions_example/ or in tests/submissions/ with an expect.yaml is a golden submission:

    all: right                # what every criterion gets, unless it stands below
    3.1: partly               # every criterion of a part
    3.4/solution: too_slow    # one criterion
    total: 9.75               # or: blank
    status: final             # or: draft
    flags: [needs a look]     # these texts, perhaps among others
    says: {3.1: the words}    # what a comment holds, by part or criterion
    rubric: rubrics/hw2-with-derivations.yaml  # from the top folder; absent: rubrics/hw2.yaml

Those that need more than homework 2's packages stand in tests/submissions/libraries, say which `packages`,
and are graded by tests/isolation/test_honest_libraries.py.
"""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from grading import HW2, ROOT, by_student, edit, grade, one_at_a_time, points, rows
from ruamel.yaml import YAML

from grader.ledger.memo import Ledger
from grader.model.calls import QuestionCalls
from grader.model.verdict import Kind
from grader.oracle.stored import load as stored_homework
from grader.pipeline import Request, run
from grader.pipeline.outputs import write_outputs
from grader.rubric.load import load

EXAMPLES = ROOT / "submissions_example"
OTHERS = ROOT / "tests" / "submissions"
DERIVATIONS = ROOT / "rubrics" / "hw2-with-derivations.yaml"
OWN_WORDS = ("all", "total", "status", "flags", "rubric", "packages", "says")


def golden(folder: Path) -> list[Path]:
    """Every golden submission in a folder, or a hole in the list where none may be missing."""
    return sorted(path.parent for path in folder.glob("*/expect.yaml"))


def expected(submission: Path) -> dict[str, Any]:
    """An expect.yaml with every scalar as text, as rubrics are read: 3.10 stays 3.10."""
    yaml = YAML(typ="base")
    return dict(yaml.load(submission / "expect.yaml") or {})


def rubric_of(submission: Path) -> Path:
    """The rubric a golden submission names, or the default one."""
    return ROOT / str(expected(submission).get("rubric", HW2.relative_to(ROOT)))


def disagreements(submission: Path, out: Path) -> list[str]:
    """Where the sheet in OUT differs from the expect.yaml, each in a line; reads only what outsiders read."""
    want = expected(submission)
    student = submission.name
    row = by_student(out / "gradebook.csv")[student]
    told = [one for one in rows(out / "parts.csv") if one["student"] == student]
    got = {(one["part"], one["criterion"]): one["verdict"] for one in told}
    places = {"/".join(place) for place in got} | {part for part, _ in got}
    faults = [f"{key} is no part, criterion or word" for key in set(want) - places - set(OWN_WORDS)]
    for (part, criterion), verdict in got.items():
        place = f"{part}/{criterion}"
        asked = want.get(place, want.get(part, want.get("all")))
        if asked is not None and asked != verdict:
            faults.append(f"{place} should be {asked}, is {verdict}")
    for one in told:
        place = f"{one['part']}/{one['criterion']}"
        words = want.get("says", {}).get(place, want.get("says", {}).get(one["part"], ""))
        if words not in one["comment"]:
            faults.append(f"{place} should say {words!r}, says {one['comment']!r}")
    return faults + row_disagreements(want, row)


def row_disagreements(want: dict[str, Any], row: dict[str, str]) -> list[str]:
    """The same for total, status and flags."""
    faults = []
    total = "" if want.get("total") == "blank" else want.get("total")
    if total is not None and (total == "") != (row["total"] == ""):
        faults.append(f"total should be {total or 'blank'}, is {row['total'] or 'blank'}")
    elif total and Decimal(str(total)) != Decimal(row["total"]):
        faults.append(f"total should be {total}, is {row['total']}")
    if row["status"].partition(":")[0] != want.get("status", row["status"].partition(":")[0]):
        faults.append(f"status should be {want['status']}, is {row['status']}")
    faults += [
        f"the flag {flag!r} is not in {row['flags']!r}"
        for flag in want.get("flags", [])
        if flag not in row["flags"]
    ]
    return faults


@pytest.fixture(scope="session")
def other_golden(shared: Path) -> dict[str, Path]:
    """OUT of the golden submissions in tests/submissions, by submission: one class for each rubric."""
    classes: dict[Path, list[Path]] = {}
    for submission in golden(OTHERS):
        classes.setdefault(rubric_of(submission), []).append(submission)
    with one_at_a_time(shared / "golden.lock"):
        for rubric, submissions in classes.items():
            folder = shared / f"golden_{rubric.stem}"
            if (folder / "grades" / "gradebook.csv").exists():
                continue
            for submission in submissions:
                shutil.copytree(submission, folder / "class" / submission.name)
            grade(folder / "class", rubric, folder / "grades", workers=2, layout="folders")
    return {
        submission.name: shared / f"golden_{rubric.stem}" / "grades"
        for rubric, submissions in classes.items()
        for submission in submissions
    }


@pytest.mark.parametrize(
    "submission", golden(EXAMPLES) + golden(OTHERS), ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_every_golden_submission_gets_its_verdicts(submission: Path, request: pytest.FixtureRequest) -> None:
    """Every verdict, total, status and flag of its expect.yaml, from one run of its whole class."""
    if submission.parent == EXAMPLES:
        out = request.getfixturevalue("example_class")
    else:
        out = request.getfixturevalue("other_golden")[submission.name]
    assert disagreements(submission, out) == []


@pytest.mark.slow
def test_processes_started_one_by_one_give_the_same_verdicts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS: a known slip, too much memory, no end, a notebook, and nothing to complain of."""
    monkeypatch.setenv("GRADER_POOL", "spawn")
    students = ["babbagec", "bernoul4", "eulerl", "hypatia2", "lovelac1"]
    for student in students:
        shutil.copytree(EXAMPLES / student, tmp_path / "class" / student)
    request = Request(tmp_path / "class", HW2, tmp_path / "grades", workers=2, trust=True)
    graded = run(request, lambda *_: None)
    write_outputs(graded, tmp_path / "grades")
    assert graded.isolation == "floor"
    assert [disagreements(EXAMPLES / who, tmp_path / "grades") for who in students] == [[]] * len(students)


def test_every_example_says_what_it_is_there_for() -> None:
    """At least 14 examples, each with a total and a status: one without would be checked for nothing."""
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    submissions = golden(EXAMPLES)
    assert {path.name for path in submissions} == folders
    assert len(folders) >= 14
    assert [p.name for p in submissions if not {"all", "total", "status"} <= expected(p).keys()] == []


def test_a_wrong_expectation_is_noticed(tmp_path: Path, example_class: Path) -> None:
    """The comparison itself: each kind of wrong expectation gives a line."""
    wrong = tmp_path / "babbagec"
    wrong.mkdir()
    (wrong / "expect.yaml").write_text(
        "all: right\n3.1/value: right\n9.9: right\n2.1: wrong\ntotal: 11\nstatus: draft\n"
        "flags: [late]\nsays: {2.1: sorry}\n"
    )
    assert disagreements(wrong, example_class) == [
        "9.9 is no part, criterion or word",
        "2.1/value should be wrong, is right",
        "3.1/value should be right, is partly",
        "2.1/value should say 'sorry', says ''",
        "total should be 11, is 10.75",
        "status should be draft, is final",
        "the flag 'late' is not in ''",
    ]


def test_open_rows_of_the_example_class_are_there_on_purpose(example_class: Path) -> None:
    """Only the student whose names nobody knows is open, and she is blank, not zero."""
    book = by_student(example_class / "gradebook.csv")
    assert [name for name, row in book.items() if row["status"] != "final"] == ["fermatp"]
    assert book["fermatp"]["status"].startswith("draft: 1.1/edges")
    assert book["fermatp"]["total"] == ""


def test_the_untouched_starter_earns_nothing(example_class: Path) -> None:
    """0 points for every criterion, and it is said to be not attempted rather than wrong."""
    graded = [row for row in rows(example_class / "parts.csv") if row["student"] == "abelniel"]
    assert {row["verdict"] for row in graded} == {Kind.NOT_ATTEMPTED}
    assert by_student(example_class / "gradebook.csv")["abelniel"]["total"] == "0.00"


def test_the_reference_handed_in_earns_everything(tmp_path: Path) -> None:
    """Its modules are a submission like any other: 10 points and 1 of extra credit, without a remark."""
    graded = grade(ROOT / "reference" / "hw2", HW2, tmp_path / "grades", layout="one")
    (row,) = rows(tmp_path / "grades" / "gradebook.csv")
    assert (row["total"], row["extra_credit"], row["possible"]) == ("11.00", "1.00", "10.00")
    assert {one["verdict"] for one in rows(tmp_path / "grades" / "parts.csv")} == {Kind.RIGHT}
    assert (row["flags"], graded.exit_code) == ("", 0)


def test_an_endless_loop_costs_its_criterion_alone(tmp_path: Path, example_class: Path) -> None:
    """The loop of eulerl never ends; with that one line mended everything else has the same points."""
    mended = tmp_path / "class" / "eulerl"
    shutil.copytree(EXAMPLES / "eulerl", mended)
    edit(mended / "hw2.py", "while loss != 0:", "while loss > 1e-28:")
    grade(tmp_path / "class", HW2, tmp_path / "grades")
    before = points(example_class / "parts.csv", "eulerl")
    after = points(tmp_path / "grades" / "parts.csv", "eulerl")
    assert {place: (before[place], after[place]) for place in after if before[place] != after[place]} == {
        "3.3/solution": ("0.0000", "0.2500")
    }


def trivial_answers(most: int) -> dict[str, tuple[str, str]]:
    """By a student's name, what to answer with arguments ({0}, {1}, …) and what without any."""
    answers = {
        "zero": ("0", "0"),
        "one": ("1", "1"),
        "true": ("True", "True"),
        "false": ("False", "False"),
        "none": ("None", "None"),
        "nothing": ("{{}}", "()"),
    }
    for at in range(most):
        answers[f"argument{at}"] = (f"{{{at}}}", "np.zeros(2)")
    for at in {0, 1, most - 1}:
        answers[f"zeros{at}"] = (f"np.zeros_like({{{at}}}, dtype=float)", "np.zeros(2)")
        answers[f"ones{at}"] = (f"np.ones_like({{{at}}}, dtype=float)", "np.ones(3)")
    return answers


def answered(questions: tuple[QuestionCalls, ...], most: int, with_: str, without: str) -> str:
    """A submission with one answer for every question; a question of few arguments repeats its last."""
    lines = ["import numpy as np"]
    for question in questions:
        names = [*question.parameters, *[""] * most][:most]
        last = question.parameters[-1:] or ("",)
        answer = with_.format(*(name or last[0] for name in names)) if question.parameters else without
        lines += ["", "", f"def {question.name}({', '.join(question.parameters)}):", f"    return {answer}"]
    return "\n".join(lines) + "\n"


def test_trivial_answers_earn_next_to_nothing(
    tmp_path: Path, hw2_questions: tuple[QuestionCalls, ...]
) -> None:
    """Answering 0, zeros, ones, True, False, None or an argument everywhere earns 0 of 11 points.

    Measured, not hoped for: no criterion gives anything. The yes-or-no ones and the product that is zero
    (3.4/orthogonal) would, were it not for what they need.
    """
    most = max(len(question.parameters) for question in hw2_questions)
    answers = trivial_answers(most)
    for student, (with_, without) in answers.items():
        folder = tmp_path / "class" / student
        folder.mkdir(parents=True)
        (folder / "hw2.py").write_text(answered(hw2_questions, most, with_, without))
    grade(tmp_path / "class", HW2, tmp_path / "grades", workers=2)
    book = by_student(tmp_path / "grades" / "gradebook.csv")
    earned = {student: Decimal(row["total"]) for student, row in book.items()}
    print("points for a trivial answer:", earned)  # noqa: T201
    assert earned == dict.fromkeys(answers, Decimal(0))


@pytest.fixture(scope="session")
def with_derivations(shared: Path, example_class: Path) -> tuple[Path, int]:
    """OUT and exit code of the example class under the other rubric, from what is known of it already."""
    out = shared / "with_derivations"
    with one_at_a_time(shared / "with_derivations.lock"):
        if not out.exists():
            shutil.copytree(example_class, out)
        return out, grade(EXAMPLES, DERIVATIONS, out, workers=2).exit_code


def test_by_hand_criteria_wait_where_there_is_a_pdf(with_derivations: tuple[Path, int]) -> None:
    """With a PDF every by-hand criterion is pending and blank; without one it is missing, 0, and flagged."""
    out, _ = with_derivations
    by_hand = by_hand_places()
    assert len(by_hand) >= 9
    papers = {path.name: any(path.glob("*.pdf")) for path in EXAMPLES.iterdir() if path.is_dir()}
    assert set(papers.values()) == {True, False}
    book = by_student(out / "gradebook.csv")
    for row in rows(out / "parts.csv"):
        if (row["part"], row["criterion"]) in by_hand:
            has_paper = papers[row["student"]]
            assert (row["verdict"], row["points"]) == (
                ("pending", "") if has_paper else ("missing", "0.0000")
            )
            assert has_paper or "no written work" in book[row["student"]]["flags"]


def test_rows_with_open_derivations_are_drafts(with_derivations: tuple[Path, int]) -> None:
    """All that a run can do is done: exit code 0; a row with a PDF is a draft that says what it waits for."""
    out, code = with_derivations
    assert code == 0
    waiting = " ".join("/".join(place) for place in by_hand_places())
    for student, row in by_student(out / "gradebook.csv").items():
        if any((EXAMPLES / student).glob("*.pdf")):
            assert row["status"].startswith("draft: ")
            assert set(waiting.split()) <= set(row["status"].split())
            assert (row["total"], row["1.2"], row["2.1"] != "") == ("", "", student != "fermatp")
        elif student != "fermatp":
            assert row["status"] == "final"
    assert "(draft)" in (out / "classroom.csv").read_text(encoding="utf-8").splitlines()[0]


def test_both_rubrics_agree_about_the_code(example_class: Path, with_derivations: tuple[Path, int]) -> None:
    """A criterion decided by code has the same verdict under either rubric."""
    out, _ = with_derivations
    verdicts = [
        {
            (row["student"], row["part"], row["criterion"]): row["verdict"]
            for row in rows(folder / "parts.csv")
        }
        for folder in (example_class, out)
    ]
    assert verdicts[0].items() <= verdicts[1].items()


def by_hand_places() -> list[tuple[str, str]]:
    """Part and criterion of everything the rubric with derivations leaves to a person."""
    walked = load(DERIVATIONS).rubric.walk()
    return [(part.id, criterion.id) for _, part, criterion in walked if criterion.by_hand is not None]


@pytest.fixture(scope="session")
def hw2_questions(shared: Path, example_class: Path) -> tuple[QuestionCalls, ...]:
    """What homework 2 asks, as the run of the example class kept it."""
    with one_at_a_time(shared / "example_class.lock"), Ledger.open(example_class) as ledger:
        record = ledger.last_run()
        stored = ledger.get("homework", record.homework) if record else None
    assert stored is not None
    return stored_homework(stored).calls.questions
