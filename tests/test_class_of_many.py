"""A large class whose grades are known beforehand: the judge and a careful human must never disagree."""

from __future__ import annotations

from pathlib import Path

import pytest
from classes.compose import COSTLY, CRITERIA, TROUBLES, compose, variants
from grading import HW2, grade

from grader.model.grade import GradeCard
from grader.model.verdict import Verdict
from grader.oracle.catalogue import declared, import_all
from grader.oracle.process import Worker
from grader.rubric.load import load
from grader.sandbox.interpreter import probe

SIZE = 300


@pytest.mark.slow
def test_a_class_of_300_gets_exactly_what_was_put_into_it(tmp_path: Path) -> None:
    """Right answers in ten styles, every mistake, every trouble with files: no criterion differs."""
    students = {student.name: student for student in compose(tmp_path / "class", SIZE)}
    graded = grade(tmp_path / "class", HW2, tmp_path / "grades", workers=2)
    assert {card.student for card in graded.cards} == set(students)
    differing = [
        f"{card.student} ({student.trouble}) {place} {student.variants[question].name}: "
        f"{truth.kind} {truth.credit}, not {verdict.kind} {verdict.credit}: {verdict.say}"
        for card in graded.cards
        for student in [students[card.student]]
        for question, places in CRITERIA.items()
        for place in places
        for truth, verdict in [(student.truth[place], _verdicts(card)[place])]
        if truth.kind and (truth.kind, truth.credit) != (verdict.kind, verdict.credit)
    ]
    assert not differing, "\n".join([f"{len(differing)} disagreements", *differing])


def _verdicts(card: GradeCard) -> dict[str, Verdict]:
    return {grade.address: grade.verdict for part in card.parts for grade in part.criteria}


def test_every_question_is_answered_in_many_ways() -> None:
    """Ten right styles for what can be written in ten, and a wrong one for everything."""
    for question in CRITERIA:
        known = list(variants(question))
        yes_no = len(next(iter(known)).truth) == 1 and len(known) < 10
        assert sum(variant.right for variant in known) >= (4 if yes_no else 10), question
        assert not all(variant.right for variant in known), question


def test_every_mistake_that_the_reference_names_is_made(tmp_path: Path) -> None:
    """The names are the reference's, asked for as grading does; the answers are students' own."""
    source = load(HW2)
    rubric, interpreter = source.rubric, probe(None, source.rubric.packages, tmp_path)
    with Worker(source.reference, interpreter, rubric.seed) as worker:
        known = import_all(worker)
        questions = [declared(worker, name, known) for name in rubric.question_names]
    named = {(one.name, f"mistake: {mistake.name}") for one in questions for mistake in one.mistakes}
    made = {(question, variant.name) for question in CRITERIA for variant in variants(question)}
    assert {one.name for one in questions} == set(CRITERIA)
    assert len(named) >= 142
    assert named - made == set()


def test_every_variant_and_every_trouble_occurs_in_the_class(tmp_path: Path) -> None:
    """What was written and never handed in would guard nothing."""
    students = compose(tmp_path / "class", SIZE)
    handed_in = {(question, one.variants[question].name) for one in students for question in CRITERIA}
    assert handed_in == {(question, known.name) for question in CRITERIA for known in variants(question)}
    assert {student.trouble for student in students} == set(TROUBLES) | set(COSTLY)


def test_no_two_variants_of_a_question_share_a_name() -> None:
    """Else one of them would count for both."""
    for question in CRITERIA:
        names = [variant.name for variant in variants(question)]
        assert len(set(names)) == len(names), question
