"""The sheet and the receipt on a terminal."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console
from synthetic_class import FORMULA, HALF, HOSTILE, PENDING, card, rubric, students, wrong

from grader.model.grade import GradeCard
from grader.model.verdict import Kind, Verdict
from grader.report.looks import Place, command, look_at
from grader.report.terminal import print_sheet, print_student
from grader.report.words import margin_words


def _sheet(cards: list[GradeCard], width: int = 80, **more: object) -> str:
    console = Console(file=io.StringIO(), width=width)
    wanted = {
        "out": Path("grades"),
        "isolation": "floor",
        "seconds": 12.3,
        "notes": ["Rubric: the only one."],
    }
    print_sheet(console, cards, rubric(), **{**wanted, **more})  # type: ignore[arg-type]
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def _receipt(given: GradeCard, part: str = "") -> str:
    console = Console(file=io.StringIO(), width=80)
    print_student(console, given, rubric(), lambda question, _: f"args of {question}", part)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_one_row_a_student_by_problem() -> None:
    """Problems, extra credit, total and status stand in columns; what is open is never a zero."""
    lines = _sheet(students()).splitlines()
    head = next(line.split() for line in lines if line.startswith("Student "))
    assert head == ["Student", "2/2", "3/3", "extra/1", "total/5", "status"]
    rows = {line.split()[0]: line.split() for line in lines if line and line[0] != " "}
    assert rows["lovelac1"][-5:] == ["2", "3", "1", "6", "final"]
    assert rows["hypatia"][2:] == ["2", "open", "1", "open", "draft:", "to", "mark"]
    assert rows["noname"][1:5] == ["open"] * 4


def test_each_loss_has_its_reason() -> None:
    """Under a row: where, why in a few words, and how much; equal reasons share a line."""
    text = _sheet(students())
    assert "3.1  Your result is half of what it should be on every case  −0.5" in text
    assert "2.2/linear  skipped (builds on value)  −0.5" in text
    assert "2.1, 2.2, 3.1, 3.10  not attempted  −5" in text
    assert "3.11  not attempted  −1 of extra credit" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_fits_the_terminal_without_colour(width: int) -> None:
    """Tables and losses keep to the width, and without a terminal there is no escape anywhere."""
    text = _sheet(students(), width)
    assert "\x1b" not in text
    assert "\u202e" not in text
    commands = ("grader show", "All of them", "change the rubric")  # kept whole, to copy
    wide = [
        line for line in text.splitlines() if cell_len(line) > width and not line.strip().startswith(commands)
    ]
    assert not wide


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR leaves no colour on a real terminal either."""
    monkeypatch.setenv("NO_COLOR", "1")
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    more = {"out": Path("grades"), "isolation": "full", "seconds": None, "notes": ()}
    print_sheet(console, students(), rubric(), **more)  # type: ignore[arg-type]
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert not any(f"\x1b[{code}m" in text for code in (31, 33, 36))


def test_markup_in_a_name_is_text() -> None:
    """A student called [red] does not paint the sheet, nor break it."""
    text = _sheet([card("[red]x[/blue]", {"2.1/value": wrong("[bold]no[/nothing]")})])
    assert "[red]x[/blue]" in text
    assert "[bold]no[/nothing]" in text


def test_look_at_these_gives_the_command() -> None:
    """Each reason once, ours first, with commands that can be copied into a shell."""
    text = _sheet(students())
    assert text.index("our fault;") < text.index("needs a look (1") < text.index("waiting for marking (2")
    assert "    grader show brokenus 2.1\n" in text
    assert "    grader show '=cmd|'\"'\"' /C calc'\"'\"'!A0'\n" in text


def test_the_list_is_capped() -> None:
    """Sixty students who wait for marking make one reason, three commands and a number."""
    text = _sheet([card(f"s{at}", {"3.10/argument": PENDING}) for at in range(60)])
    assert "waiting for marking (60 students)" in text
    assert text.count("grader show s") == 3
    assert "and 57 more" in text
    assert "All of them: grades/report/index.html" in text


def test_an_id_like_an_option_is_no_option() -> None:
    """A folder called --help is shown, not obeyed; a folder elsewhere is named."""
    assert command(Place("--help", "3.1"), Path("grades")) == "grader show -- --help 3.1"
    assert command(Place("ada", ""), Path("out dir")) == "grader show -o 'out dir' ada"


def test_what_nobody_has_right_is_looked_at() -> None:
    """When several tried and all failed, the rubric or the reference may be at fault."""
    failed = [card(f"s{at}", {"3.1/value": wrong("No.")}) for at in range(5)]
    assert [look.why for look in look_at(failed)] == ["nobody has 3.1/value right"]
    assert look_at(failed[:4]) == ()
    assert look_at([*failed, card("ada")]) == ()


def test_borderline_results_are_looked_at() -> None:
    """The reason, and the command that shows the very part; `show` says how far off the numbers are."""
    near = Verdict(Kind.WRONG, say="No.", flags=("borderline",), margin=3.0)
    ada = replace(card("ada", {"3.1/value": near}), flags=("borderline",))
    text = _sheet([ada], width=200)
    assert "borderline: the error is within ten times of what is allowed (1 student)" in text
    assert "ada 3.1" in text
    assert "3 times what is allowed, borderline" in _receipt(ada)


def test_distances_are_said_in_words() -> None:
    """A right answer's small distance is told too; nothing where there is none or none was measured."""
    assert (margin_words(None), margin_words(0.0)) == ("", "")
    assert margin_words(2e-7) == "2e-7 times what is allowed"
    assert margin_words(4e12) == "4e12 times what is allowed"
    assert margin_words(1e99) == "far from what is allowed"


def test_by_hand_work_that_is_not_there_is_looked_at() -> None:
    """No paper is a zero that a person should have seen."""
    looks = look_at([card("ada", {"3.10/argument": Verdict(Kind.MISSING)})])
    assert [(look.why, look.places) for look in looks] == [
        ("nothing to mark was found", (Place("ada", "3.10"),))
    ]


def test_isolation_and_next_step_are_said() -> None:
    """The instructor learns what shut the code in, where the files are and what to do now."""
    text = " ".join(_sheet(students(), rubric_path=Path("rubrics/hw7.yaml")).split())
    assert "not shut off from this machine's files and network" in text
    assert "open grades/report/index.html" in text
    assert "change rubrics/hw7.yaml and run again" in text
    assert "3 rows are still a draft" in text
    assert "8 students in 12.3 s." in text
    assert "floor" not in text


def test_an_empty_class_is_said() -> None:
    """Nothing to show is a sentence, not a traceback."""
    assert "no submissions" in _sheet([])


def test_receipt_tells_a_criterion_whole() -> None:
    """Verdict, points, case, Expected, Yours, hint and note, in that order."""
    text = _receipt(card("007", {"3.1/value": HALF}), "3.1")
    order = [
        "partly right",
        "half of what",
        "example/0: args of gradient",
        "Expected",
        "Yours",
        "Hint",
        "Note",
    ]
    assert [text.index(word) for word in order] == sorted(text.index(word) for word in order)
    assert "3.10" not in text
    assert "2.1 The Jacobian" in _receipt(card("007"))


def test_receipt_shows_hostile_prints_harmless() -> None:
    """What a student printed cannot drive the instructor's terminal, and is capped."""
    text = _receipt(students()[4])
    assert FORMULA in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(text) < len(HOSTILE) * 60


def test_many_remarks_on_one_submission_are_one_line() -> None:
    """A notebook with twenty stumbles takes one place in the list, so that others are seen."""
    flags = tuple(f"cell {at} failed" for at in range(20))
    looks = look_at([card("ada", flags=(*flags, "slow")), card("bob", flags=("slow",))])
    assert [look.why for look in looks] == ["slow", "cell 0 failed (and 19 more remarks)"]


def test_missing_names_share_a_line() -> None:
    """Functions that are not there are told together; their names stand on the page."""
    gone = {
        "3.1/value": Verdict(Kind.MISSING, say="There is no `gradient` in the code."),
        "2.1/value": Verdict(Kind.MISSING, say="There is no `jacobian` in the code."),
        "2.2/value": Verdict(Kind.MISSING, say="hw7.py line 3: expected ':'"),
    }
    text = _sheet([card("ada", gone)])
    assert "2.1, 3.1  not found  −2" in text
    assert "2.2/value  hw7.py line 3: expected ':'  −0.5" in text


def test_receipt_tells_a_flag_once() -> None:
    """A flag of the whole submission is not repeated under each criterion, and a long list is cut."""
    flags = tuple(f"cell {at} failed" for at in range(9))
    flagged = Verdict(Kind.WRONG, say="No.", flags=(*flags, "slow"))
    text = _receipt(card("ada", {"3.1/value": flagged, "2.1/value": flagged}, flags=flags))
    assert text.count("cell 0 failed") == 1
    assert "and 4 more flags" in text
    assert text.count("slow") == 2


def test_magics_of_a_notebook_are_nothing_to_look_at() -> None:
    """Every second notebook has some: they stand in the flags, and not in the list."""
    flag = "hw.ipynb: lines for the notebook itself did nothing here: cell 1 line 1: !pip install x"
    assert look_at([card("ada", flags=(flag,))]) == ()
    (look,) = look_at([card("ada", flags=(flag, "hw.ipynb: tabs were read as 4 spaces"))])
    assert look.why == "hw.ipynb: tabs were read as 4 spaces"
