"""Who stands behind each row: the class list's line, or what the card itself says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from grader.model.grade import GradeCard
from grader.model.person import Person

__all__ = ["people_of"]


def people_of(cards: Sequence[GradeCard], people: Iterable[Person] = ()) -> Mapping[str, Person]:
    """Everybody's line of the class list, by the name of their row; `people` are those that are kept."""
    known = {person.id: person for person in people}
    return {
        card.student: known.get(card.student) or Person(card.student, card.name, card.email) for card in cards
    }
