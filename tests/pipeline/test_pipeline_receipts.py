"""The code below a page: it finds the card, and changes with what was handed in or asked."""

from __future__ import annotations

import re

from grading import Class, type_command
from hypothesis import given
from hypothesis import strategies as st

from grader.pipeline.receipts import code, same

FACTS = st.tuples(st.text(), st.text(), st.text(), st.text())


@given(FACTS)
def test_a_code_is_easy_to_dictate(facts: tuple[str, str, str, str]) -> None:
    """Twelve letters and digits without those that are read as others, whatever it is made of."""
    made = code(*facts)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}", made)
    assert same(made.lower().replace("-", " "), made)
    assert same(made.replace("0", "O").replace("1", "l"), made)


@given(FACTS, FACTS)
def test_other_facts_give_another_code(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    """Homework, student, submission and rubric each move it."""
    assert (code(*one) == code(*other)) == (one == other)


def test_nothing_is_no_code() -> None:
    """A card without a code is found by nobody who types nothing."""
    assert not same("", "")


def test_a_code_finds_its_card(tiny: Class) -> None:
    """It stands on the page and in `show`, which takes it in place of the id."""
    graded = tiny.grade()
    receipt = next(card.receipt for card in graded.cards if card.student == "bea")
    assert receipt in (tiny.folder / "grades" / "feedback" / "bea.html").read_text("utf-8")
    told = type_command("show", receipt.lower(), cwd=tiny.folder)
    assert told.out.startswith("bea")
    assert receipt in told.out


def test_a_code_names_files_and_rubric(tiny: Class) -> None:
    """The same class again has the same codes; another file or another weight has others."""
    first = {card.student: card.receipt for card in tiny.grade().cards}
    assert {card.student: card.receipt for card in tiny.grade().cards} == first
    tiny.hand_in("bea", "def twice(x): return 2 * x\n")
    second = {card.student: card.receipt for card in tiny.grade().cards}
    assert {student for student in first if first[student] != second[student]} == {"bea"}
    tiny.edit_rubric("title: The sum", "title: A sum")
    third = {card.student: card.receipt for card in tiny.grade().cards}
    assert all(second[student] != third[student] for student in second)
