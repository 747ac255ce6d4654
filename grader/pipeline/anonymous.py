"""Cards without names: everybody goes by an alias, in every text that names them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TypeVar

from grader.ledger.sheets import Sheet
from grader.model.cleared import Looked
from grader.model.grade import GradeCard
from grader.pipeline.aliases import alias
from grader.pipeline.difference import Difference
from grader.pipeline.recall import Recalled
from grader.pipeline.standing import Opened, Standing

__all__ = ["anonymous", "anonymous_cards", "anonymous_difference", "anonymous_receipt", "masked"]

Value = TypeVar("Value")

OF_THE_RUBRIC = frozenset({"id", "part", "criterion", "problem", "title"})  # and never a student's


def anonymous(card: GradeCard, folder: Path) -> GradeCard:
    """The card under its alias, without name, address and receipt; texts name the alias, too."""
    name = alias(folder, card.student)
    told = _replaced(card, _finder(_words(card)), name)
    return replace(told, student=name, name="", email="", receipt="")


def anonymous_cards(cards: Iterable[GradeCard], folder: Path) -> list[GradeCard]:
    """A class under its aliases, and in their order: the sheet's own would say who is who."""
    return sorted((anonymous(card, folder) for card in cards), key=lambda card: card.student)


def anonymous_difference(found: Difference, stand: Opened) -> Difference:
    """Who moves and why, everybody under an alias, in their order."""
    names = {change.student for change in found.changes} | set(found.gone)
    words = {name: [name] for name in names}
    for some in Sheet(stand.ledger):
        for card in (one.card for one in some):
            if card.student in names:
                words[card.student] = _names(*card.who)
    aliases = {name: alias(stand.folder, name) for name in names}
    changes = [
        replace(
            one,
            student=aliases[one.student],
            by_hand=_replaced(one.by_hand, _finder(words[one.student]), aliases[one.student]),
        )
        for one in found.changes
    ]
    return replace(
        found,
        changes=tuple(sorted(changes, key=lambda one: one.student)),
        own={alias(stand.folder, name): said for name, said in found.own.items()},
        totals={aliases[name]: total for name, total in found.totals.items() if name in aliases},
        gone=tuple(sorted(aliases[name] for name in found.gone)),
    )


def anonymous_receipt(recalled: Recalled) -> Recalled:
    """A student's card and what stands behind it, under the alias."""
    card = recalled.card
    told = anonymous(card, recalled.folder)
    behind = _replaced(recalled.backing, _finder(_words(card)), told.student)
    criteria = {
        place: _replaced(one, _finder(_words(card)), told.student)
        for place, one in recalled.backing.criteria.items()
    }
    return replace(recalled, card=told, backing=replace(behind, criteria=criteria))


def masked(stand: Standing) -> Standing:
    """A grades folder's standing with everybody under an alias."""
    folder = stand.folder
    handed = tuple(
        replace(one, submission=replace(one.submission, id=alias(folder, one.submission.id)))
        for one in stand.handed
    )
    looked = Looked(tuple(replace(row, student=alias(folder, row.student)) for row in stand.looked.rows))
    cards = tuple(anonymous(card, folder) for card in stand.cards)
    return replace(stand, cards=cards, handed=handed, looked=looked)


def _words(card: GradeCard) -> list[str]:
    """By what a text may name the student."""
    return _names(card.student, card.name, card.email)


def _names(student: str, name: str, email: str) -> list[str]:
    return [student, email, email.partition("@")[0], *re.split(r"[\s,]+", name)]


def _finder(words: Iterable[str]) -> re.Pattern[str]:
    known = sorted({word for word in words if len(word) > 1}, key=len, reverse=True)
    any_of = "|".join(map(re.escape, known)) or "(?!)"
    return re.compile(rf"(?<![A-Za-z0-9])(?:{any_of})(?![A-Za-z0-9])", re.IGNORECASE)


def _replaced(value: Value, finder: re.Pattern[str], name: str) -> Value:
    """The value with every text in it rewritten, at whatever depth."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return finder.sub(name, value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_replaced(one, finder, name) for one in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        told = [one.name for one in fields(value) if one.name not in OF_THE_RUBRIC]
        inner = {one: _replaced(getattr(value, one), finder, name) for one in told}
        return replace(value, **inner)
    return value
