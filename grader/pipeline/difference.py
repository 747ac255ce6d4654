"""Who moves, by how much, on which criterion, and because of what: one sheet held against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from grader.errors import GraderError
from grader.ledger.record import Basis, RunRecord
from grader.model.files import local
from grader.model.grade import Change
from grader.model.policy import LATENESS, WHOLE
from grader.oracle.writing import home
from grader.rubric.edits import Edit, edits
from grader.rubric.load import LoadedRubric

__all__ = ["Difference", "Judged", "difference"]

Totals = Mapping[str, tuple[Decimal | None, Decimal | None]]

OTHER_FILES = "other files were handed in"
NOT_THERE = "not in the sheet any more"
GRADER = "this grader, or how students' code is run, is another than it was"
LOOK = "an instructor looked at it, or a newer run gave another result"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a sheet was made by: the run, and its basis if it was kept."""

    record: RunRecord
    basis: Basis | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Every change with its reasons; `since` names what it is told against, "" for the last sheet."""

    changes: tuple[Change, ...]
    reasons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by criterion address
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by student
    totals: Totals = field(default_factory=dict)  # by student, before and after
    gone: tuple[str, ...] = ()  # students who were in that sheet and are no more
    since: str = ""
    excepted: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # by student, exceptions.csv's lines

    def because(self, change: Change) -> tuple[str, ...]:
        """Why it changed, in words that name files and lines."""
        by_hand = (change.by_hand,) if change.by_hand else ()
        mine = self.excepted.get(change.student, ()) if change.place in (LATENESS, WHOLE) else ()
        told = (*self.own.get(change.student, ()), *self.reasons.get(change.place, ()), *mine, *by_hand)
        return told or (LOOK,)

    @property
    def empty(self) -> bool:
        """Whether nobody is told anything new."""
        return not self.changes and not self.gone


def difference(
    changes: Sequence[Change],
    totals: Totals,
    before: Judged,
    after: Judged,
    source: LoadedRubric,
    *,
    gone: Iterable[str] = (),
    since: str = "",
) -> Difference:
    """The changes from one sheet to another, each with its reasons."""
    places = {change.place for change in changes}
    files = dict(before.record.students)
    own = {
        student: (OTHER_FILES,)
        for student, digest in after.record.students
        if files.get(student, digest) != digest
    }
    reasons = _reasons(places, before.basis, after.basis, source)
    excepted = _excepted(before.basis, after.basis, source)
    return Difference(tuple(changes), reasons, own, totals, tuple(gone), since, excepted)


def _excepted(before: Basis | None, after: Basis | None, source: LoadedRubric) -> dict[str, tuple[str, ...]]:
    """By student, the lines of exceptions.csv that are new, or that one is gone."""
    if before is None or after is None or before.exceptions == after.exceptions:
        return {}
    was, now = before.exceptions.splitlines(), after.exceptions.splitlines()
    old, found = set(was), dict[str, tuple[str, ...]]()
    for student, place, text in source.exceptions.lines:
        if text not in old:
            found[student] = (*found.get(student, ()), f"{local(source.path.parent / place)}: {text}")
    for text in was:
        student = text.partition(",")[0]
        if text not in now and student not in found:
            found[student] = (f"a line of exceptions.csv is gone: {text}",)
    return found


def _reasons(
    places: Iterable[str], before: Basis | None, after: Basis | None, source: LoadedRubric
) -> dict[str, tuple[str, ...]]:
    if before is None or after is None:
        return {}
    edited = edits(before.rubric, after.rubric)
    path = local(source.path)
    asked = {f"{part.id}/{one.id}": one.question for _, part, one in source.rubric.walk()}
    reasons = {}
    for place in places:
        said = [
            f"{path}:{edit.line}: {edit.say}"
            for edit in edited.get(place, ())
            if _is_felt(edit, place, before, after)
        ]
        question = asked.get(place)
        if question is not None:
            said += _of_reference(question, before, after, source)
        if before.python != after.python:
            said.append("the students' Python or its packages are others")
        if not said and before.evidence != after.evidence:
            said.append(GRADER)
        reasons[place] = tuple(said)
    return reasons


def _is_felt(edit: Edit, place: str, before: Basis, after: Basis) -> bool:
    """Where a criterion is judged as before, only what it is worth can have moved it."""
    if place in (LATENESS, WHOLE):
        return True
    worth = edit.say.startswith(("points ", "the part's points", "the part's extra"))
    return worth or edit.say.startswith("it is new") or _judged_anew(place, before, after)


def _judged_anew(place: str, before: Basis, after: Basis) -> bool:
    return before.criteria.get(place) != after.criteria.get(place) or before.evidence != after.evidence


def _of_reference(question: str, before: Basis, after: Basis, source: LoadedRubric) -> list[str]:
    was, now = before.questions.get(question), after.questions.get(question)
    if was is None or now is None or was == now:
        return []
    module: Path = source.reference
    with suppress(GraderError):
        module = home(source.reference, question)
    what = "its cases" if was[0] != now[0] else "its results, mistakes or hints"
    return [f"{local(module)}: {what} of {question}"]
