"""How commands answer: help at once, exit codes by their meaning, and text that suits where it goes."""

from __future__ import annotations

import json
import subprocess  # noqa: TID251 - looks at what a command imports
import sys

import pytest
from grading import Class, Said, by_student, environment, rows, type_command

HEAVY = {"numpy", "pandas", "pydantic", "ruamel", "jinja2", "sqlite3"}
FAILS = """
from grader.model.evidence import NotRun
from grader.sandbox.box import Sandbox
run = Sandbox.run
Sandbox.run = lambda box, one, questions, *more: (
    {name: NotRun(name, "the machine caught fire") for name in questions}
    if one.id == "bea" else run(box, one, questions, *more)
)
"""


def run(tiny: Class, *more: object, before: str = "", **variables: str) -> Said:
    """`grader run` on the tiny class, typed in its folder."""
    return type_command(
        "run", "submissions", "-r", "rubric.yaml", *more, cwd=tiny.folder, before=before, **variables
    )


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["run", "--help"], ["show", "--help"]])
def test_help_answers_at_once(words: list[str]) -> None:
    """What only speaks of commands imports nothing heavy: no arrays, tables, models or databases."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-X", "importtime", "-m", "grader", *words],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert imported >= {"click", "grader"}
    assert imported & HEAVY == set()
    assert done.stdout


def test_all_graded_is_0(tiny: Class) -> None:
    """A graded class: the sheet on stdout, nothing on stderr, every file of OUT there and private."""
    said = run(tiny)
    out = tiny.folder / "grades"
    assert (said.code, said.err) == (0, "")
    assert {path.name for path in out.iterdir()} == {
        *(".gitignore", ".lock", "classroom.csv", "feedback", "gradebook.csv", "ledger.sqlite"),
        *("parts.csv", "report", "run.log"),
    }
    assert sorted(path.name for path in (out / "feedback").iterdir()) == ["ada.html", "bea.html", "cyd.html"]
    assert out.stat().st_mode & 0o777 == 0o700
    assert (out / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize(
    "words",
    [["run"], ["run", ".", "--jobs", "0"], ["run", ".", "--colour"], ["grade", "."], ["run", ".", "."]],
)
def test_a_command_line_that_cannot_be_meant_is_2(tiny: Class, words: list[str]) -> None:
    """Usage is explained, nothing runs."""
    said = type_command(*words, cwd=tiny.folder)
    assert said.code == 2
    assert "Usage:" in said.err
    assert not (tiny.folder / "grades").exists()


def test_our_own_failure_is_3_and_costs_nobody_a_point(tiny: Class) -> None:
    """What our machinery did not do is blank, flagged and told; the others have their points."""
    said = run(tiny, before=FAILS)
    book = by_student(tiny.folder / "grades" / "gradebook.csv")
    assert (said.code, said.err) == (3, "")
    assert {
        row["verdict"] for row in rows(tiny.folder / "grades" / "parts.csv") if row["student"] == "bea"
    } == {"not_graded"}
    assert (book["bea"]["total"], book["bea"]["1.1"], book["ada"]["total"]) == ("", "", "5.00")
    assert "not graded" in book["bea"]["flags"]
    assert "our fault" in said.out
    assert (run(tiny).code, by_student(tiny.folder / "grades" / "gradebook.csv")["bea"]["total"]) == (
        0,
        "2.25",
    )


def test_a_machine_that_cannot_run_student_code_is_4(tiny: Class) -> None:
    """Neither Linux nor macOS, or macOS and students nobody answers for: one sentence, and no sheet."""
    elsewhere = "import types, grader.sandbox.ways as ways; ways.sys = types.SimpleNamespace(platform='{}')"
    for platform, word in (("win32", "WSL2"), ("darwin", "--trust-students")):
        said = run(tiny, before=elsewhere.format(platform))
        assert word in said.sentence
        assert said.code == 4
        assert not (tiny.folder / "grades" / "gradebook.csv").exists()


def test_show_needs_grades(tiny: Class) -> None:
    """Without a run, for an unknown student, for an unknown part: a sentence with the remedy."""
    nothing = type_command("show", "ada", cwd=tiny.folder)
    assert (nothing.code, "grader run" in nothing.sentence) == (1, True)
    assert run(tiny).code == 0
    unknown = type_command("show", "adda", cwd=tiny.folder)
    assert (unknown.code, "did you mean ada?" in unknown.sentence) == (1, True)
    part = type_command("show", "ada", "7.7", cwd=tiny.folder)
    assert (part.code, "no part 7.7" in part.sentence) == (1, True)


def test_show_gives_the_receipt(tiny: Class) -> None:
    """The command the sheet tells to type, from any folder below: case, Expected, Yours."""
    assert run(tiny).code == 0
    said = type_command("show", "cyd", "2.1", cwd=tiny.submissions)
    assert (said.code, said.err) == (0, "")
    for word in ("Expected", "Yours", "7.00007"):
        assert word in said.out


def test_json_is_for_programs(tiny: Class) -> None:
    """With --json stdout is JSON and nothing else, with blanks as null."""
    said = run(tiny, "--json", before=FAILS)
    told = json.loads(said.out)
    students = {row["student"]: row["total"] for row in told["students"]}
    assert students == {"ada": 5.0, "bea": None, "cyd": 1.0}
    assert (said.code, told["exit_code"], said.err) == (3, 3, "")


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}, {"NO_COLOR": "1", "TERM": "dumb"}])
def test_a_pipe_gets_plain_lines(tiny: Class, variables: dict[str, str]) -> None:
    """No escape codes, no progress bar, no carriage returns, and no line beyond 80 columns."""
    tiny.hand_in("a.rather.long.name.for.a.student.of.ours", (tiny.submissions / "bea" / "hw.py").read_text())
    said = run(tiny, **variables)
    assert said.code == 0
    assert [mark for mark in ("\x1b", "\r", "━", "Reading", "Grading") if mark in said.out] == []
    assert [line for line in said.out.splitlines() if len(line) > 80] == []


def test_a_rubric_is_found_and_the_reason_said(tiny: Class) -> None:
    """-r, else GRADER_RUBRIC, else the nearest pyproject.toml, else the only file in rubrics/."""
    folder = tiny.folder / "rubrics"
    folder.mkdir()
    (folder / "hw.yaml").write_text(tiny.rubric.read_text().replace("reference: ", "reference: ../"))
    first = {
        "rubrics/hw.yaml": type_command("run", "submissions", cwd=tiny.folder),
        "GRADER_RUBRIC": type_command("run", "submissions", cwd=tiny.folder, GRADER_RUBRIC="rubric.yaml"),
        "given with -r": run(tiny),
    }
    (tiny.folder / "pyproject.toml").write_text('[tool.grader]\nrubric = "rubric.yaml"\n')
    first["pyproject.toml"] = type_command("run", "submissions", cwd=tiny.folder)
    for reason, said in first.items():
        assert said.code == 0
        assert reason in said.out.partition("tiny: Three small functions")[0]


def test_the_first_command_works_from_any_folder(tiny: Class) -> None:
    """The reference is found through the rubric's path, never by a name in the working directory."""
    elsewhere = tiny.folder / "elsewhere"
    (elsewhere / "reference").mkdir(parents=True)
    (elsewhere / "reference" / "lists.py").write_text("raise SystemExit('not this one')\n")
    (elsewhere / "numpy.py").write_text("raise SystemExit('not this one')\n")
    words = ["run", "../submissions", "-r", "../rubric.yaml"]
    said = type_command(*words, cwd=elsewhere, PYTHONSAFEPATH="1")  # as the console script does
    assert (said.code, said.err) == (0, "")
    assert (elsewhere / "grades" / "gradebook.csv").exists()
