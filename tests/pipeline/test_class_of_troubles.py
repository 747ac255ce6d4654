"""A class of 60 with ten troubles ends with exactly those ten named, and every sum adds up."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from grading import Class, by_student, rows, type_command

from grader.errors import GraderError
from grader.pipeline import Graded, Request, run
from grader.pipeline.export import export
from grader.pipeline.outputs import write_outputs
from grader.report.looks import look_at

RIGHT = (
    "def twice(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n\n\n"
    "half_is_whole = False\n\n\ndef total(values):\n    return sum(values)\n\n\n"
    "def largest(values):\n    return max(values)\n"
)
PDF = "written-assignment-2-{}.pdf"
FINE = [f"fine{chr(97 + at // 10)}{at % 10}" for at in range(48)]
TROUBLED = (
    *("lovelac1", "twofile2", "missing3", "corrupt5", "lateone6", "excused7", "doublen8", "grouped9"),
    *("grouped0", "dropped1", "alsohere", "andhere2"),
)
LIST = [*FINE, *TROUBLED]


@pytest.fixture
def troubles(tiny: Class) -> Class:
    """48 without trouble, and those with theirs; one more hands in who is nobody."""
    for folder in tiny.submissions.iterdir():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    present = [
        *FINE,
        "lateone6",
        "corrupt5",
        "doublen8",
        "grouped9",
        "dropped1",
        "alsohere",
        "andhere2",
        "twofile2",
    ]
    for at, student in enumerate(present):
        tiny.hand_in(student, f"{RIGHT}\n# {at}\n")
    tiny.hand_in("lovelace", f"{RIGHT}\n# a\n")  # wrong name: nearly lovelac1
    tiny.hand_in("twofile2", f"{RIGHT}\n# b\n", "hw (1).py")  # two files that differ
    tiny.hand_in("zzyzx", f"{RIGHT}\n# c\n")  # unknown
    tiny.hand_in("corrupt5", b"%PDF-1.7 nothing of the kind", PDF.format("corrupt5"))
    tiny.hand_in("final", f'STUDENT = "doublen8"\n{RIGHT}\n# d\n')  # a netid twice
    tiny.edit_rubric("seed: 3", f"seed: 3\nroster: class.csv\n{DUE}\n{WRITTEN}")
    listed = [f"{one},{one}@example.edu,{GROUP.get(one, '')},{STATUS.get(one, '')}" for one in LIST]
    (tiny.folder / "class.csv").write_text("\n".join(["netid,email,group,status", *listed]), encoding="utf-8")
    exceptions = (
        "student,received,status,because\nlateone6,2026-10-07 03:00,,by mail\nexcused7,,excused,ill\n"
    )
    (tiny.folder / "exceptions.csv").write_text(exceptions, encoding="utf-8")
    return tiny


DUE = "due: 2026-10-06 23:59 America/Detroit\nlate: {lose: 10%, grace: 15 min, at_most: 50%}"
WRITTEN = f'submission: {{code: ["*.py"], written: "{PDF}"}}'.replace("{}", "{netid}")
GROUP = {
    "grouped9": "G",
    "grouped0": "G",
}  # the group's place: whichever way a layout says it, both have a row
STATUS = {"dropped1": "dropped"}


def graded_class(troubles: Class) -> Graded:
    """Graded, with all files written."""
    out = troubles.folder / "grades"
    graded = run(Request(troubles.submissions, troubles.rubric, out, 2), lambda *_: None)
    write_outputs(graded, out)
    return graded


def named(graded: Graded) -> set[str]:
    """Every id that any sentence of the run's end names, but for rows of points."""
    texts = [*graded.notes, *(f"{case.say} {case.remedy}" for case in graded.account.open)]
    texts += [place.student for look in look_at(graded.cards) for place in look.places]
    texts += [card.student for card in graded.cards if card.place != "graded" or card.late]
    words = {word for text in texts for word in re.findall(r"[A-Za-z0-9]+", text)}
    return words & {*LIST, "lovelace", "zzyzx", "final"}


def test_exactly_the_ten_are_named(troubles: Class) -> None:
    """Wrong name, two files, missing, unknown, late, excused, double, group, dropped, and nobody else."""
    graded = graded_class(troubles)
    expected = {"lovelace", "lovelac1", "twofile2", "missing3", "zzyzx", "lateone6", "excused7", "dropped1"}
    expected |= {"doublen8", "final", "grouped9", "grouped0"}
    # the PDF that is none: `corrupt5` is expected, too, once written files are opened (CORRUPT_IS_NAMED)
    expected |= {"corrupt5"} if CORRUPT_IS_NAMED else set()
    assert named(graded) == expected
    assert graded.account.lines == (
        "60 on the class list = 55 graded + 1 missing + 1 excused + 1 dropped + 2 not settled",
        "61 files = 60 used + 1 passed over",
    )
    assert {case.found: case.likely[:1] for case in graded.account.open} == {
        "lovelace": ("lovelac1",),
        "zzyzx": (),
        "final": ("-",),
    }
    sheet = by_student(troubles.folder / "grades" / "gradebook.csv")
    assert (sheet["missing3"]["status"], sheet["missing3"]["total"]) == ("missing", "")
    assert (sheet["excused7"]["status"], sheet["excused7"]["total"]) == ("excused", "")
    assert "dropped1" not in sheet
    assert (sheet["lateone6"]["penalty"], sheet["lateone6"]["total"]) == ("0.50", "4.50")
    assert sheet["lateone6"]["flags"] == "3 h 1 min late by the instructor's entry: −10 % (0.50 points)"
    assert sheet["grouped0"]["total"] == sheet["grouped9"]["total"] == "5.00"
    assert not (troubles.folder / "grades" / "feedback" / "missing3.html").exists()


CORRUPT_IS_NAMED = True  # a merge with the written file's rule switches it on


def test_export_waits_until_everything_is_settled(troubles: Class) -> None:
    """It names what is open and the remedy; the proposals, put right, settle it, and the sums add up."""
    graded_class(troubles)
    out = troubles.folder / "grades"
    with pytest.raises(GraderError, match=r"3 things do not add up: .*lovelace.*aliases\.csv"):
        export(out, None, "csv", None)
    proposals = (out / "aliases-proposed.csv").read_text(encoding="utf-8")
    assert [row["student"] for row in rows(out / "aliases-proposed.csv")] == ["lovelac1", "", "-"]
    written = proposals.replace("zzyzx,,", "zzyzx,-,")
    (troubles.folder / "aliases.csv").write_text(written, encoding="utf-8")
    graded = graded_class(troubles)
    assert graded.account.open == ()
    assert graded.account.lines[0] == "60 on the class list = 57 graded + 1 missing + 1 excused + 1 dropped"
    assert not (out / "aliases-proposed.csv").exists()
    assert export(out, None, "csv", None).students == 59


def test_what_is_open_can_be_left_out(troubles: Class) -> None:
    """--except-open sends the others and says how many it left out."""
    graded_class(troubles)
    sent = export(troubles.folder / "grades", None, "csv", None, except_open=True)
    assert (sent.students, sent.left) == (57, 4)
    table = by_student(next(path for path in sent.files if path.name == "gradebook.csv"))
    assert not {"lovelace", "zzyzx", "final", "doublen8"} & set(table)


def test_the_terminal_prints_sums_cases_and_the_lines_to_copy(troubles: Class) -> None:
    """Both sums stand on a line each, and the line for aliases.csv is there to be typed."""
    said = type_command("run", "submissions", "-r", "rubric.yaml", cwd=troubles.folder)
    assert said.code == 0, said.err
    assert (
        "60 on the class list = 55 graded + 1 missing + 1 excused + 1 dropped + 2 not settled\n" in said.out
    )
    assert "Missing: missing3\nExcused: excused7\n" in said.out
    assert "aliases.csv: lovelace,lovelac1,…" in said.out
    assert "Dropped, and so without a row: dropped1." in said.out


def test_the_class_list_is_remembered(troubles: Class) -> None:
    """Its file may go: the people are kept with the grades, and the next run says that it uses them."""
    graded_class(troubles)
    (troubles.folder / "class.csv").unlink()
    troubles.edit_rubric("roster: class.csv\n", "")
    again = graded_class(troubles)
    assert "Class list: the 60 people of the last one given; --roster gives another." in again.notes
    assert again.account.listed == 60


def test_a_list_that_the_rubric_names_must_be_there(troubles: Class) -> None:
    """It is said with the file's name, before anything is graded."""
    (Path(troubles.folder) / "class.csv").unlink()
    with pytest.raises(GraderError, match=r"`roster` names class\.csv, but there is no such file"):
        graded_class(troubles)


def test_two_lines_of_one_key_are_refused(troubles: Class) -> None:
    """A class list in which two are one is put right before anything is graded."""
    path = troubles.folder / "class.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\nFINEA0,x@example.edu,,\n", encoding="utf-8")
    with pytest.raises(GraderError, match=r"class\.csv:62: finea0 stands in line 2 already"):
        graded_class(troubles)


def test_the_page_says_what_lateness_cost(troubles: Class) -> None:
    """The student reads how late, by whose word, and what it was before."""
    graded = graded_class(troubles)
    page = (troubles.folder / "grades" / "feedback" / "lateone6.html").read_text(encoding="utf-8")
    assert "Handed in 3 h 1 min late by the instructor&#39;s entry: −10 % (0.50 points)." in page
    assert "Before that it was 5." in page
    report = (troubles.folder / "grades" / "report" / "index.html").read_text(encoding="utf-8")
    assert graded.account.lines[0] in report
    assert replace(graded.account, open=()).lines == graded.account.lines
