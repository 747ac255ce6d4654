"""`grader doctor`: what this machine can do, in the instructor's words, and an exit code to act on."""

from __future__ import annotations

import json
import re

import pytest
from grading import Class, type_command

OURS = re.compile(r"\b(oracle|ledger|evidence|tier|zygote)s?\b", re.IGNORECASE)
SECTIONS = [
    "Rubric", "Students' Python", "How students' code is shut off here", "What works for students",
    "Where grades go",
]  # fmt: skip


def test_the_doctor_tells_everything(tiny: Class) -> None:
    """Rubric and reason, Python and packages, isolation, a control, the grades' place, every attempt."""
    said = type_command("doctor", "-r", "rubric.yaml", cwd=tiny.folder)
    assert (said.code in (0, 4), said.err) == (True, "")
    for words in (
        *SECTIONS,
        "given with -r",
        "numpy",
        "In force",
        "here",
        "unprotected",
        "run another program",
    ):
        assert words in said.out
    assert OURS.findall(said.out) == []
    assert not (tiny.folder / "grades").exists()


def test_the_doctor_speaks_to_programs(tiny: Class) -> None:
    """With --json: each attempt with and without protection, and the same exit code."""
    said = type_command("doctor", "-r", "rubric.yaml", "--json", cwd=tiny.folder)
    told = json.loads(said.out)
    assert told["exit_code"] == said.code
    assert told["strong"] == (said.code == 0)
    assert [section["title"] for section in told["sections"]] == SECTIONS
    assert len(told["attempts"]) >= 60
    if told["strong"]:
        assert [one["name"] for one in told["attempts"] if one["works"] and one["promised"]] == []
    without = [one["name"] for one in told["attempts"] if one["unprotected"]]
    assert {"read a file of the instructor's", "import the grader", "start a process"} <= {*without}
    inside = next(section for section in told["sections"] if section["title"] == "What works for students")
    assert {note["mark"] for note in inside["notes"]} == {"good"}


def test_the_doctor_knows_which_rubric_outranks_which(tiny: Class) -> None:
    """The reason is said, and what would be taken without -r."""
    (tiny.folder / "other.yaml").write_text(tiny.rubric.read_text())
    said = type_command("doctor", "-r", "rubric.yaml", cwd=tiny.folder, GRADER_RUBRIC="other.yaml")
    assert "given with -r" in said.out
    assert "Without -r it would be other.yaml" in " ".join(said.out.split())
    assert "from GRADER_RUBRIC" in type_command("doctor", cwd=tiny.folder, GRADER_RUBRIC="other.yaml").out


@pytest.mark.parametrize("trouble", ["missing", "broken", "lacks a package"])
def test_a_rubric_at_fault_is_1(tiny: Class, trouble: str) -> None:
    """The fault is said with its remedy, and the rest is looked at all the same."""
    if trouble == "missing":
        tiny.rubric.unlink()
    elif trouble == "broken":
        tiny.rubric.write_text("format: 1\nhomework: 7\nproblemz: []\n")
    else:
        text = tiny.rubric.read_text()
        kept = re.sub(r"^packages:.*\n", "", text, flags=re.MULTILINE)
        tiny.rubric.write_text(kept + "packages: [numpy, no-such-package-anywhere]\n")
    said = type_command("doctor", "-r", "rubric.yaml", cwd=tiny.folder)
    assert (said.code, said.err) == (1, "")
    assert "In force" in said.out
    if trouble == "lacks a package":
        assert "-m pip install no-such-package-anywhere" in " ".join(said.out.split())


def test_synchronised_grades_are_pointed_out(tiny: Class) -> None:
    """Grades in a folder that some program uploads leave the machine with it."""
    said = type_command("doctor", "-r", "rubric.yaml", "-o", "Dropbox/grades", cwd=tiny.folder)
    assert "Dropbox synchronises" in " ".join(said.out.split())
