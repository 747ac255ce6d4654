"""Gathers what stands behind a card's marks, without running or judging anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.checks.show import brief
from grader.ledger.memo import Ledger
from grader.ledger.record import RunRecord
from grader.model.behind import Backing, Behind, Ran
from grader.model.cleared import Cleared
from grader.model.evidence import Evidence, Returned
from grader.model.grade import CriterionGrade, GradeCard
from grader.model.sketch import Sketch
from grader.model.trail import Decision
from grader.model.verdict import Kind
from grader.oracle.stored import Built
from grader.report.cases import describe
from grader.rubric.schema import Criterion, Rubric, address

INPUTS = 2000


def backing(
    ledger: Ledger, record: RunRecord, card: GradeCard, rubric: Rubric, built: Built | None, part: str = ""
) -> Backing:
    """What is known of one part's criteria, or of all."""
    known = {address(part, criterion): criterion for _, part, criterion in rubric.walk()}
    handed = next((one for one in ledger.handed_in() if one.submission.id == card.student), None)
    keys = handed.keys if handed else {}
    stored = ledger.evidences(keys.values())
    evidence = {question: stored[key] for question, key in keys.items() if key in stored}
    lines = [line for line in ledger.trail.lines() if getattr(line, "student", "") == card.student]
    criteria = {}
    for grade in (grade for one in card.parts for grade in one.criteria):
        if part and part not in (grade.part, grade.address):
            continue
        criterion = known.get(grade.address)
        question = criterion.question or "" if criterion else ""
        shown = _shown(grade, criterion, evidence.get(question), built)
        criteria[grade.address] = _with_words(shown, ledger, card.student, grade, lines)
    return Backing(
        criteria,
        record.versions,
        record.homework[:12],
        record.isolation,
        record.finished,
        ledger.trail.head(),
    )


def _with_words(
    behind: Behind, ledger: Ledger, student: str, grade: CriterionGrade, lines: Sequence[object]
) -> Behind:
    """The same with its past: verdicts, decisions, and who looked."""
    return replace(
        behind,
        past=tuple(ledger.past(student, grade.address)),
        decisions=tuple(one for one in lines if isinstance(one, Decision) and one.place == grade.address),
        looked=tuple(one for one in lines if isinstance(one, Cleared) and one.part in ("", grade.part)),
    )


def _shown(
    grade: CriterionGrade, criterion: Criterion | None, evidence: Evidence | None, built: Built | None
) -> Behind:
    """Its cases, and the one to show: the failing one, else the smallest."""
    if criterion is None or criterion.question is None or built is None:
        return Behind()
    try:
        call = built.calls.question(criterion.question)
    except KeyError:
        return Behind()
    cases = tuple(one.label for one in call.cases if not criterion.cases or one.group in criterion.cases)
    label = grade.judged.case or (cases[0] if cases else "")
    inputs = describe(built.calls, call.name, label, INPUTS)
    want = got = ""
    if grade.judged.kind is Kind.RIGHT:  # else the verdict has its own words for both
        outcome = evidence.outcomes.get(label) if evidence else None
        got = _brief(outcome.value, criterion) if isinstance(outcome, Returned) else ""
        wanted = built.wants.question(call.name).want.get(label)
        is_value = criterion.check is not None and criterion.check.kind != "property"
        want = _brief(wanted, criterion) if is_value and wanted is not None else ""
    ran = None
    if evidence is not None:
        cost = evidence.cost
        ran = Ran(evidence.how, evidence.isolation, cost.seconds, cost.megabytes)
    return Behind(cases, label, inputs, want, got, ran)


def _brief(value: object, criterion: Criterion) -> str:
    """A short text of the value, or of the entry that counts; of a sketch there is nothing to read."""
    if isinstance(value, dict) and criterion.key in value:
        value = value[criterion.key]
    return "" if isinstance(value, Sketch) else brief(value)
