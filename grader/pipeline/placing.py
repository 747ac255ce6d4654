"""Names, places in the class and lateness, laid over the cards of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.ledger.handed import Handed
from grader.model.grade import GradeCard, PartGrade, Place
from grader.model.person import Person
from grader.model.submission import Submission
from grader.model.verdict import Kind, Verdict
from grader.pipeline.keys import digest
from grader.pipeline.receipts import code
from grader.pipeline.roll import Roll
from grader.rubric.lateness import late
from grader.rubric.load import LoadedRubric
from grader.rubric.schema import Rubric, address
from grader.rubric.stages import stage_digest
from grader.score import score_part

__all__ = ["absent_parts", "place_of", "placed", "policy_name"]

NOTHING = "Nothing was handed in."


def placed(
    cards: Sequence[GradeCard], handed: Sequence[Handed], roll: Roll, source: LoadedRubric
) -> tuple[tuple[GradeCard, ...], tuple[Handed, ...]]:
    """Everybody's card and what they handed in, by id, with those of whoever is missing or excused."""
    people = {person.id: person for person in roll.people}
    known = {card.student: card for card in cards}
    works = {one.submission.id: one for one in handed}
    everybody = roll.everybody
    whole = [_card(one, known.get(one.id), people.get(one.id), source) for one in everybody]
    return tuple(whole), tuple(works.get(one.id) or Handed(one) for one in everybody)


def place_of(student: str, there: bool, status: str, source: LoadedRubric) -> Place:
    """A student's place: exceptions.csv comes before the class list's own word."""
    said = source.exceptions.of(student).status or status
    return "excused" if said == "excused" else "graded" if there else "missing"


def absent_parts(rubric: Rubric, place: Place) -> tuple[PartGrade, ...]:
    """No parts; where missing work is worth zero, every part with nothing earned."""
    if place != "missing" or rubric.missing != "zero":
        return ()
    nothing = Verdict(Kind.MISSING, say=NOTHING)
    verdicts = {address(part, criterion): nothing for _, part, criterion in rubric.walk()}
    return tuple(score_part(problem, part, verdicts) for problem in rubric.problems for part in problem.parts)


def policy_name(source: LoadedRubric) -> str:
    """Names what places and lateness depend on besides exceptions.csv."""
    rubric = source.rubric
    return digest(repr((rubric.due, rubric.late, rubric.missing)))


def _card(
    submission: Submission, card: GradeCard | None, person: Person | None, source: LoadedRubric
) -> GradeCard:
    rubric, student = source.rubric, submission.id
    who = submission.who
    name, email = (person.name, person.email) if person else (who.name, who.email)
    place = place_of(student, card is not None, person.status if person else "", source)
    if card is None or place != "graded":
        version = stage_digest(rubric, ("run", "judge", "score", "show"))
        receipt = code(rubric.homework, student, submission.digest, version)
        parts = absent_parts(rubric, place)
        return GradeCard(student, name, email, parts, rubric.possible, receipt=receipt, place=place)
    penalty = late(rubric, source.exceptions.of(student), submission.attempt)
    return replace(card, name=name or card.name, email=email or card.email, late=penalty)
