"""Laying what people decided over what code came to, the same way after every stage that makes cards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.collect import Collected
from grader.ledger.trail import Trail
from grader.model.grade import CriterionGrade, GradeCard
from grader.model.papers import ACCEPTED, BREAKS, REJECTED, is_about
from grader.model.submission import Submission
from grader.model.trail import WRITTEN, Decision
from grader.rubric.schema import Rubric, address
from grader.score import adjust

Words = Mapping[str, Mapping[str, Decision]]  # by student, by address


def laid(
    cards: Sequence[GradeCard], decisions: Iterable[Decision], submissions: Iterable[Submission]
) -> tuple[GradeCard, ...]:
    """Every card with its decisions over it, in place of those that lay there."""
    words = last_words(decisions)
    handed = {one.id: one for one in submissions}
    return tuple(laid_over(card, words.get(card.student, {}), handed.get(card.student)) for card in cards)


def laid_over(card: GradeCard, words: Mapping[str, Decision], submission: Submission | None) -> GradeCard:
    """One card with its decisions over it: those about criteria, and the one about the written file."""
    files = files_of_card(card, submission)
    if submission is None or WRITTEN not in words:
        return adjust(card, words, files)
    paper = words[WRITTEN]
    stands = paper.action != "drop" and paper.files == files_of_paper(submission)
    flags = _flags(card, submission, paper if stands else None)
    if stands and paper.action == "reject":
        words = {**words, **_turned_down(card, paper, files), **_later(words)}
    return replace(adjust(card, words, files), flags=flags)


def _turned_down(card: GradeCard, paper: Decision, files: Mapping[str, str]) -> dict[str, Decision]:
    """Every criterion that a person marks on a file that was rejected: as if it had not been handed in."""
    by_hand = [one for part in card.parts for one in part.criteria if one.by_hand]
    return {
        one.address: replace(
            paper,
            place=one.address,
            points=Fraction(0),
            possible=one.possible,
            judged=one.judged_points,
            files=files.get(one.address, ""),
        )
        for one in by_hand
    }


def _later(words: Mapping[str, Decision]) -> dict[str, Decision]:
    """What was decided about criteria after the written file was."""
    places = list(words)
    return {place: words[place] for place in places[places.index(WRITTEN) :] if place != WRITTEN}


def _flags(card: GradeCard, submission: Submission, paper: Decision | None) -> tuple[str, ...]:
    """The card's flags, with those about the written file as they are after the decision."""
    own = [flag for flag in card.flags if not is_about(flag)]
    broken = [flag.removeprefix(BREAKS) for flag in submission.flags if flag.startswith(BREAKS)]
    if paper is None:
        return (*own, *(f"{BREAKS}{one}" for one in broken))
    if paper.action == "reject":
        return (*own, f"{REJECTED}{paper.because}")
    return (*own, *(f"{ACCEPTED}{one}" for one in broken))


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
        own = words.setdefault(one.student, {})
        own.pop(one.place, None)  # the latest stands last
        own[one.place] = one
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
    return files_of_paper(submission)


def files_of_paper(submission: Submission) -> str:
    """Names the written work."""
    text = "\n".join(f"{file.path}\0{file.digest}" for file in submission.written)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
