"""The sums of a run: whether everybody on the class list and every file is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from grader.collect.aliases import FILE
from grader.errors import GraderError
from grader.ledger.people import kept_people
from grader.model.account import Account, Case
from grader.model.files import local
from grader.model.grade import GradeCard, Place
from grader.pipeline.roll import Roll
from grader.pipeline.standing import Opened
from grader.rubric.load import LoadedRubric

__all__ = ["account_of", "accounted", "beside", "recounted"]

PLACES: tuple[Place, ...] = ("graded", "missing", "excused")
FATES = (
    *(("used", "used"), ("unmatched", "unmatched"), ("duplicate", "duplicate")),
    *(("passed", "passed over"), ("lacking", "not there")),
)
SHOWN = 8


def account_of(roll: Roll, cards: Iterable[GradeCard]) -> Account:
    """Where everybody and every file went."""
    listed = {person.id for person in roll.people}
    sure = listed - _unsettled(roll.cases)
    places = Counter(card.place for card in cards if card.student in sure)
    people: list[tuple[str, int]] = [(place, places[place]) for place in PLACES]
    people += [("dropped", len(roll.dropped)), ("not settled", len(roll.waiting))]
    fates = Counter[str](one.fate for one in roll.fates)
    files = tuple((word, fates[fate]) for fate, word in FATES)
    return Account(len(listed), tuple(people), files, roll.cases)


def recounted(
    account: Account, places: Iterable[tuple[str, Place]], listed: Collection[str], source: LoadedRubric
) -> Account:
    """The sums after judging again, which moves people from one place to another, and none in or out."""
    there = list(places)
    sure = frozenset(listed) - _unsettled(account.open)
    now = Counter(place for student, place in there if student in sure)
    rest = [one for one in account.people if one[0] not in PLACES]
    people = (*((place, now[place]) for place in PLACES), *rest)
    said = source.exceptions
    drops = [student for student, _ in there if said.of(student).status == "dropped"]
    waits = [one for one in account.open if not one.say.endswith(LEAVES)]
    waits += [
        Case(f"{student}{LEAVES}", f"{said.of(student).place} drops them; type `grader run` again")
        for student in drops
    ]
    return replace(account, people=people if listed else account.people, open=tuple(waits))


LEAVES = " has a row that goes with the next run"


def accounted(stand: Opened, cards: Sequence[GradeCard], *, except_open: bool) -> list[GradeCard]:
    """The rows that may go out. GraderError while something is open that nobody said to leave out."""
    basis, account = stand.ledger.basis(stand.record), stand.record.account
    if basis is not None and basis.exceptions != stand.source.exceptions.text:
        raise GraderError(
            "exceptions.csv was edited since these marks were made; type `grader regrade` first."
        )
    if account.open and not except_open:
        raise GraderError(_refusal(account.open, stand.source.path))
    apart = _unsettled(account.open)
    return [card for card in cards if card.student not in apart]


def _unsettled(cases: Iterable[Case]) -> frozenset[str]:
    """The rows that cases are about."""
    return frozenset(row for case in cases for row in case.rows)


def beside(rubric: Path) -> Path:
    """Where aliases are written."""
    return local(rubric.parent / FILE)


def listed_now(stand: Opened) -> frozenset[str]:
    """Everybody on the class list that is kept."""
    return frozenset(person.id for person in kept_people(stand.ledger))


def _refusal(cases: Sequence[Case], rubric: Path) -> str:
    said = "; ".join(case.say for case in cases[:SHOWN])
    more = f"; and {len(cases) - SHOWN} more" if len(cases) > SHOWN else ""
    what = "1 thing does not add up" if len(cases) == 1 else f"{len(cases)} things do not add up"
    settle = (
        f"Settle them in {beside(rubric)} (aliases-proposed.csv in the grades folder has lines to copy) "
        "and run again"
        if any(case.found for case in cases)
        else cases[0].remedy[:1].upper() + cases[0].remedy[1:]
    )
    return f"{what}: {said}{more}. {settle}; --except-open leaves those rows out."
