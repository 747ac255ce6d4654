"""Puts the roster's names on the sheet, and says who is missing from either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.collect import Roster
from grader.model.grade import GradeCard
from grader.model.submission import Submission

UNKNOWN = "not on the roster"
SHOWN = 12


def named(
    cards: Sequence[GradeCard], submissions: Sequence[Submission], roster: Roster
) -> tuple[tuple[GradeCard, ...], tuple[str, ...]]:
    """Cards with names and addresses, and what to say of the roster; of none, the cards as they are."""
    if not roster.people:
        return tuple(cards), ()
    people = {submission.id: roster.person(submission) for submission in submissions}
    after = []
    for card in cards:
        person = people.get(card.student)
        if person is None:
            after.append(replace(card, flags=(*card.flags, UNKNOWN)))
        else:
            after.append(replace(card, name=person.name, email=person.email))
    absent = [person.id for person in roster.absent(submissions)]
    if not absent:
        return tuple(after), ()
    more = f" and {len(absent) - SHOWN} more" if len(absent) > SHOWN else ""
    return tuple(after), (f"On the roster, but nothing handed in: {', '.join(absent[:SHOWN])}{more}.",)
