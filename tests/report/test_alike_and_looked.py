"""Answer groups and rows that were looked at, on the terminal and on the instructor's page."""

import io
from fractions import Fraction
from pathlib import Path

import pytest
from rich.console import Console
from synthetic_class import HOSTILE, card, rubric, students, wrong

from grader.model.answers import Alike, AnswerGroup
from grader.model.cleared import Cleared, Looked
from grader.model.verdict import Kind, Verdict
from grader.report.groups import group_words, print_groups
from grader.report.looks import is_settled_by_looking, look_at, rows
from grader.report.pages import write_index
from grader.report.todo import print_cleared, print_todo

ZERO_PART = "no points for a part whose code is there but gave no answer"
ZERO_PROBLEM = "no points for a whole problem, though there is code for it"
LOST = Verdict(Kind.MISSING, say="hw.py line 3: expected ':'.")
ABSENT = Verdict(Kind.MISSING, say="There is no `gradient` in the code.")
CRASHED = Verdict(Kind.CRASHED, say="It stopped with NameError.")


def group(number: int = 1, students: tuple[str, ...] = ("ada", "bob"), **more: str) -> AnswerGroup:
    """A group of the gradient's criterion."""
    facts = {"name": "", "what": "half of the wanted result", "got": "[1, 2]", "want": "[2, 4]", **more}
    return AnswerGroup(
        *("3.1/value", number, students),
        verdict="wrong",
        points=Fraction(0),
        possible=Fraction(1),
        question="gradient",
        case="example/0",
        **facts,
    )


def alike(*groups: AnswerGroup) -> Alike:
    """One criterion with these groups."""
    return Alike("3.1/value", "The gradient", 3, 1, 8, groups)


def listed(*groups: AnswerGroup, hidden: bool = False) -> str:
    """What the terminal says."""
    console = Console(file=io.StringIO(), width=80)
    print_groups(console, [alike(*groups)], Path("grades"), lambda *_: "X = [1]", lambda _: hidden)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_a_group_in_a_line() -> None:
    """How many, what it is, and whether it has a name."""
    assert group_words(group()) == "2 students: half of the wanted result (unnamed)"
    assert group_words(group(name="leaves out the 2")) == "2 students: leaves out the 2"
    assert group_words(group(students=("ada",))).startswith("1 student: ")


def test_the_list_shows_who_what_and_how_to_name_it() -> None:
    """Ids are capped, Expected and Yours are of the smallest case, and the command is ready."""
    many = tuple(f"student{at:02}" for at in range(40))
    text = listed(group(students=many), group(2, name="squares it"))
    shown = " ".join(text.split())
    for words in ("3 of 8 right, 1 without", "student11 and 28 more", "Expected [2, 4] Yours [1, 2]"):
        assert words in shown
    assert "--part 3.1 --group 1 --credit 1/2 --name" in text
    assert "student12" not in text


def test_hidden_wants_are_left_out() -> None:
    """Where students may not see it, it isn't printed either."""
    text = listed(group(), hidden=True)
    assert "[2, 4]" not in text
    assert "[1, 2]" in text


def test_hostile_text_is_plain_in_list_and_page(tmp_path: Path) -> None:
    """Names, values and reasons come from students: no escapes on the terminal, no tags on the page."""
    bad = group(students=(HOSTILE, "bob"), what=HOSTILE, got=HOSTILE)
    text = listed(bad)
    assert "\x1b" not in text
    assert "\u202e" not in text
    row = Cleared(HOSTILE, "3.1", HOSTILE, "about", HOSTILE, "2026-10-01T14:30:59+00:00")
    path = tmp_path / "report" / "index.html"
    write_index(path, students(), rubric(), looked=Looked((row,)), groups=[alike(bad)])
    page = path.read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "2026-10-01 14:30 UTC" in page
    console = Console(file=io.StringIO(), width=80)
    print_cleared(console, [row])
    assert "\x1b" not in console.file.getvalue()  # type: ignore[attr-defined]


def test_the_page_shows_groups_of_several_and_no_values(tmp_path: Path) -> None:
    """One student alone is no group there, and what was expected isn't either."""
    path = tmp_path / "report" / "index.html"
    write_index(path, students(), rubric(), groups=[alike(group(), group(2, students=("zoe",)))])
    page = path.read_text(encoding="utf-8")
    assert "2 students: half of the wanted result (unnamed)" in page
    assert "[2, 4]" not in page
    assert "zoe" not in page
    assert page.index('id="looks"') < page.index('id="averages"')


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ({"3.1/value": CRASHED}, [(ZERO_PART, "3.1")]),
        ({"3.1/value": LOST}, [(ZERO_PART, "3.1")]),
        ({"3.11/value": CRASHED}, [(ZERO_PART, "3.11")]),
        ({"3.1/value": ABSENT}, []),
        ({"3.1/value": wrong("Another number.")}, []),
        ({"2.2/value": CRASHED}, []),
        ({"2.2/value": CRASHED, "2.2/linear": Verdict(Kind.SKIPPED)}, [(ZERO_PART, "2.2")]),
        (
            {"2.1/value": wrong("Another."), "2.2/value": ABSENT, "2.2/linear": ABSENT},
            [(ZERO_PROBLEM, "2.1")],
        ),
        ({"2.1/value": ABSENT, "2.2/value": ABSENT, "2.2/linear": ABSENT}, []),
    ],
)
def test_zeros_with_real_code(verdicts: dict[str, Verdict], expected: list[tuple[str, str]]) -> None:
    """A part that never got to answer, or a whole problem with some answer; a wrong answer is no surprise."""
    found = [(why, place.part) for why, place in rows([card("ada", verdicts)])]
    assert found == expected


def test_what_was_looked_at_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Student, part and reason must all be the same; marking is not done by looking."""
    monkeypatch.chdir(tmp_path)
    cards = [card("ada", {"3.1/value": CRASHED}), card("bob", {"3.1/value": CRASHED})]
    row = Cleared("ada", "3.1", ZERO_PART, "about", "Emmy", "2026-10-01T14:30:59+00:00")
    (look,) = look_at(cards, Looked((row,)))
    assert [place.student for place in look.places] == ["bob"]
    assert len(look_at(cards, Looked((Cleared("ada", "3.2", ZERO_PART, "", "", ""),)))[0].places) == 2
    assert not is_settled_by_looking("waiting for marking")
    console = Console(file=io.StringIO(), width=80)
    print_todo(console, cards, Path("grades"), Looked((row,)), everything=True)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "  grader show bob 3.1\n" in text
    assert "Emmy, 2026-10-01 14:30 UTC" in " ".join(text.split())
