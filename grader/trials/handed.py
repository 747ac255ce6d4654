"""The reference and the starter handed in like a student's files: one earns everything, the other nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from grader.errors import GraderError
from grader.model.grade import GradeCard
from grader.model.verdict import Kind
from grader.rubric.points import shown
from grader.trials.bench import Bench
from grader.trials.remark import Looked, Remark

__all__ = ["Kit", "earned", "reference", "starter"]

Kit = Callable[[Bench], Mapping[str, str]]  # the files that students begin with, by name

STARTER = "def {name}({parameters}):\n    raise NotImplementedError\n"


def reference(bench: Bench) -> Looked:
    """Every question of the reference alone in a process, as students' code is."""
    submission = bench.submission("reference", {})
    held = bench.ran(submission, bench.homework.questions)
    card = bench.card(held)
    remarks = [
        Remark(
            "error",
            grade.address,
            f"The reference itself would not get its points here: {grade.verdict.say} ({grade.verdict.case})",
        )
        for part in card.parts
        for grade in part.criteria
        if not grade.by_hand and grade.verdict.kind is not Kind.RIGHT
    ]
    got, possible = earned(card), _possible(card)
    open_points = sum(
        (grade.possible for part in card.parts for grade in part.criteria if grade.by_hand), Fraction(0)
    )
    aside = f"; {shown(open_points)} are marked by hand" if open_points else ""
    said = f"earns {shown(got)} of {shown(possible)}{aside}"
    return Looked("reference", "The reference", said, tuple(remarks))


def starter(bench: Bench, kit: Kit | None = None) -> Looked:
    """Functions that are still to be written: each file of the kit as students get it, or plain stubs."""
    remarks: list[Remark] = []
    most = Fraction(0)
    for file, text in _texts(bench, kit, remarks).items():
        card = bench.card(bench.ran(bench.written("starter", text, file), bench.homework.questions))
        most = max(most, earned(card))
        remarks += [
            Remark("error", grade.address, f"{file}, which nobody touched, earns {shown(grade.points)}.")
            for part in card.parts
            for grade in part.criteria
            if grade.points
        ]
    return Looked("starter", "A starter as handed out", f"earns {shown(most)}", tuple(remarks))


def _texts(bench: Bench, kit: Kit | None, remarks: list[Remark]) -> Mapping[str, str]:
    try:
        if kit is not None:
            return kit(bench)
    except GraderError as fault:
        remarks.append(Remark("warning", "", f"`grader starter` cannot write a kit: {fault}"))
    calls = bench.homework.built.calls.questions
    stubs = [STARTER.format(name=one.name, parameters=", ".join(one.parameters)) for one in calls]
    return {"answers.py": "\n\n".join(stubs)}


def earned(card: GradeCard) -> Fraction:
    """All points, those of extra parts too."""
    return sum((grade.points or Fraction(0) for part in card.parts for grade in part.criteria), Fraction(0))


def _possible(card: GradeCard) -> Fraction:
    grades = [grade for part in card.parts for grade in part.criteria if not grade.by_hand]
    return sum((grade.possible for grade in grades), Fraction(0))
