"""What an attack gained and whom it cost: points, neighbours' evidence, loot it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from grader.model.evidence import NotRun, Raised, Returned
from grader.model.grade import GradeCard
from grader.model.text import line
from grader.model.verdict import Kind
from grader.pipeline.gather import Gathered
from grader.rubric.schema import Rubric, address

__all__ = ["LOOT", "came_to", "of_loot", "of_neighbours", "of_points"]

LOOT = "took"  # how an attack's answer begins when the attack reached what it was after


def of_points(
    card: GradeCard, honest: GradeCard, rubric: Rubric, questions: Sequence[str], harms_itself: bool = False
) -> list[str]:
    """Points gained where it attacked (an untouched starter earns none), lost where it did not, or open."""
    asked = {address(part, c): c.question for _, part, c in rubric.walk()}
    right = {grade.address: grade.points for part in honest.parts for grade in part.criteria}
    found = []
    for grade in (grade for part in card.parts for grade in part.criteria):
        if grade.by_hand:
            continue
        if grade.verdict.kind is Kind.NOT_GRADED:
            found.append(f"made {grade.address} not graded: {line(grade.verdict.say, 120)}")
        elif grade.points is None:
            found.append(f"left {grade.address} open: {line(grade.verdict.say, 120)}")
        elif asked[grade.address] in questions:
            if grade.points > 0:
                found.append(f"earned {float(grade.points):g} for {grade.address}")
        elif grade.points != right[grade.address] and not harms_itself:
            found.append(f"lost its honest {grade.address}: {line(grade.verdict.say, 120)}")
    return found


def of_neighbours(
    expected: Mapping[str, Mapping[str, bytes]], got: Mapping[str, Mapping[str, bytes]]
) -> list[str]:
    """Whose evidence is not, byte for byte, what it is without the attack."""
    return [
        f"changed what {who} gets for {name}"
        for who, evidence in expected.items()
        for name, packed in evidence.items()
        if got[who].get(name) != packed
    ]


def of_loot(held: Gathered) -> list[str]:
    """What it says it reached, in answers, errors and prints."""
    found = []
    for one in held.values():
        if isinstance(one, NotRun):
            continue
        texts = [one.evidence.prints]
        for outcome in one.evidence.outcomes.values():
            if isinstance(outcome, Returned) and isinstance(outcome.value, str):
                texts.append(outcome.value)
            if isinstance(outcome, Raised):
                texts.append(outcome.message)
        found += [line(text, 200) for text in texts if text.startswith(LOOT)]
    return found


def came_to(card: GradeCard, rubric: Rubric, questions: Sequence[str]) -> str:
    """In a few words, what became of the attacked answers."""
    asked = {address(part, c): c.question for _, part, c in rubric.walk()}
    grades = [grade for part in card.parts for grade in part.criteria if asked[grade.address] in questions]
    said = Counter(
        grade.verdict.say or grade.verdict.kind.value
        for grade in grades
        if grade.verdict.kind is not Kind.SKIPPED
    )
    return line(said.most_common(1)[0][0], 120) if said else ""
