"""A stored card of which only what is asked for is unpacked: most of a class stays as it was."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from grader.ledger import codec, past
from grader.ledger.comparing import fraction
from grader.ledger.readable import readable
from grader.model.grade import Change, Late, Moved, PartGrade, Place, lost_places, penalty_of
from grader.model.policy import LATENESS, WHOLE
from grader.model.verdict import Kind, Verdict

__all__ = ["KeptCard", "changes", "moves"]

POINTS, POSSIBLE, KIND, SAY, HINT, ADJUSTED = 3, 4, 6, 8, 12, 16  # where a criterion's facts keep them
PLACE, LATE = 9, 10  # where a card keeps them

NOWHERE = "points given by hand stand on what the rubric no longer has"


class KeptCard:
    """One student's card, still packed; what is put in its place shares all that did not change."""

    __slots__ = ("facts", "parts")

    def __init__(self, facts: list[Any]) -> None:
        self.facts = facts
        self.parts: dict[str, list[Any]] = {part[0]: part for part in facts[3]}

    @classmethod
    def of(cls, data: bytes) -> KeptCard:
        """The card of these bytes."""
        with readable(data, codec.CARD) as begin:
            facts = json.loads(data[begin:])
            return cls([*facts, *[[], "", "graded", None][len(facts) - 7 :]])  # what older cards do not have

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return codec.CARD + codec.COMPACT.encode(self.facts).encode("ascii")

    @property
    def student(self) -> str:
        """Whose it is."""
        return str(self.facts[0])

    @property
    def who(self) -> tuple[str, str, str]:
        """The id, the name and the address."""
        return str(self.facts[0]), str(self.facts[1]), str(self.facts[2])

    @property
    def flags(self) -> tuple[str, ...]:
        """The submission's flags."""
        return tuple(self.facts[5])

    @property
    def prints(self) -> tuple[tuple[str, str], ...]:
        """What the student's code printed."""
        return tuple((question, text) for question, text in self.facts[6])

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to make the files run."""
        return tuple(self.facts[7])

    @property
    def total(self) -> Decimal | None:
        """The sum of all parts less the penalty; None while one is open, and of whoever has no parts."""
        earned, late = self.earned, self.facts[LATE]
        return earned if earned is None or late is None else earned - penalty_of(earned, fraction(late[0]))

    @property
    def earned(self) -> Decimal | None:
        """The sum of all parts; None while one is open, and of whoever has no parts."""
        if self.place != "graded" and not self.facts[3]:
            return None
        points = [_published(part[POINTS]) for part in self.facts[3]]
        known = [one for one in points if one is not None]
        whole = len(known) == len(points) and not lost_places(self.flags)
        return sum(known, Decimal(0)) if whole else None

    @property
    def place(self) -> Place:
        """Whether there is work, or none, or none is asked for."""
        place: Place = self.facts[PLACE]
        return place

    @property
    def late(self) -> Late | None:
        """What handing in late costs."""
        late = self.facts[LATE]
        return None if late is None else Late(fraction(late[0]), late[1])

    @property
    def named(self) -> tuple[str, str]:
        """Name and address."""
        return self.facts[1], self.facts[2]

    def with_place(self, place: Place, late: Late | None) -> KeptCard:
        """The card at another place in the class, with another word on when it was handed in."""
        lateness = None if late is None else [str(late.share), late.say]
        return KeptCard([*self.facts[:PLACE], place, lateness])

    def verdicts(self, parts: Collection[str] | None = None) -> dict[str, Verdict]:
        """What every criterion came to by itself, by its address, or those of some parts."""
        return {
            place: codec.criterion_of(facts).judged
            for place, facts in self.criteria()
            if parts is None or facts[0] in parts
        }

    def criteria(self) -> Iterator[tuple[str, list[Any]]]:
        """Every criterion's facts by its address."""
        for part in self.facts[3]:
            for facts in part[6]:
                yield f"{facts[0]}/{facts[1]}", facts

    @property
    def stood(self) -> past.Stood:
        """How its criteria stand by themselves."""
        return self.student, {
            place: past.standing(codec.criterion_of(facts))
            if _adjusted(facts)
            else [facts[KIND], facts[POINTS], facts[POSSIBLE]]
            for place, facts in self.criteria()
        }

    def with_parts(
        self, order: Sequence[str], anew: Mapping[str, PartGrade], possible: Fraction, receipt: str
    ) -> KeptCard:
        """The card with these parts worked out anew and all others as they were."""
        parts = [codec.part_facts(anew[part]) if part in anew else self.parts[part] for part in order]
        return KeptCard([*self.facts[:3], parts, str(possible), *self.facts[5:8], receipt, *self.facts[9:]])

    def told(
        self, flags: Sequence[str], prints: Sequence[tuple[str, str]], remarks: Sequence[str]
    ) -> KeptCard:
        """The card with other words for the submission as a whole."""
        return KeptCard([*self.facts[:5], list(flags), list(prints), list(remarks), *self.facts[8:]])


def changes(before: KeptCard | None, after: KeptCard) -> Iterator[Change]:
    """Every criterion whose points, verdict or words are others; of one that was not there, None before."""
    if before is not None and before.place != after.place:
        said = f"{before.place} before, {after.place} now"
        yield Change(after.student, WHOLE, _exact(before.total), _exact(after.total), None, None, said)
        return
    old = {} if before is None else before.parts
    for part in after.facts[3]:
        was = old.get(part[0])
        if was is part or was == part:
            continue
        known = {} if was is None else {facts[1]: facts for facts in was[6]}
        for facts in part[6]:
            yield from _change(after.student, known.get(facts[1]), facts)
    if before is not None:
        now = {place for place, _ in after.criteria()}
        for place, facts in before.criteria():
            if place not in now:
                gone = NOWHERE if _adjusted(facts) else ""
                yield Change(after.student, place, _points(facts), None, Kind(facts[KIND]), None, gone)
        if before.facts[LATE] != after.facts[LATE]:
            yield Change(after.student, LATENESS, _taken(before), _taken(after), None, None)


def moves(before: KeptCard, after: KeptCard) -> Iterator[Moved]:
    """Every part whose published points are others, with the new total."""
    for name, part in after.parts.items():
        was = before.parts.get(name)
        if was is None or was[POINTS] != part[POINTS]:
            old = None if was is None else was[POINTS]
            yield Moved(after.student, name, _published(old), _published(part[POINTS]), after.total)
    if before.facts[LATE] != after.facts[LATE]:
        yield Moved(after.student, LATENESS, _decimal(_taken(before)), _decimal(_taken(after)), after.total)


def _taken(card: KeptCard) -> Fraction | None:
    """What is taken for handing in late, below zero; None while that is open."""
    total, earned = card.total, card.earned
    return None if total is None or earned is None else Fraction(total - earned)


def _exact(points: Decimal | None) -> Fraction | None:
    return None if points is None else Fraction(points)


def _decimal(points: Fraction | None) -> Decimal | None:
    return None if points is None else Decimal(int(points * 100)).scaleb(-2)


def _published(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _adjusted(facts: list[Any]) -> list[Any] | None:
    """What is kept of points that a person gave; older cards have no place for it."""
    return facts[ADJUSTED] if len(facts) > ADJUSTED else None


def _by_hand(was: list[Any] | None, now: list[Any]) -> str:
    """What a person's decision has to do with a change; "" where nothing."""
    before, after = None if was is None else _adjusted(was), _adjusted(now)
    if before == after:
        return ""
    if after is None:
        return "points given by hand were dropped"
    because, stale = after[2], after[6]
    return f"points given by hand wait: {stale}" if stale else f"points were given by hand: {because}"


def _change(student: str, was: list[Any] | None, now: list[Any]) -> Iterator[Change]:
    if was is not None and all(was[at] == now[at] for at in (POINTS, KIND, SAY, HINT)):
        return
    before = None if was is None else _points(was)
    kind = None if was is None else Kind(was[KIND])
    yield Change(
        student, f"{now[0]}/{now[1]}", before, _points(now), kind, Kind(now[KIND]), _by_hand(was, now)
    )


def _points(facts: list[Any]) -> Fraction | None:
    return None if facts[POINTS] is None else fraction(facts[POINTS])
