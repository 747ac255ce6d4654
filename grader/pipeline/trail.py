"""Laying what people decided over what code came to, the same way after every stage that makes cards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grader.collect import Collected
from grader.ledger.trail import Trail
from grader.model.grade import CriterionGrade, GradeCard
from grader.model.submission import Submission
from grader.model.trail import Decision
from grader.rubric.schema import Rubric, address
from grader.score import adjust

Words = Mapping[str, Mapping[str, Decision]]  # by student, by address


def laid(
    cards: Sequence[GradeCard], decisions: Iterable[Decision], submissions: Iterable[Submission]
) -> tuple[GradeCard, ...]:
    """Every card with its decisions over it, in place of those that lay there."""
    words = last_words(decisions)
    handed = {one.id: one for one in submissions}
    return tuple(
        adjust(card, words.get(card.student, {}), files_of_card(card, handed.get(card.student)))
        for card in cards
    )


def without_forgotten(collected: Collected, trail: Trail) -> Collected:
    """What was collected but for students who were forgotten, whose files may still lie there."""
    lost = trail.forgotten(one.id for one in collected.submissions)
    if not lost:
        return collected
    work = "1 submission was" if len(lost) == 1 else f"{len(lost)} submissions were"
    note = f"{work} left out, since you asked to forget whose it is; the files are yours to remove."
    kept = tuple(one for one in collected.submissions if one.id not in lost)
    return replace(collected, submissions=kept, notes=(*collected.notes, note))


def last_words(decisions: Iterable[Decision]) -> Words:
    """By student and address, the latest decision: it stands for all before it."""
    words: dict[str, dict[str, Decision]] = {}
    for one in decisions:
        words.setdefault(one.student, {})[one.place] = one
    return words


def lost(words: Words, rubric: Rubric) -> dict[str, tuple[str, ...]]:
    """By an address that the rubric no longer has, the students with points by hand there."""
    there = {address(part, criterion) for _, part, criterion in rubric.walk()}
    found: dict[str, list[str]] = {}
    for student, mine in sorted(words.items()):
        for place, one in mine.items():
            if one.points is not None and place not in there:
                found.setdefault(place, []).append(student)
    return {place: tuple(found[place]) for place in sorted(found)}


def files_of_card(card: GradeCard, submission: Submission | None) -> dict[str, str]:
    """By address, the files that count for each criterion."""
    if submission is None:
        return {}
    return {one.address: files_behind(submission, one) for part in card.parts for one in part.criteria}


def files_behind(submission: Submission, grade: CriterionGrade) -> str:
    """Names the files a criterion is about: the code, or the written work where a person marks that."""
    if not grade.by_hand or not submission.written:
        return submission.digest
    text = "\n".join(f"{file.path}\0{file.digest}" for file in submission.written)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
